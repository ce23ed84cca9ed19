import { createRoute } from '@hono/zod-openapi';
import { listAudit } from '@/lib/accounts/list-audit';
import { AuditEntryView } from '@/lib/contracts/accounts';
import { PageQuery } from '@/lib/contracts/paging';
import { type ApiApp, answer, jsonAnswer, pageOf, problems } from '../framework';
import { requireScope } from '../require-scope';

const AuditPage = pageOf(AuditEntryView);

/** Who did what in the workspace. */
export function registerAudit(app: ApiApp): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/v1/audit-entries',
      operationId: 'listAuditEntries',
      tags: ['Audit'],
      summary: 'List audit entries',
      description: 'Who did what in the workspace. Not for a key that is bound to one site.',
      middleware: requireScope('audit.read'),
      request: { query: PageQuery },
      responses: { 200: jsonAnswer(AuditPage, 'Audit entries, newest first'), ...problems('bad_request') },
    }),
    async (c) => answer(c, AuditPage, await listAudit(c.var.actor, c.req.valid('query')), 200),
  );
}
