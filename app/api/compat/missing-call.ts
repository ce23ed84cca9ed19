import { AppError } from '@/lib/platform/errors';

// What the clients of OneSignal and Pushpad can call and Belfry does not have, so that it is refused by its name instead
// of as an address that nobody knows. `call` is the name in @onesignal/node-onesignal, else in onesignal-node or pushpad.

interface Missing {
  call: string;
  method: string;
  /** Below /compat; `*` stands for one part. */
  path: string;
  instead: string;
}

const KEYS = 'use /api/v1/api-keys: permissions differ';
const JOURNEYS = 'there are no journeys';
const LIVE = 'there is no app whose live activities could be changed';
const SENDERS = 'each site has a key pair of its own; import one with POST /api/v1/sites';
const SESSIONS = 'browsers tell of their visits themselves';

const MISSING: readonly Missing[] = [
  { call: 'viewApiKeys', method: 'GET', path: '/onesignal/apps/*/auth/tokens', instead: KEYS },
  { call: 'createApiKey', method: 'POST', path: '/onesignal/apps/*/auth/tokens', instead: KEYS },
  { call: 'updateApiKey', method: 'PATCH', path: '/onesignal/apps/*/auth/tokens/*', instead: KEYS },
  { call: 'deleteApiKey', method: 'DELETE', path: '/onesignal/apps/*/auth/tokens/*', instead: KEYS },
  { call: 'rotateApiKey', method: 'POST', path: '/onesignal/apps/*/auth/tokens/*/rotate', instead: KEYS },
  { call: 'viewJourneys', method: 'GET', path: '/onesignal/apps/*/journeys', instead: JOURNEYS },
  { call: 'createJourney', method: 'POST', path: '/onesignal/apps/*/journeys', instead: JOURNEYS },
  { call: 'viewJourney', method: 'GET', path: '/onesignal/apps/*/journeys/*', instead: JOURNEYS },
  { call: 'updateJourney', method: 'PATCH', path: '/onesignal/apps/*/journeys/*', instead: JOURNEYS },
  { call: 'deleteJourney', method: 'DELETE', path: '/onesignal/apps/*/journeys/*', instead: JOURNEYS },
  { call: 'viewJourneyStats', method: 'GET', path: '/onesignal/apps/*/journeys/*/stats', instead: JOURNEYS },
  { call: 'updateJourneyNode', method: 'PATCH', path: '/onesignal/apps/*/journeys/*/nodes/*', instead: JOURNEYS },
  { call: 'startLiveActivity', method: 'POST', path: '/onesignal/apps/*/activities/activity/*', instead: LIVE },
  {
    call: 'updateLiveActivity',
    method: 'POST',
    path: '/onesignal/apps/*/live_activities/*/notifications',
    instead: LIVE,
  },
  {
    call: 'getOutcomes',
    method: 'GET',
    path: '/onesignal/apps/*/outcomes',
    instead: 'read the figures of each notification, or GET /api/v1/sites/{id}/campaigns',
  },
  {
    call: 'getEmailReputation',
    method: 'GET',
    path: '/onesignal/apps/*/email_analytics/delivery_metrics',
    instead: 'it sends web push only',
  },
  {
    call: 'unsubscribeEmailWithToken',
    method: 'POST',
    path: '/onesignal/apps/*/notifications/*/unsubscribe',
    instead: 'it sends web push only',
  },
  {
    call: 'listAuditLogs',
    method: 'GET',
    path: '/onesignal/organizations/*/audit_logs',
    instead: 'use GET /api/v1/audit-entries, whose entries differ',
  },
  {
    call: 'getNotificationHistory',
    method: 'POST',
    path: '/onesignal/notifications/*/history',
    instead: 'it sends no mail: use export_events',
  },
  {
    call: 'updateSubscription',
    method: 'PATCH',
    path: '/onesignal/apps/*/subscriptions/*',
    instead: 'a browser renews its own; delete it to end it',
  },
  {
    call: 'updateSubscriptionByToken',
    method: 'PATCH',
    path: '/onesignal/apps/*/subscriptions_by_token/*/*',
    instead: 'a browser renews its own; delete it to end it',
  },
  {
    call: 'addDevice',
    method: 'POST',
    path: '/onesignal/players',
    instead: 'it has no field for the keys of a browser: use /apps/{id}/users',
  },
  { call: 'newSession', method: 'POST', path: '/onesignal/players/*/on_session', instead: SESSIONS },
  {
    call: 'newPurchase',
    method: 'POST',
    path: '/onesignal/players/*/on_purchase',
    instead: 'purchases are custom events',
  },
  { call: 'incrementSessionLength', method: 'POST', path: '/onesignal/players/*/on_focus', instead: SESSIONS },
  { call: 'sender.create', method: 'POST', path: '/pushpad/senders', instead: SENDERS },
  { call: 'sender.findAll', method: 'GET', path: '/pushpad/senders', instead: SENDERS },
  { call: 'sender.find', method: 'GET', path: '/pushpad/senders/*', instead: SENDERS },
  { call: 'sender.update', method: 'PATCH', path: '/pushpad/senders/*', instead: SENDERS },
  { call: 'sender.delete', method: 'DELETE', path: '/pushpad/senders/*', instead: SENDERS },
];

/** The refusal of a call that is known by name, or undefined. */
export function missingCall(method: string, path: string): AppError | undefined {
  const parts = path.replace(/^\/compat/, '').split('/');
  const found = MISSING.find((missing) => missing.method === method && isPath(missing.path, parts));
  if (!found) return undefined;
  const detail = `${found.call} is not supported by Belfry: ${found.instead} (see docs/migrate.md)`;
  return new AppError('invalid_input', { detail });
}

function isPath(pattern: string, parts: readonly string[]): boolean {
  const wanted = pattern.split('/');
  return wanted.length === parts.length && wanted.every((part, index) => part === '*' || part === parts[index]);
}
