import { leaveSample } from '@/lib/accounts/leave-sample';
import { listApiKeys } from '@/lib/accounts/list-api-keys';
import { listAudit } from '@/lib/accounts/list-audit';
import { listWorkspaces } from '@/lib/accounts/list-workspaces';
import { resolveSession } from '@/lib/accounts/resolve-session';
import { listExports } from '@/lib/exports/list-exports';
import { openExport } from '@/lib/exports/open-export';
import { getImport } from '@/lib/imports/get-import';
import { listImports } from '@/lib/imports/list-imports';
import { openErrors } from '@/lib/imports/open-errors';
import { queueOverview } from '@/lib/operations/queue-overview';
import { getSite } from '@/lib/sites/get-site';
import { listSites } from '@/lib/sites/list-sites';
import { listTopics } from '@/lib/sites/list-topics';
import { getDelivery } from '@/lib/webhooks/get-delivery';
import { getWebhook } from '@/lib/webhooks/get-webhook';
import { listDeliveries } from '@/lib/webhooks/list-deliveries';
import { listWebhooks } from '@/lib/webhooks/list-webhooks';
import type { FilledSite } from './fill-database';
import type { PageCase } from './people-cases';

const LIMIT = 50;
const log =
  (query: object) =>
  ({ actor, siteId, webhookId }: FilledSite) =>
    listDeliveries(actor, siteId, webhookId, { limit: LIMIT, ...query });
const imports =
  (query: object) =>
  ({ actor, siteId }: FilledSite) =>
    listImports(actor, siteId, { limit: LIMIT, ...query });
const exports =
  (query: object) =>
  ({ actor, siteId }: FilledSite) =>
    listExports(actor, siteId, { limit: LIMIT, ...query });

/** The first piece of a file, as its download begins. */
async function firstOf(pieces: AsyncIterable<unknown>): Promise<void> {
  for await (const _piece of pieces) return;
}

export const WORKSPACE_LISTS: PageCase[] = [
  ['who is signed in', ({ user }) => resolveSession(user.userId, 1)],
  ['the workspaces of a person', ({ user }) => listWorkspaces(user)],
  ['the workspace that a site is added to', ({ user }) => leaveSample(user)],
  ['the sites of a workspace', ({ user }) => listSites(user)],
  ['a site', ({ user, siteId }) => getSite(user, siteId)],
  ['topics', ({ actor, siteId }) => listTopics(actor, siteId)],
  ['exports', exports({})],
  ['exports, an older page', (at) => exports({ cursor: at.exportId })(at)],
  ['an export’s file', async (at) => firstOf((await openExport(at.actor, at.siteId, at.exportId)).pieces)],
  ['imports', imports({})],
  ['imports, an older page', (at) => imports({ cursor: at.importId })(at)],
  ['an import', ({ actor, siteId, importId }) => getImport(actor, siteId, importId)],
  ['an import’s errors', async (at) => firstOf((await openErrors(at.actor, at.siteId, at.importId)).pieces)],
  ['queues', ({ actor }) => queueOverview(actor)],
  ['API keys', ({ actor }) => listApiKeys(actor)],
  ['the audit log', ({ actor }) => listAudit(actor, { limit: LIMIT })],
  ['the audit log, an older page', ({ actor, auditId }) => listAudit(actor, { limit: LIMIT, cursor: auditId })],
  ['webhooks', ({ actor, siteId }) => listWebhooks(actor, siteId)],
  ['a webhook', ({ actor, siteId, webhookId }) => getWebhook(actor, siteId, webhookId)],
  ['a webhook’s deliveries', log({})],
  ['a webhook, what arrived', log({ state: 'delivered' })],
  ['a webhook, failures that there are none of', log({ state: 'failed' })],
  ['a webhook, waiting ones that there are none of', log({ state: 'pending' })],
  ['a webhook, an older page', (at) => log({ cursor: at.deliveryId })(at)],
  [
    'a webhook’s delivery',
    ({ actor, siteId, webhookId, deliveryId }) => getDelivery(actor, siteId, webhookId, deliveryId),
  ],
];
