import { z } from 'zod';
import type { Actor } from '@/lib/contracts/actors';
import type { SubscriberPatch, SubscriberView } from '@/lib/contracts/subscribers';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';
import { listByRule } from '@/lib/segments/list-by-rule';
import { createSubscriber } from '@/lib/subscribers/create-subscriber';
import { refuseUnknown, unsupported } from '../read-body';
import { toStoredTag } from './filters';
import { toUuid } from './uuid';

/** More browsers than a person has. */
const MAX_BROWSERS = 200;
const WEB_TYPES = new Set(['ChromePush', 'FirefoxPush', 'SafariPush', 'WindowsPush']);

const PropertiesBody = z.strictObject({
  tags: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable()).optional(),
  language: z.string().optional(),
  timezone_id: z.string().optional(),
  country: z.string().optional(),
});
const SubscriptionBody = z.object({
  type: z.string(),
  token: z.string(),
  web_auth: z.string(),
  web_p256: z.string(),
  enabled: z.boolean().nullish(),
  notification_types: z.number().nullish(),
});
/** What a browser tells of itself, or what only apps have: taken, and of no effect (docs/migrate.md). */
const SUBSCRIPTION_FIELDS = new Set([
  ...Object.keys(SubscriptionBody.shape),
  ...['sdk', 'device_model', 'device_os', 'rooted', 'test_type', 'app_version', 'net_type', 'carrier'],
  ...['session_time', 'session_count'],
]);
const MEANS_SUBSCRIBED = 1;

/** The browsers of a person, newest first; those that have ended too. */
export async function browsersOf(actor: Actor, siteId: string, externalId: string): Promise<SubscriberView[]> {
  const rule = { field: 'externalId' as const, operator: 'is' as const, values: [externalId] };
  return (await listByRule(actor, siteId, rule, { limit: MAX_BROWSERS })).items;
}

/** @throws AppError `not_found` when the person has no browser */
export async function requireBrowsers(actor: Actor, siteId: string, externalId: string): Promise<SubscriberView[]> {
  const browsers = await browsersOf(actor, siteId, externalId);
  if (browsers.length === 0)
    throw new AppError('not_found', { detail: 'No user with this external_id has a subscription.' });
  return browsers;
}

/** OneSignal's properties as a change of a subscriber; an empty text deletes a tag. */
export function readProperties(properties: unknown): SubscriberPatch {
  const {
    tags,
    language,
    timezone_id: timezone,
    country,
  } = parse(z.object({ properties: PropertiesBody.default({}) }), { properties: properties ?? {} }).properties;
  return { tags: tags && readTags(tags), language, timezone, country };
}

/** Tags are text there; what is a number is kept as one, so that it can be compared. */
export function readTags(tags: Record<string, string | number | boolean | null>) {
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => {
      if (value === '' || value === null) return [key, null];
      return [key, typeof value === 'string' ? toStoredTag(value) : value];
    }),
  );
}

export type GivenSubscription = z.infer<typeof SubscriptionBody>;

/** @throws AppError `invalid_input` for a subscription that is not for web push, or of somebody who has opted out */
export function readSubscription(subscription: unknown, path = 'subscription'): GivenSubscription {
  const given = parse(z.object({ [path]: SubscriptionBody }), { [path]: subscription })[path] as GivenSubscription;
  if (!WEB_TYPES.has(given.type)) throw unsupported(`${path}.type ${given.type}`, 'it sends web push only');
  const reason = 'there is no such thing here';
  refuseUnknown(subscription as Record<string, unknown>, SUBSCRIPTION_FIELDS, reason, `${path}.`);
  if (given.enabled === false) throw unsupported(`${path}.enabled false`, 'a subscription is there or it is not');
  // Whoever has opted out there must not be sent anything here.
  if (given.notification_types != null && given.notification_types < MEANS_SUBSCRIBED) {
    const field = `${path}.notification_types ${given.notification_types}`;
    throw unsupported(field, 'it means "not subscribed", and who is not is not kept: leave the subscription out');
  }
  return given;
}

/** Adds the browser of a person. */
export async function addBrowser(
  actor: Actor,
  siteId: string,
  externalId: string | undefined,
  given: GivenSubscription,
  properties: SubscriberPatch = {},
): Promise<SubscriberView> {
  const { tags, language, timezone, country } = properties;
  const stored = Object.entries(tags ?? {}).flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]));
  const { subscriber } = await createSubscriber(actor, siteId, {
    endpoint: given.token,
    keys: { p256dh: given.web_p256, auth: given.web_auth },
    externalId,
    tags: Object.fromEntries(stored),
    language: language ?? undefined,
    timezone: timezone ?? undefined,
    country: country ?? undefined,
  });
  return subscriber;
}

/** A person as OneSignal shows a user: what is known of them is that of their newest browser. */
export function userView(externalId: string | undefined, browsers: readonly SubscriberView[]) {
  return {
    identity: externalId === undefined ? {} : { external_id: externalId },
    properties: browsers[0] ? propertiesView(browsers[0]) : {},
    subscriptions: browsers.map(subscriptionView),
  };
}

export function propertiesView(subscriber: SubscriberView) {
  const seconds = (at: string) => Math.floor(Date.parse(at) / 1_000);
  return {
    tags: Object.fromEntries(Object.entries(subscriber.tags).map(([key, value]) => [key, String(value)])),
    language: subscriber.language ?? undefined,
    timezone_id: subscriber.timezone ?? undefined,
    country: subscriber.country ?? undefined,
    first_active: seconds(subscriber.subscribedAt),
    last_active: seconds(subscriber.lastSeenAt),
  };
}

/** The token is a secret of the browser: nobody reads it back. */
export function subscriptionView(subscriber: SubscriberView) {
  const types: Record<string, string> = { Firefox: 'FirefoxPush', Safari: 'SafariPush' };
  return {
    id: toUuid('subscriber', subscriber.id),
    type: types[subscriber.browser ?? ''] ?? 'ChromePush',
    enabled: subscriber.status === 'active',
    notification_types: subscriber.status === 'active' ? 1 : -2,
    session_count: subscriber.sessionCount,
    device_os: subscriber.os ?? undefined,
  };
}
