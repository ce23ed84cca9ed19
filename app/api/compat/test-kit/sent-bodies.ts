import { createECDH, randomBytes } from 'node:crypto';

// For fields.test.ts: what each compatible route takes, with every field that is read.

/** Ids of what the bodies name. */
export interface NamedIds {
  site: string;
  otherSite: string;
  segment: string;
  template: string;
  subscriber: string;
  externalId: string;
}

export interface SentBodies {
  /** Right ones; among them they have every field that the route reads. */
  bodies: object[];
  /** Read too, but of no use in a body that is sent again and again. */
  also?: string[];
  /** The class of the official client, or the interface of pushpad, whose fields are tried; by path of the object. */
  models: Record<string, string>;
  /** Taken, and of no effect, as docs/migrate.md says. */
  noEffect?: RegExp;
  /** Of fields that take more than the kind of value that the body has. */
  takes?: Record<string, string[]>;
  /** Objects whose names are the caller's own. */
  free?: string[];
}

const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();
const DEVICE =
  /^(sdk|device_model|device_os|rooted|test_type|app_version|net_type|carrier|session_time|session_count)$/;
const OTHER_PLATFORMS =
  /^((ios|android|huawei|adm|apns)_.*|is(Ios|Android|Huawei|WP_WNS|Adm|Chrome)|app_url|subtitle|content_available|mutable_content|target_content_identifier|big_picture|global_image|chrome_big_picture|buttons|existing_android_channel_id|small_icon|large_icon|chrome_icon|collapse_id|thread_id|summary_arg|summary_arg_count|wp_wns_sound)$/;

function browser() {
  const keys = createECDH('prime256v1');
  keys.generateKeys();
  return {
    endpoint: `https://fcm.googleapis.com/fcm/send/${randomBytes(8).toString('hex')}`,
    p256dh: keys.getPublicKey('base64url'),
    auth: randomBytes(16).toString('base64url'),
  };
}
function subscription() {
  const { endpoint, p256dh, auth } = browser();
  return {
    type: 'ChromePush',
    token: endpoint,
    web_auth: auth,
    web_p256: p256dh,
    enabled: true,
    notification_types: 1,
  };
}

/** By method and path. */
export function sentBodies(ids: NamedIds): Record<string, SentBodies> {
  const texts = { contents: { en: 'Text' }, headings: { en: 'Title' } };
  const looks = {
    url: 'https://shop.example/a',
    web_url: 'https://shop.example/a',
    chrome_web_icon: 'https://shop.example/a.png',
    firefox_icon: 'https://shop.example/a.png',
    chrome_web_image: 'https://shop.example/a.png',
    chrome_web_badge: 'https://shop.example/a.png',
    web_buttons: [{ id: 'a', text: 'Go', icon: 'https://shop.example/a.png', url: 'https://shop.example/b' }],
    web_push_topic: 'topic',
    require_interaction: true,
    ttl: 3_600,
    priority: 10,
  };
  const filters = [
    { field: 'tag', key: 'plan', relation: '=', value: 'plus' },
    { operator: 'OR' },
    { field: 'last_session', relation: '>', hours_ago: '24' },
  ];
  const ofFilters = {
    'filters.0.value': ['number', 'boolean'],
    'filters.2.hours_ago': ['number'],
  };
  const targets = [
    { included_segments: ['All'], excluded_segments: ['Everyone'] },
    { filters },
    { include_aliases: { external_id: [ids.externalId] }, target_channel: 'push' },
    { include_subscription_ids: [ids.subscriber] },
    { include_player_ids: [ids.subscriber] },
    { include_external_user_ids: [ids.externalId], channel_for_external_user_ids: 'push' },
  ];
  const app_id = ids.site;
  const everyone = { app_id, included_segments: ['All'], send_after: TOMORROW };
  const identity = { identity: { external_id: ids.externalId } };
  const properties = {
    tags: { plan: 'plus' },
    language: 'de',
    timezone_id: 'Europe/Berlin',
    country: 'DE',
  };
  const tagValues = ['string', 'number', 'boolean'];
  const os = '/compat/onesignal';
  const user = `${os}/apps/:appId/users/by/:label/:alias`;
  const pp = '/compat/pushpad/projects';
  return {
    [`POST ${os}/notifications`]: {
      bodies: [
        // Without isAnyWeb it would be for the other platforms alone.
        ...targets.map((target) => ({ app_id, ...texts, ...target, isAnyWeb: true, send_after: TOMORROW })),
        { ...everyone, ...texts, ...looks, name: 'Name', throttle_rate_per_minute: '60' },
        { ...everyone, ...texts, isAnyWeb: true, isChromeWeb: true, isFirefox: true, isSafari: true },
        { ...everyone, ...texts, enable_frequency_cap: false },
        { ...everyone, ...texts, delayed_option: 'timezone', delivery_time_of_day: '9:00AM' },
        { ...everyone, template_id: ids.template },
      ],
      also: ['idempotency_key', 'external_id'],
      models: { '': 'Notification', 'filters.0': 'FilterExpression', 'web_buttons.0': 'WebButton' },
      noEffect: OTHER_PLATFORMS,
      takes: { ...ofFilters, throttle_rate_per_minute: ['whole'] },
      free: ['contents', 'headings'],
    },
    [`POST ${os}/notifications/count-unsaved`]: {
      bodies: targets.map((target) => ({ app_id, ...target })),
      models: { '': 'EstimateNotificationRecipientsRequest', 'filters.0': 'FilterExpression' },
      takes: ofFilters,
    },
    [`POST ${os}/notifications/:id/export_events`]: { bodies: [{}], models: {} },
    [`POST ${os}/apps/:appId/segments`]: {
      bodies: [{ name: 'Name', filters }],
      models: { '': 'Segment', 'filters.0': 'FilterExpression' },
      takes: ofFilters,
    },
    [`PATCH ${os}/apps/:appId/segments/:id`]: {
      bodies: [{ name: 'Everyone', filters }],
      models: { '': 'UpdateSegmentRequest', 'filters.0': 'FilterExpression' },
      takes: ofFilters,
    },
    [`POST ${os}/apps/:appId/users`]: {
      bodies: [{ ...identity, properties, subscriptions: [subscription()] }],
      models: { '': 'User', properties: 'PropertiesObject', 'subscriptions.0': 'Subscription' },
      noEffect: DEVICE,
      takes: { 'properties.tags.plan': tagValues },
      free: ['properties.tags'],
    },
    [`PATCH ${user}`]: {
      bodies: [{ properties }],
      models: { '': 'UpdateUserRequest', properties: 'PropertiesObject' },
      noEffect: /^refresh_device_metadata$/,
      takes: { 'properties.tags.plan': tagValues },
      free: ['properties.tags'],
    },
    [`POST ${user}/subscriptions`]: {
      bodies: [{ subscription: subscription() }],
      models: { '': 'SubscriptionBody', subscription: 'Subscription' },
      noEffect: DEVICE,
    },
    [`PATCH ${user}/identity`]: { bodies: [identity], models: { '': 'UserIdentityBody' } },
    [`PATCH ${os}/apps/:appId/subscriptions/:id/user/identity`]: {
      bodies: [identity],
      models: { '': 'UserIdentityBody' },
    },
    [`PATCH ${os}/apps/:appId/subscriptions/:id/owner`]: {
      bodies: [identity],
      models: { '': 'TransferSubscriptionRequestBody' },
    },
    [`PUT ${os}/players/:id`]: {
      bodies: [{ app_id, tags: { plan: 'plus' }, external_user_id: ids.externalId, language: 'de', country: 'DE' }],
      models: {},
      takes: { 'tags.plan': tagValues },
      free: ['tags'],
    },
    [`PUT ${os}/apps/:appId/users/:externalId`]: {
      bodies: [{ app_id, tags: { plan: 'plus' } }],
      models: {},
      takes: { 'tags.plan': tagValues },
      free: ['tags'],
    },
    [`POST ${os}/apps`]: appBodies('App', 'New app'),
    [`PUT ${os}/apps/:appId`]: appBodies('App', 'Shop'),
    [`POST ${os}/apps/:appId/custom_events`]: {
      bodies: [
        {
          events: [
            { name: 'order', external_id: ids.externalId, timestamp: new Date().toISOString(), payload: { total: 5 } },
          ],
        },
      ],
      models: { '': 'CustomEventsRequest', 'events.0': 'CustomEvent' },
      takes: { 'events.0.payload.total': ['string', 'number', 'boolean'] },
      free: ['events.0.payload'],
    },
    [`POST ${os}/players/csv_export`]: {
      bodies: [{ extra_fields: ['country'], last_active_since: '1700000000' }],
      models: { '': 'ExportSubscriptionsRequestBody' },
      takes: { last_active_since: ['whole'] },
    },
    [`POST ${os}/templates`]: {
      bodies: [{ app_id, name: 'New template', ...texts, ...looks }],
      models: { '': 'CreateTemplateRequest' },
      noEffect: OTHER_PLATFORMS,
      free: ['contents', 'headings'],
    },
    [`PATCH ${os}/templates/:id`]: {
      bodies: [{ name: 'Renamed', ...texts, ...looks }],
      models: { '': 'UpdateTemplateRequest' },
      noEffect: OTHER_PLATFORMS,
      free: ['contents', 'headings'],
    },
    [`POST ${os}/templates/:id/copy_to_app`]: {
      bodies: [{ target_app_id: ids.otherSite }],
      models: { '': 'CopyTemplateRequest' },
    },
    [`POST ${pp}/:projectId/notifications`]: {
      bodies: [
        {
          body: 'Text',
          title: 'Title',
          target_url: 'https://shop.example/a',
          icon_url: 'https://shop.example/a.png',
          badge_url: 'https://shop.example/a.png',
          image_url: 'https://shop.example/a.png',
          ttl: 3_600,
          require_interaction: true,
          silent: true,
          urgent: true,
          actions: [
            { title: 'Go', target_url: 'https://shop.example/b', icon: 'https://shop.example/a.png', action: 'go' },
          ],
          send_at: TOMORROW,
          uids: [ids.externalId],
          tags: ['a && !b'],
        },
      ],
      models: { '': 'NotificationCreateParams' },
      noEffect: /^starred$/,
    },
    [`POST ${pp}/:projectId/subscriptions`]: {
      bodies: [{ ...browser(), uid: ids.externalId, tags: ['a'] }],
      models: { '': 'SubscriptionCreateParams' },
    },
    [`PATCH ${pp}/:projectId/subscriptions/:id`]: {
      bodies: [{ uid: ids.externalId, tags: ['a'] }],
      models: { '': 'SubscriptionUpdateParams' },
    },
    [`POST ${pp}`]: {
      bodies: [{ name: 'New project', website: 'https://new.example' }],
      models: { '': 'ProjectCreateParams' },
    },
    [`PATCH ${pp}/:id`]: {
      bodies: [{ name: 'Shop', website: 'https://shop.example' }],
      models: { '': 'ProjectUpdateParams' },
    },
  };
}

/** Clients send back what they read of an app. */
const appBodies = (model: string, name: string): SentBodies => ({
  bodies: [{ name, chrome_web_origin: 'https://shop.example' }],
  models: { '': model },
  noEffect: /^(id|players|messageable_players|created_at|updated_at)$/,
});

/** Fields of a notification that no body can have, since each is refused. */
export const NEVER_TAKEN = ['app_ids'];
