import type { Actor } from '@/lib/contracts/actors';
import type { TopicView } from '@/lib/contracts/sites';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from './authorize-site';
import { topicView } from './topic-view';

/** @throws AppError `forbidden`, `not_found` */
export async function getTopic(actor: Actor, siteId: string, topicId: string): Promise<TopicView> {
  const site = await authorizeSite(actor, 'topics.read', siteId);
  const topic = await db.topic.findFirst({ where: { id: decodeId('topic', topicId), siteId: site } });
  if (!topic) throw notFound('topic');
  return topicView(topic);
}
