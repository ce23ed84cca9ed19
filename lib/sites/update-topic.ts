import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { TopicPatch, type TopicView } from '@/lib/contracts/sites';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from './authorize-site';
import { topicView } from './topic-view';

/** @throws AppError `forbidden`, `not_found`, `invalid_input`. */
export async function updateTopic(
  actor: Actor,
  siteId: string,
  topicId: string,
  patch: TopicPatch,
): Promise<TopicView> {
  const site = await authorizeSite(actor, 'sites.write', siteId);
  const where = { id: decodeId('topic', topicId), siteId: site };
  const fields = parse(TopicPatch, patch);
  return db.$transaction(async (tx) => {
    const [topic] = await tx.topic.updateManyAndReturn({ where, data: fields });
    if (!topic) throw new AppError('not_found', { detail: 'No topic has the id given.' });
    await recordAudit(actor, 'topic.update', topicId, { siteId, changed: Object.keys(fields) }, tx);
    return topicView(topic);
  });
}
