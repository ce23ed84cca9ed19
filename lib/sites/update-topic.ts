import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { TopicPatch, type TopicView } from '@/lib/contracts/sites';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from './authorize-site';
import { topicView } from './topic-view';

/**
 * @param expectedUpdatedAt what the editor saw last; given, what was changed since is left alone
 * @throws AppError `forbidden`, `not_found`, `invalid_input`, `precondition_failed`
 */
export async function updateTopic(
  actor: Actor,
  siteId: string,
  topicId: string,
  patch: TopicPatch,
  expectedUpdatedAt?: Date,
): Promise<TopicView> {
  const site = await authorizeSite(actor, 'topics.write', siteId);
  const where = { id: decodeId('topic', topicId), siteId: site };
  const fields = parse(TopicPatch, patch);
  return db.$transaction(async (tx) => {
    const [topic] = await tx.topic.updateManyAndReturn({
      where: { ...where, updatedAt: expectedUpdatedAt },
      data: fields,
    });
    if (!topic) throw (await tx.topic.count({ where })) > 0 ? new AppError('precondition_failed') : notFound('topic');
    await recordAudit(actor, 'topic.update', topicId, { siteId, changed: Object.keys(fields) }, tx);
    return topicView(topic);
  });
}
