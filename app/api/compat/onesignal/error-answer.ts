import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ErrorCode } from '@/lib/platform/errors';
import type { ApiContext } from '../../framework';
import { describeProblem } from '../../problem';

/** OneSignal answers 403 without a valid key, and 400 to whatever is wrong in a request. */
const STATUS: Partial<Record<ErrorCode, ContentfulStatusCode>> = {
  unauthenticated: 403,
  invalid_input: 400,
  idempotency_key_reused: 400,
  unsupported_media_type: 400,
  campaign_wrong_state: 400,
};

/** Our names of fields and the ones that the caller knows. */
const FIELD_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^message\.title$/, 'headings'],
  [/^message\.body$/, 'contents'],
  [/^message\.url$/, 'url'],
  [/^message\.icon$/, 'chrome_web_icon'],
  [/^message\.image$/, 'chrome_web_image'],
  [/^message\.badge$/, 'chrome_web_badge'],
  [/^message\.tag$/, 'web_push_topic'],
  [/^message\.actions\.(\d+)\.title$/, 'web_buttons.$1.text'],
  [/^message\.actions/, 'web_buttons'],
  [/^translations\.([^.]+)\.title$/, 'headings.$1'],
  [/^translations\.([^.]+)(\.body)?$/, 'contents.$1'],
  [/^schedule\.(at|startsAt)$/, 'send_after'],
  [/^audience\.rule.*$/, 'filters'],
  [/^rule.*$/, 'filters'],
  [/^audience\.externalIds/, 'include_aliases.external_id'],
  [/^audience\.subscriberIds/, 'include_subscription_ids'],
  [/^ttlSeconds$/, 'ttl'],
  [/^throttlePerMinute$/, 'throttle_rate_per_minute'],
  [/^sendAt$/, 'send_after'],
  [/^Idempotency-Key$/, 'idempotency_key'],
  [/^(events\.\d+)\.externalId$/, '$1.external_id'],
  [/^(events\.\d+)\.event$/, '$1.name'],
  [/^(events\.\d+)\.props/, '$1.payload'],
  [/^keys\.auth$/, 'subscription.web_auth'],
  [/^keys\.p256dh$/, 'subscription.web_p256'],
  [/^endpoint$/, 'subscription.token'],
];

/** An error as OneSignal's clients expect it: `{"errors": ["…"]}`. */
export function oneSignalError(c: ApiContext, thrown: unknown): Response {
  const { problem, headers } = describeProblem(
    { requestId: c.var.requestId, method: c.req.method, path: c.req.path },
    thrown,
  );
  const code = problem.code as ErrorCode;
  if (headers['Retry-After']) c.header('Retry-After', headers['Retry-After']);
  if (headers.Connection) c.header('Connection', headers.Connection);
  const errors = problem.errors.map(({ path, message }) => `${callersName(path)} ${message}`.trim());
  if (errors.length === 0) errors.push(sentence(c, code, problem.detail));
  return c.json({ errors }, STATUS[code] ?? (problem.status as ContentfulStatusCode));
}

function sentence(c: ApiContext, code: ErrorCode, detail: string): string {
  // Clients compare this text.
  if (code === 'not_found' && c.req.method !== 'POST' && /\/notifications\/[^/]+$/.test(c.req.path))
    return 'Notification not found';
  if (code === 'unauthenticated') {
    return `Access denied. Send an API key of Belfry as "Authorization: Key bk_…". ${detail}`;
  }
  return detail;
}

function callersName(path: string): string {
  const found = FIELD_NAMES.find(([pattern]) => pattern.test(path));
  return found ? path.replace(found[0], found[1]) : path;
}
