import type { UserActor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { recordAudit } from './record-audit';

/** Signs the actor out everywhere: every session made before is void from the next request on. */
export async function revokeSessions(actor: UserActor): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.user.update({
      where: { id: decodeId('user', actor.userId) },
      data: { sessionVersion: { increment: 1 } },
      select: { id: true },
    });
    await recordAudit(actor, 'session.revoke_all', actor.userId, {}, tx);
  });
}
