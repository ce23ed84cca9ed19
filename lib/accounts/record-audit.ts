import type { Actor } from '@/lib/contracts/actors';
import type { Prisma } from '@/lib/generated/prisma/client';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';

/**
 * Appends to the audit log. Give the transaction of the change itself, so that neither is without the other.
 * @param action `resource.verb`, e.g. `site.create`
 * @param target public id of what was acted on
 * @param detail what a reader needs to understand it; never a secret, a token or an endpoint
 */
export async function recordAudit(
  actor: Actor,
  action: string,
  target = '',
  detail: Prisma.InputJsonObject = {},
  client: Pick<typeof db, 'auditEntry'> = db,
): Promise<void> {
  await client.auditEntry.create({
    data: {
      workspaceId: decodeId('workspace', actor.workspaceId),
      actorKind: actor.kind,
      actorId:
        actor.kind === 'user'
          ? decodeId('user', actor.userId)
          : actor.kind === 'api_key'
            ? decodeId('apiKey', actor.apiKeyId)
            : null,
      action,
      target,
      detail,
    },
    select: { id: true },
  });
}
