import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { authorizeSite } from './authorize-site';

/**
 * Takes a topic off the list that visitors choose from. Subscribers keep what they chose, so that making the topic
 * again brings them back.
 * @throws AppError `forbidden`, `not_found`.
 */
export async function deleteTopic(actor: Actor, siteId: string, topicId: string): Promise<void> {
  const site = await authorizeSite(actor, 'sites.write', siteId);
  const where = { id: decodeId('topic', topicId), siteId: site };
  await db.$transaction(async (tx) => {
    const topic = await tx.topic.findFirst({ where, select: { key: true } });
    if (!topic) throw new AppError('not_found', { detail: 'No topic has the id given.' });
    await tx.topic.deleteMany({ where });
    await recordAudit(actor, 'topic.delete', topicId, { siteId, key: topic.key }, tx);
  });
}
