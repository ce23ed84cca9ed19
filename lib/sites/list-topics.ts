import type { Actor } from '@/lib/contracts/actors';
import type { TopicView } from '@/lib/contracts/sites';
import { db } from '@/lib/platform/db';
import { authorizeSite } from './authorize-site';
import { topicView } from './topic-view';

/**
 * All topics of a site, in the order that visitors see; there are at most MAX_TOPICS of them.
 * @throws AppError `forbidden`, `not_found`.
 */
export async function listTopics(actor: Actor, siteId: string): Promise<TopicView[]> {
  const site = await authorizeSite(actor, 'topics.read', siteId);
  const topics = await db.topic.findMany({ where: { siteId: site }, orderBy: [{ position: 'asc' }, { id: 'asc' }] });
  return topics.map(topicView);
}
