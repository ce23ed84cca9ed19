import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from './authorize-site';

/**
 * Takes a topic off the list that visitors choose from. Subscribers keep what they chose, so that making the topic
 * again brings them back.
 * @param expectedUpdatedAt what was seen last; given, what was changed since is left alone
 * @throws AppError `forbidden`, `not_found`, `precondition_failed`.
 */
export async function deleteTopic(
  actor: Actor,
  siteId: string,
  topicId: string,
  expectedUpdatedAt?: Date,
): Promise<void> {
  const site = await authorizeSite(actor, 'topics.write', siteId);
  const where = { id: decodeId('topic', topicId), siteId: site };
  await db.$transaction(async (tx) => {
    const topic = await tx.topic.findFirst({ where, select: { key: true } });
    if (!topic) throw notFound('topic');
    const { count } = await tx.topic.deleteMany({ where: { ...where, updatedAt: expectedUpdatedAt } });
    if (count === 0) throw expectedUpdatedAt ? new AppError('precondition_failed') : notFound('topic');
    await recordAudit(actor, 'topic.delete', topicId, { siteId, key: topic.key }, tx);
  });
}
