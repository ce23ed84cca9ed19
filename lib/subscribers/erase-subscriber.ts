import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { findSubscriberId } from './find-subscriber-id';

/**
 * Erases a person's device: the row with endpoint, keys and tags, its events, the pages it visited and its consent records. What was sent
 * to it stays counted: deliveries keep only the number, which names nobody any more; those still due are suppressed
 * when they are claimed.
 * @param expectedUpdatedAt what was seen last; given, what was changed since is left alone
 * @throws AppError `forbidden`; `not_found`; `precondition_failed`; `conflict` for a person with several browsers
 */
export async function eraseSubscriber(
  actor: Actor,
  siteId: string,
  subscriberId: string,
  expectedUpdatedAt?: Date,
): Promise<void> {
  const site = await authorizeSite(actor, 'subscribers.write', siteId);
  const id = await findSubscriberId(site, subscriberId);
  await db.$transaction(async (tx) => {
    // The row first: its lock makes a concurrent event of this subscriber either come before or find nobody.
    const where = { siteId: site, id };
    const { count } = await tx.subscriber.deleteMany({ where: { ...where, updatedAt: expectedUpdatedAt } });
    if (count === 0) {
      throw (await tx.subscriber.count({ where })) > 0 ? new AppError('precondition_failed') : notFound('subscriber');
    }
    await tx.subscriberEvent.deleteMany({ where: { siteId: site, subscriberId: id } });
    await tx.pageVisit.deleteMany({ where: { siteId: site, subscriberId: id } });
    await tx.consentRecord.deleteMany({ where: { siteId: site, subscriberId: id } });
    await recordAudit(actor, 'subscriber.erase', encodeId('subscriber', id), {}, tx);
  });
}
