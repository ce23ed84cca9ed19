import { randomUUID } from 'node:crypto';
import * as OneSignal from '@onesignal/node-onesignal';
import { Client } from 'onesignal-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import type { Action } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { addSubscribers, makeSite, type TestSite, type TestSubscriber } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { createSegment } from '@/lib/segments/create-segment';
import { runWorker } from '@/workers/run-worker';
import { type CompatServer, refusal, startCompatServer } from '../test-support';
import { toUuid } from './uuid';

// The clients are the published ones, unmodified: only their address and their key are ours.
let sink: PushSink;
let server: CompatServer;
let site: TestSite;
let other: TestSite;
let people: TestSubscriber[];
let appId: string;
let official: OneSignal.DefaultApi;
let stranger: OneSignal.DefaultApi;
let community: Client;
let stop: () => Promise<void>;

beforeAll(async () => {
  sink = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = sink.host;
  server = await startCompatServer();
  site = await makeSite();
  other = await makeSite('Other');
  people = await addSubscribers(site, sink, 30);
  await pool.query(`UPDATE subscribers SET tags = '{"plan":"plus","level":7}' WHERE site_id = $1 AND id % 2 = 0`, [
    site.id,
  ]);
  const isPlus = { field: 'tag', key: 'plan', operator: 'is', value: 'plus' } as const;
  await createSegment(site.actor, site.publicId, { name: 'Plus', rule: isPlus });
  appId = toUuid('site', site.publicId);
  official = clientOf(await keyOf(site));
  stranger = clientOf(await keyOf(other));
  community = new Client(appId, await keyOf(site), { apiRoot: `${server.url}/onesignal` });
  stop = runWorker();
});
afterAll(async () => {
  await stop();
  await closeQueues();
  await server.close();
  await sink.close();
});

const keyOf = async (owner: TestSite, scopes: readonly Action[] = API_KEY_SCOPES) =>
  (await createApiKey(owner.actor, { name: 'k', scopes: [...scopes] })).token;

function clientOf(restApiKey: string): OneSignal.DefaultApi {
  const baseServer = new OneSignal.ServerConfiguration(`${server.url}/onesignal`, {});
  return new OneSignal.DefaultApi(OneSignal.createConfiguration({ restApiKey, baseServer }));
}

function notification(fields: Partial<OneSignal.Notification>): OneSignal.Notification {
  return Object.assign(new OneSignal.Notification(), {
    app_id: appId,
    contents: { en: 'Until midnight' },
    headings: { en: 'Sale' },
    ...fields,
  });
}

async function ended(id: string) {
  for (const deadline = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 30))) {
    const found = await official.getNotification(appId, id);
    if (found.completed_at) return found;
    if (Date.now() > deadline) throw new Error(`not ended: ${JSON.stringify(found)}`);
  }
}

const errorsOf = (error: Record<string, unknown>) => (error.body as { errors: string[] }).errors.join(' ');
const plusCount = () => people.filter((person) => person.id % 2n === 0n).length;
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

describe('the official client', () => {
  it('sends to everyone, and reads what became of it', async () => {
    const sent = await official.createNotification(
      notification({
        included_segments: ['Subscribed Users'],
        web_url: 'https://shop.example/sale',
        web_buttons: [{ id: 'shop', text: 'Shop', url: 'https://shop.example/shop' }],
        is_any_web: true,
        ttl: 0,
        throttle_rate_per_minute: '0',
      }),
    );
    const found = await ended(sent.id ?? '');
    expect(found).toMatchObject({ successful: 30, failed: 0, errored: 0, remaining: 0, canceled: false });
    expect(found).toMatchObject({ headings: { en: 'Sale' }, contents: { en: 'Until midnight' }, app_id: appId });
    expect(sink.messages.at(-1)?.message).toMatchObject({
      notification: {
        title: 'Sale',
        body: 'Until midnight',
        data: { u: ['https://shop.example/sale', 'https://shop.example/shop'] },
      },
    });
    expect(Number(sink.messages.at(-1)?.headers.ttl)).toBeLessThanOrEqual(60);
  });

  it.each<[string, () => Partial<OneSignal.Notification>, () => number]>([
    ['a segment', () => ({ included_segments: ['Plus'] }), plusCount],
    [
      'everyone but a segment',
      () => ({ included_segments: ['All'], excluded_segments: ['Plus'] }),
      () => 30 - plusCount(),
    ],
    ['filters', () => ({ filters: [{ field: 'tag', key: 'level', relation: '>', value: '6' }] }), plusCount],
    [
      'filters in groups',
      () => ({
        filters: [
          { field: 'tag', key: 'plan', relation: '=', value: 'plus' },
          { operator: 'OR' },
          { field: 'tag', key: 'plan', relation: 'not_exists' },
          { field: 'first_session', relation: '<', hours_ago: '240' },
        ],
      }),
      () => 30,
    ],
    [
      'external ids',
      () => ({ include_aliases: { external_id: [`user-${people[0]?.token}`] }, target_channel: 'push' }),
      () => 1,
    ],
    [
      'subscription ids',
      () => ({
        include_subscription_ids: people.slice(0, 2).map(({ id }) => toUuid('subscriber', encodeId('subscriber', id))),
      }),
      () => 2,
    ],
  ])('reaches %s', async (_name, fields, count) => {
    const sent = await official.createNotification(notification(fields()));
    expect(sent.errors).toBeUndefined();
    expect((await ended(sent.id ?? '')).successful).toBe(count());
  });

  it('tells which names have nobody behind them', async () => {
    const known = `user-${people[0]?.token}`;
    const some = await official.createNotification(
      notification({ include_aliases: { external_id: [known, 'nobody'] }, target_channel: 'push' }),
    );
    expect(some).toMatchObject({ errors: { invalid_aliases: { external_id: ['nobody'] } } });
    expect(some.id).not.toBe('');
    const none = await official.createNotification(
      notification({ include_aliases: { external_id: ['nobody'] }, target_channel: 'push' }),
    );
    expect(none).toMatchObject({ id: '', errors: ['All included players are not subscribed'] });
    const empty = [{ field: 'tag', key: 'plan', relation: '=', value: 'none' }];
    expect(
      await official.createNotification(notification({ filters: empty as OneSignal.FilterExpression[] })),
    ).toMatchObject({
      id: '',
    });
  });

  it('schedules, lists and cancels', async () => {
    const at = tomorrow();
    const { id = '' } = await official.createNotification(
      notification({ included_segments: ['All'], send_after: at, name: 'Later' }),
    );
    const found = await official.getNotification(appId, id);
    expect(found).toMatchObject({ name: 'Later', send_after: Math.floor(Date.parse(at) / 1000), canceled: false });
    const page = await official.getNotifications(appId, 1, 0);
    expect(page).toMatchObject({ limit: 1, offset: 0, notifications: [{ id }] });
    const second = await official.getNotifications(appId, 1, 1);
    expect(second.total_count).toBe(page.total_count);
    expect(second.notifications?.[0]?.id).not.toBe(id);
    expect(await official.cancelNotification(appId, id)).toEqual({ success: true });
    expect(await official.getNotification(appId, id)).toMatchObject({ canceled: true });
    const again = await refusal(official.cancelNotification(appId, id));
    expect(again).toMatchObject({ code: 400 });
  });

  it('sends once for an idempotency key', async () => {
    const key = randomUUID();
    const make = () =>
      official.createNotificationWithRetry(notification({ included_segments: ['Plus'], idempotency_key: key }));
    const first = await make();
    const second = await make();
    expect(second.response).toEqual(first.response);
    expect(first).toMatchObject({ wasReplayed: false, response: { external_id: key } });
    expect(second.wasReplayed).toBe(true);
  });

  it('counts before it sends', async () => {
    const request = { app_id: appId, included_segments: ['Plus'] };
    expect(await official.estimateNotificationRecipients(request)).toMatchObject({
      count: plusCount(),
      cap_applied: false,
    });
  });

  it.each<[string, Partial<OneSignal.Notification>, RegExp]>([
    ['no target', {}, /which players, segments, or tags/],
    ['two targets', { included_segments: ['All'], include_subscription_ids: ['x'] }, /one way of targeting/],
    ['an unknown segment', { included_segments: ['Nope'] }, /included_segments.*Nope/],
    ['data', { included_segments: ['All'], data: { a: 1 } }, /^data is not supported/],
    ['a mail', { included_segments: ['All'], email_subject: 'x' }, /^email_subject is not supported/],
    ['a delay', { included_segments: ['All'], delayed_option: 'tomorrow' }, /^delayed_option is not supported/],
    ['a time of day', { included_segments: ['All'], delivery_time_of_day: '9:00AM' }, /^delivery_time_of_day is for/],
    [
      'a time that is none',
      { included_segments: ['All'], delayed_option: 'timezone', delivery_time_of_day: '13:00PM' },
      /^delivery_time_of_day must be a time/,
    ],
    [
      'a language',
      { included_segments: ['All'], contents: { en: 'a', de: 'b'.repeat(5_000) } },
      /^contents.de may have/,
    ],
    ['a bad url', { included_segments: ['All'], url: 'javascript:1' }, /^url must be an address/],
    [
      'a filter',
      { filters: [{ field: 'amount_spent', relation: '>', value: '1' }] },
      /filters.0.field amount_spent is not/,
    ],
    [
      'more than a rule holds: a number is looked for as text too',
      { filters: Array.from({ length: 51 }, (_, n) => ({ field: 'tag', key: 'n', relation: '=', value: `${n}` })) },
      /^filters may have at most 100 conditions/,
    ],
    ['an alias', { include_aliases: { crm: ['1'] }, target_channel: 'push' }, /include_aliases.crm is not supported/],
    ['a channel', { include_aliases: { external_id: ['1'] }, target_channel: 'email' }, /target_channel email is not/],
    ['a past year', { included_segments: ['All'], send_after: 'soon' }, /^send_after must be/],
  ])('is told what is wrong: %s', async (_name, fields, message) => {
    const error = await refusal(official.createNotification(notification(fields)));
    expect(error).toMatchObject({ code: 400 });
    expect(errorsOf(error)).toMatch(message);
  });

  it('speaks the language of each recipient, of a message and of a campaign', async () => {
    const some = people.slice(0, 3);
    const languages = ['de-at', 'pt', 'fr'];
    for (const [index, one] of some.entries()) {
      await pool.query('UPDATE subscribers SET language = $2 WHERE id = $1', [one.id, languages[index]]);
    }
    const said = {
      contents: { de: 'Bis Mitternacht', en: 'Until midnight', pt: 'Olá' },
      headings: { en: 'Sale', de: 'Los' },
    };
    for (const target of [
      { include_aliases: { external_id: some.map(({ token }) => `user-${token}`) }, target_channel: 'push' as const },
      { included_segments: ['All'] },
    ]) {
      sink.messages.length = 0;
      const { id = '' } = await official.createNotification(notification({ ...said, ...target }));
      await ended(id);
      const got = some.map(({ token }) => sink.messages.find((one) => one.token === token)?.message.notification);
      expect(got.map((one) => [one?.title, one?.body])).toEqual([
        ['Los', 'Bis Mitternacht'],
        ['Sale', 'Olá'],
        ['Sale', 'Until midnight'],
      ]);
      if ('included_segments' in target) {
        expect(await official.getNotification(appId, id)).toMatchObject({
          contents: said.contents,
          headings: { ...said.headings, pt: 'Sale' },
        });
      }
    }
  });

  it("sends at a time of each recipient's own clock", async () => {
    const date = tomorrow().slice(0, 10);
    const { id = '' } = await official.createNotification(
      notification({
        included_segments: ['All'],
        delayed_option: 'timezone',
        delivery_time_of_day: '9:30PM',
        send_after: `${date} 08:00:00 GMT-0700`,
      }),
    );
    expect(await official.getNotification(appId, id)).toMatchObject({
      delayed_option: 'timezone',
      delivery_time_of_day: '21:30',
    });
    const { rows } = await pool.query(`SELECT schedule FROM campaigns WHERE schedule IS NOT NULL`);
    expect(rows).toEqual([
      { schedule: { kind: 'local_time', at: `${date}T21:30`, fallbackTimezone: 'UTC', whenPassed: 'next_day' } },
    ]);
    expect(await official.cancelNotification(appId, id)).toEqual({ success: true });
  });

  it('sends when each was last active, as best time', async () => {
    const sendAfter = new Date(Date.now() + 3 * 86_400_000).toISOString();
    const { id = '' } = await official.createNotification(
      notification({ included_segments: ['All'], delayed_option: 'last-active', send_after: sendAfter }),
    );
    expect(await official.getNotification(appId, id)).toMatchObject({ delayed_option: 'last-active' });
    const { rows } = await pool.query(`SELECT schedule FROM campaigns WHERE schedule ->> 'kind' = 'best_time'`);
    expect(rows).toEqual([{ schedule: { kind: 'best_time', startsAt: sendAfter, fallbackTimezone: 'UTC' } }]);
    expect(await official.cancelNotification(appId, id)).toEqual({ success: true });
  });

  it('is told what there is not', async () => {
    const error = await refusal(official.viewJourneys(appId));
    expect(error).toMatchObject({ code: 400 });
    expect(errorsOf(error)).toMatch(/^viewJourneys is not supported by Belfry/);
  });
});

describe('keys', () => {
  it('refuses one that is none', async () => {
    const error = await refusal(clientOf('bk_nonsense').getNotifications(appId));
    expect(error).toMatchObject({ code: 403 });
    expect(errorsOf(error)).toMatch(/Access denied/);
  });

  it('respects permissions', async () => {
    const reader = clientOf(await keyOf(site, ['campaigns.read']));
    expect((await reader.getNotifications(appId)).notifications).not.toEqual([]);
    const error = await refusal(reader.createNotification(notification({ included_segments: ['All'] })));
    expect(error).toMatchObject({ code: 403 });
    expect(errorsOf(error)).toMatch(/campaigns.send/);
  });

  it("does not find another tenant's site or notification", async () => {
    const { id = '' } = await official.createNotification(
      notification({ included_segments: ['All'], send_after: tomorrow() }),
    );
    const otherApp = toUuid('site', other.publicId);
    const calls = [
      () => stranger.createNotification(notification({ included_segments: ['All'] })),
      () => stranger.getNotifications(appId),
      () => stranger.getNotification(appId, id),
      () => stranger.getNotification(otherApp, id),
      () => stranger.cancelNotification(appId, id),
      () => stranger.cancelNotification(otherApp, id),
      () => stranger.estimateNotificationRecipients({ app_id: appId, included_segments: ['All'] }),
      () => official.getNotification(otherApp, id),
      () => official.getNotification(appId, randomUUID()),
    ];
    for (const call of calls) expect(await refusal(call())).toMatchObject({ code: 404 });
    expect(await official.getNotification(appId, id)).toMatchObject({ canceled: false });
    const mine = {
      app_id: otherApp,
      include_subscription_ids: [toUuid('subscriber', encodeId('subscriber', people[0]?.id ?? 0n))],
    };
    expect(await stranger.createNotification(notification(mine))).toMatchObject({ id: '' });
  });
});

describe('onesignal-node', () => {
  it('sends, schedules, views, lists and cancels', async () => {
    const content = { contents: { en: 'Hello' }, headings: { en: 'Old client' } };
    const players = [toUuid('subscriber', encodeId('subscriber', people[1]?.id ?? 0n))];
    const sent = await community.createNotification({ ...content, include_player_ids: players });
    expect((await ended(sent.body.id)).successful).toBe(1);
    const toUser = await community.createNotification({
      ...content,
      include_external_user_ids: [`user-${people[2]?.token}`],
    });
    expect((await ended(toUser.body.id)).successful).toBe(1);
    const later = await community.createNotification({
      ...content,
      included_segments: ['All'],
      send_after: tomorrow(),
    });
    const viewed = await community.viewNotification(later.body.id);
    expect(viewed.body).toMatchObject({ id: later.body.id, headings: { en: 'Old client' }, canceled: false });
    const list = await community.viewNotifications({ limit: 1 });
    expect(list.body.notifications).toMatchObject([{ id: later.body.id }]);
    expect((await community.cancelNotification(later.body.id)).body).toEqual({ success: true });
    const error = await refusal(community.viewNotification(randomUUID()));
    expect(error).toMatchObject({ statusCode: 404, body: '{"errors":["Notification not found"]}' });
  });
});
