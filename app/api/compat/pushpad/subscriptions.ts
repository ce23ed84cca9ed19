import { z } from 'zod';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import { parse } from '@/lib/platform/parse';
import { countAudience } from '@/lib/segments/count-audience';
import { listByRule } from '@/lib/segments/list-by-rule';
import { createSubscriber } from '@/lib/subscribers/create-subscriber';
import { eraseSubscriber } from '@/lib/subscribers/erase-subscriber';
import { getSubscriber } from '@/lib/subscribers/get-subscriber';
import { updateSubscriber } from '@/lib/subscribers/update-subscriber';
import type { ApiApp } from '../../framework';
import { findSite } from '../find-site';
import { readBody, refuseUnknown } from '../read-body';
import { requireAny } from '../require-any';
import { MAX_OFFSET, walkPages } from '../walk-pages';
import { PUSHPAD } from './notifications';
import { pushpadRule, toPushpadTags } from './tags';

const LIST = '/compat/pushpad/projects/:projectId/subscriptions';
const ONE = `${LIST}/:id`;

const tagNames = z.array(z.string().min(1).max(64)).max(100);
const SubscriptionBody = z.object({
  endpoint: z.string(),
  p256dh: z.string(),
  auth: z.string(),
  uid: z.string().optional(),
  tags: tagNames.optional(),
});
const SubscriptionPatch = z.object({ uid: z.string().nullish(), tags: tagNames.optional() });
const CREATE_FIELDS = new Set(Object.keys(SubscriptionBody.shape));
const PATCH_FIELDS = new Set(Object.keys(SubscriptionPatch.shape));
const ListQuery = z
  .object({
    page: z.coerce.number().int().min(1).default(1),
    per_page: z.coerce.number().int().min(1).max(100).default(20),
  })
  .refine(({ page, per_page }) => page * per_page <= MAX_OFFSET, {
    path: ['page'],
    message: `lies beyond the ${MAX_OFFSET}th subscription; read more with /api/v1, which pages by cursor`,
  });

/** Subscriptions as Pushpad's clients make, read, list, count, change and delete them. */
export function registerPushpadSubscriptions(app: ApiApp): void {
  app.post(LIST, requireAny(PUSHPAD, ['subscribers.write']), async (c) => {
    const siteId = c.req.param('projectId');
    await findSite(c.var.actor, siteId);
    const body = await readBody(c);
    refuseUnknown(body, CREATE_FIELDS, 'a subscription has an endpoint, its keys, a uid and tags');
    const given = parse(SubscriptionBody, body);
    const { subscriber } = await createSubscriber(c.var.actor, siteId, {
      endpoint: given.endpoint,
      keys: { p256dh: given.p256dh, auth: given.auth },
      externalId: given.uid,
      tags: Object.fromEntries((given.tags ?? []).map((name) => [name, true])),
    });
    const { endpoint, p256dh, auth } = given;
    // To who sent them they are no secret.
    return c.json({ ...subscription(siteId, subscriber), endpoint, p256dh, auth }, 201);
  });

  // Hono answers HEAD by this too, without the body.
  app.get(LIST, requireAny(PUSHPAD, ['subscribers.read']), async (c) => {
    const siteId = c.req.param('projectId');
    const query = parse(ListQuery, c.req.query());
    const rule = pushpadRule(c.req.queries('uids[]'), c.req.queries('tags[]')) ?? { op: 'and' as const, rules: [] };
    if (c.req.method === 'HEAD') {
      const { count } = await countAudience(c.var.actor, siteId, { rule });
      return c.body(null, 200, { 'X-Total-Count': String(count) });
    }
    const subscribers = await walkPages(
      (page) => listByRule(c.var.actor, siteId, rule, { ...page, status: 'active' }),
      (query.page - 1) * query.per_page,
      query.per_page,
    );
    return c.json(subscribers.map((subscriber) => subscription(siteId, subscriber)));
  });

  app.get(ONE, requireAny(PUSHPAD, ['subscribers.read']), async (c) => {
    const { projectId, id } = c.req.param();
    return c.json(subscription(projectId, await getSubscriber(c.var.actor, projectId, id)));
  });

  app.patch(ONE, requireAny(PUSHPAD, ['subscribers.write']), async (c) => {
    const { projectId, id } = c.req.param();
    const body = await readBody(c);
    refuseUnknown(body, PATCH_FIELDS, 'only uid and tags of a subscription can be changed');
    const { uid, tags } = parse(SubscriptionPatch, body);
    // Their list replaces the one before; tags with a value are ours and stay.
    const before = tags ? toPushpadTags((await getSubscriber(c.var.actor, projectId, id)).tags) : [];
    const removed = before.filter((name) => !tags?.includes(name)).map((name) => [name, null] as const);
    const added = (tags ?? []).map((name) => [name, true] as const);
    const patch = { externalId: uid, ...(tags && { tags: Object.fromEntries([...removed, ...added]) }) };
    return c.json(subscription(projectId, await updateSubscriber(c.var.actor, projectId, id, patch)));
  });

  app.delete(ONE, requireAny(PUSHPAD, ['subscribers.write']), async (c) => {
    const { projectId, id } = c.req.param();
    await eraseSubscriber(c.var.actor, projectId, id);
    return c.body(null, 204);
  });
}

/** The endpoint and its keys are secrets of the browser: nobody reads them back. */
function subscription(siteId: string, subscriber: SubscriberView) {
  return {
    id: subscriber.id,
    project_id: siteId,
    endpoint: null,
    p256dh: null,
    auth: null,
    uid: subscriber.externalId,
    tags: toPushpadTags(subscriber.tags),
    last_click_at: null,
    created_at: subscriber.subscribedAt,
  };
}
