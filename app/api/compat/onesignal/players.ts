import { z } from 'zod';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import { parse } from '@/lib/platform/parse';
import { countAudience } from '@/lib/segments/count-audience';
import { eraseSubscriber } from '@/lib/subscribers/erase-subscriber';
import { getSubscriber } from '@/lib/subscribers/get-subscriber';
import { listSubscribers } from '@/lib/subscribers/list-subscribers';
import { updateSubscriber } from '@/lib/subscribers/update-subscriber';
import type { ApiApp } from '../../framework';
import { invalidField, readBody, refuseUnknown, unsupported } from '../read-body';
import { requireAny } from '../require-any';
import { MAX_OFFSET, walkPages } from '../walk-pages';
import { ONESIGNAL } from './dialect';
import { propertiesView, readTags, requireBrowsers } from './people';
import { fromUuid, toUuid } from './uuid';

const LIST = '/compat/onesignal/players';
const ONE = `${LIST}/:id`;
const tags = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable());
const PlayerPatch = z.object({
  app_id: z.string().optional(),
  tags: tags.optional(),
  external_user_id: z.string().optional(),
  language: z.string().optional(),
  country: z.string().optional(),
});
/** onesignal-node names the app in the body too. */
const TagsBody = z.object({ app_id: z.string().optional(), tags });
const TAGS_FIELDS = new Set(Object.keys(TagsBody.shape));
const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(300).default(300),
  offset: z.coerce.number().int().min(0).max(MAX_OFFSET).default(0),
});

/** Subscriptions by their name in the API before 2023, which onesignal-node 3 calls. */
export function registerOneSignalPlayers(app: ApiApp): void {
  app.get(LIST, requireAny(ONESIGNAL, ['subscribers.read']), async (c) => {
    const siteId = readSite(c.req.query('app_id'));
    const { limit, offset } = parse(ListQuery, c.req.query());
    const players = await walkPages(
      (page) => listSubscribers(c.var.actor, siteId, { ...page, status: 'active' }),
      offset,
      limit,
    );
    const { count } = await countAudience(c.var.actor, siteId, { audience: { all: true } });
    return c.json({ total_count: count, offset, limit, players: players.map(playerView) });
  });

  app.get(ONE, requireAny(ONESIGNAL, ['subscribers.read']), async (c) => {
    const siteId = readSite(c.req.query('app_id'));
    return c.json(playerView(await getSubscriber(c.var.actor, siteId, fromUuid('subscriber', c.req.param('id')))));
  });

  app.put(ONE, requireAny(ONESIGNAL, ['subscribers.write']), async (c) => {
    const body = await readBody(c);
    const unknown = Object.keys(body).find((field) => !(field in PlayerPatch.shape));
    if (unknown) throw unsupported(unknown, 'tags, external_user_id, language and country of a device can be changed');
    const given = parse(PlayerPatch, body);
    await updateSubscriber(c.var.actor, readSite(given.app_id), fromUuid('subscriber', c.req.param('id')), {
      tags: given.tags && readTags(given.tags),
      externalId: given.external_user_id,
      language: given.language,
      country: given.country,
    });
    return c.json({ success: true });
  });

  app.delete(ONE, requireAny(ONESIGNAL, ['subscribers.write']), async (c) => {
    await eraseSubscriber(c.var.actor, readSite(c.req.query('app_id')), fromUuid('subscriber', c.req.param('id')));
    return c.json({ success: true });
  });

  app.put(
    '/compat/onesignal/apps/:appId/users/:externalId',
    requireAny(ONESIGNAL, ['subscribers.write']),
    async (c) => {
      const siteId = fromUuid('site', c.req.param('appId'));
      const body = await readBody(c);
      refuseUnknown(body, TAGS_FIELDS, 'the tags of a user are changed here');
      const given = parse(TagsBody, body);
      for (const browser of await requireBrowsers(c.var.actor, siteId, c.req.param('externalId'))) {
        await updateSubscriber(c.var.actor, siteId, browser.id, { tags: readTags(given.tags) });
      }
      return c.json({ success: true });
    },
  );
}

function readSite(given: string | undefined): string {
  if (!given) throw invalidField('app_id', 'is required');
  return fromUuid('site', given);
}

function playerView(subscriber: SubscriberView) {
  const { tags: allTags, language, first_active, last_active } = propertiesView(subscriber);
  return {
    id: toUuid('subscriber', subscriber.id),
    identifier: null,
    session_count: subscriber.sessionCount,
    language: language ?? null,
    tags: allTags,
    external_user_id: subscriber.externalId,
    invalid_identifier: subscriber.status !== 'active',
    created_at: first_active,
    last_active,
  };
}
