import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { TopicInput, type TopicView } from '@/lib/contracts/sites';
import { MAX_TOPICS } from '@/lib/contracts/subscribers';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from './authorize-site';
import { topicView } from './topic-view';

/**
 * @throws AppError `forbidden`, `not_found`, `invalid_input`; `conflict` when the key is in use or the site is full.
 */
export async function createTopic(actor: Actor, siteId: string, input: TopicInput): Promise<TopicView> {
  const site = await authorizeSite(actor, 'topics.write', siteId);
  const fields = parse(TopicInput, input);
  return db.$transaction(async (tx) => {
    // Two at once: the row that both lock makes the second see the first.
    await tx.$executeRaw`SELECT 1 FROM sites WHERE id = ${site} FOR UPDATE`;
    const keys = await tx.topic.findMany({ where: { siteId: site }, select: { key: true } });
    if (keys.some(({ key }) => key === fields.key)) {
      throw new AppError('conflict', { detail: `The site has a topic with the key ${fields.key} already.` });
    }
    if (keys.length >= MAX_TOPICS) {
      throw new AppError('conflict', { detail: `A site may have at most ${MAX_TOPICS} topics.` });
    }
    const view = topicView(await tx.topic.create({ data: { siteId: site, ...fields } }));
    await recordAudit(actor, 'topic.create', view.id, { siteId, key: view.key }, tx);
    return view;
  });
}
