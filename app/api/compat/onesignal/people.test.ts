import { randomBytes, randomUUID } from 'node:crypto';
import * as OneSignal from '@onesignal/node-onesignal';
import { Client } from 'onesignal-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import type { Action } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { type CompatServer, refusal, startCompatServer } from '../test-support';
import { toUuid } from './uuid';

let sink: PushSink;
let server: CompatServer;
let site: TestSite;
let appId: string;
let official: OneSignal.DefaultApi;
let stranger: OneSignal.DefaultApi;
let community: Client;

beforeAll(async () => {
  sink = await startPushSink();
  server = await startCompatServer();
  site = await makeSite();
  appId = toUuid('site', site.publicId);
  official = clientOf(await keyOf(site));
  stranger = clientOf(await keyOf(await makeSite('Other')));
  community = new Client(appId, await keyOf(site), { apiRoot: `${server.url}/onesignal` });
});
afterAll(async () => {
  await closeQueues();
  await server.close();
  await sink.close();
});

const keyOf = async (owner: TestSite, scopes: readonly Action[] = API_KEY_SCOPES) =>
  (await createApiKey(owner.actor, { name: 'k', scopes: [...scopes] })).token;

function clientOf(restApiKey: string): OneSignal.DefaultApi {
  const baseServer = new OneSignal.ServerConfiguration(`${server.url}/onesignal`, {});
  return new OneSignal.DefaultApi(
    OneSignal.createConfiguration({ restApiKey, organizationApiKey: restApiKey, baseServer }),
  );
}

function browser(fields: Partial<OneSignal.Subscription> = {}): OneSignal.Subscription {
  return Object.assign(new OneSignal.Subscription(), {
    type: 'ChromePush',
    token: `https://fcm.googleapis.com/fcm/send/${randomBytes(8).toString('hex')}`,
    web_auth: randomBytes(16).toString('base64url'),
    web_p256: sink.subscribe().p256dh.toString('base64url'),
    ...fields,
  });
}

function person(externalId: string, subscriptions = [browser()]): OneSignal.User {
  return Object.assign(new OneSignal.User(), {
    identity: { external_id: externalId },
    properties: { tags: { plan: 'plus', level: '7' }, language: 'de', timezone_id: 'Europe/Berlin', country: 'DE' },
    subscriptions,
  });
}

const errorsOf = (error: Record<string, unknown>) => (error.body as { errors: string[] }).errors.join(' ');

describe('users of the official client', () => {
  it('are made with their browsers, read, changed and deleted', async () => {
    const made = await official.createUser(appId, person('ann'));
    expect(made).toMatchObject({
      identity: { external_id: 'ann' },
      subscriptions: [{ type: 'ChromePush', enabled: true }],
    });
    const { subscription } = await official.createSubscription(appId, 'external_id', 'ann', {
      subscription: browser(),
    });
    const found = await official.getUser(appId, 'external_id', 'ann');
    expect(found.subscriptions).toHaveLength(2);
    const change = { properties: { tags: { plan: '', city: 'Bonn' }, language: 'en' } };
    await official.updateUser(appId, 'external_id', 'ann', change as unknown as OneSignal.UpdateUserRequest);
    const { rows } = await pool.query('SELECT tags, language FROM subscribers WHERE site_id = $1 ORDER BY id', [
      site.id,
    ]);
    expect(rows).toEqual([
      { tags: { level: 7, city: 'Bonn' }, language: 'en' },
      { tags: { city: 'Bonn' }, language: 'en' },
    ]);
    await official.deleteSubscription(appId, subscription?.id ?? '');
    const left = await official.getUser(appId, 'external_id', 'ann');
    expect(left).toMatchObject({ properties: { tags: { level: '7', city: 'Bonn' }, language: 'en', country: 'DE' } });
    expect(left.subscriptions).toHaveLength(1);
    await official.deleteUser(appId, 'external_id', 'ann');
    expect(await refusal(official.getUser(appId, 'external_id', 'ann'))).toMatchObject({ code: 404 });
  });

  it('tell of their device what has no effect here', async () => {
    const device = { sdk: '5.2', device_model: 'x', device_os: '15', rooted: false, test_type: 1, app_version: '1' };
    const fields = { ...device, net_type: 1, carrier: 'x', session_time: 9, session_count: 9, notification_types: 1 };
    const made = await official.createUser(appId, person('tess', [browser({ ...fields, enabled: true })]));
    expect(made.subscriptions).toMatchObject([{ enabled: true, notification_types: 1, session_count: 1 }]);
    await official.deleteUser(appId, 'external_id', 'tess');
  });

  it.each([
    ['POST', 'users', { timezone_id: 'Europe/Berlin' }],
    ['POST', 'users', { subscription: {} }],
    ['PATCH', 'users/by/external_id/x', { tags: { a: 'b' } }],
    ['PATCH', 'users/by/external_id/x/identity', { identity: { external_id: 'y' }, tags: {} }],
    ['POST', 'users/by/external_id/x/subscriptions', { subscription: {}, tags: {} }],
  ])('are refused with an unknown field: %s %s %j', async (method, path, body) => {
    const answer = await fetch(`${server.url}/onesignal/apps/${appId}/${path}`, {
      method,
      headers: { authorization: `Key ${await keyOf(site)}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { errors: string[] }).errors).toEqual([
      expect.stringMatching(new RegExp(`^${Object.keys(body).at(-1)} is not supported by Belfry`)),
    ]);
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'mail',
      () => official.createUser(appId, person('x', [browser({ type: 'Email' })])),
      /subscriptions.0.type Email is not/,
    ],
    [
      'a wrong key',
      () => official.createUser(appId, person('x', [browser({ web_p256: 'AAAA' })])),
      /subscription.web_p256/,
    ],
    ...[-2, -31, 0].map((notification_types): [string, () => Promise<unknown>, RegExp] => [
      `somebody who has opted out (${notification_types})`,
      () => official.createUser(appId, person('out', [browser(), browser({ notification_types })])),
      new RegExp(`notification_types ${notification_types} is not supported`),
    ]),
    [
      'something unknown of a user',
      () => official.createUser(appId, Object.assign(person('x'), { properties: { ip: '1.2.3.4' } })),
      /properties.ip/,
    ],
    [
      'an id of theirs',
      () => official.createUser(appId, person('x', [browser({ id: 'x' })])),
      /subscriptions.0.id is not/,
    ],
    ['no browser', () => official.createUser(appId, person('x', [])), /subscriptions is required/],
    ['another alias', () => official.getUser(appId, 'crm', '1'), /the alias crm is not supported/],
    [
      'a renewed token',
      () => official.updateSubscription(appId, randomUUID(), { subscription: browser() }),
      /updateSubscription is not supported/,
    ],
  ])('are refused by name: %s', async (_name, call, message) => {
    const error = await refusal(call());
    expect(error).toMatchObject({ code: 400 });
    expect(errorsOf(error)).toMatch(message);
  });
});

describe('aliases of the official client', () => {
  it('are the external id of a person and of a browser', async () => {
    const made = await official.createUser(appId, person('zoe', [browser(), browser()]));
    const [one = '', two = ''] = (made.subscriptions ?? []).map(({ id }) => id ?? '');
    const named = (name: string) => ({ identity: { external_id: name } });
    expect(await official.getAliases(appId, 'external_id', 'zoe')).toEqual(named('zoe'));
    expect(await official.createAlias(appId, 'external_id', 'zoe', named('zara'))).toEqual(named('zara'));
    expect(await refusal(official.getAliases(appId, 'external_id', 'zoe'))).toMatchObject({ code: 404 });
    expect((await official.getUser(appId, 'external_id', 'zara')).subscriptions).toHaveLength(2);
    expect(await official.transferSubscription(appId, one, named('zed'))).toEqual(named('zed'));
    expect(await official.createAliasBySubscription(appId, two, named('zed'))).toEqual(named('zed'));
    expect(await official.getAliasesBySubscription(appId, two)).toEqual(named('zed'));
    expect((await official.getUser(appId, 'external_id', 'zed')).subscriptions).toHaveLength(2);
    await official.deleteAlias(appId, 'external_id', 'zed', 'external_id');
    expect(await official.getAliasesBySubscription(appId, one)).toEqual({ identity: {} });
    for (const id of [one, two]) await official.deleteSubscription(appId, id);
    for (const call of [
      () => official.createAlias(appId, 'external_id', 'zed', { identity: { crm: '1' } }),
      () => official.deleteAlias(appId, 'external_id', 'zed', 'crm'),
    ]) {
      const error = await refusal(call());
      expect([error.code, errorsOf(error)]).toEqual([400, expect.stringMatching(/crm is not supported/)]);
    }
  });
});

describe('custom events of the official client', () => {
  it('are recorded for each browser of a person, and all refused when one is not right', async () => {
    const made = await official.createUser(appId, person('eve', [browser(), browser()]));
    const recorded = async () => {
      const { rows } = await pool.query(
        `SELECT name, props FROM subscriber_events WHERE site_id = $1 AND kind = 'custom' ORDER BY id`,
        [site.id],
      );
      return rows;
    };
    const order = { name: 'order', external_id: 'eve', payload: { total: 9.5 }, timestamp: new Date().toISOString() };
    await official.createCustomEvents(appId, { events: [order, { name: 'order', external_id: 'nobody' }] });
    const both = [
      { name: 'order', props: { total: 9.5 } },
      { name: 'order', props: { total: 9.5 } },
    ];
    expect(made.subscriptions).toHaveLength(2);
    expect(await recorded()).toEqual(both);
    const wrong: [object, RegExp][] = [
      [{ name: 'x', external_id: 'eve', payload: { deep: { er: 1 } } }, /^events\.1\.payload\.deep /],
      [{ name: 'x', external_id: 'eve', timestamp: '2020-01-01T00:00:00Z' }, /events\.1\.timestamp is not supported/],
      [{ name: 'x', onesignal_id: randomUUID() }, /events\.1\.onesignal_id is not supported/],
      [{ name: 'x' }, /^events\.1\.external_id /],
    ];
    for (const [event, message] of wrong) {
      const error = await refusal(
        official.createCustomEvents(appId, { events: [order, event as OneSignal.CustomEvent] }),
      );
      expect([error.code, errorsOf(error)]).toEqual([400, expect.stringMatching(message)]);
    }
    expect(await recorded()).toEqual(both);
    await official.deleteUser(appId, 'external_id', 'eve');
  });
});

describe('segments of the official client', () => {
  it('are made, listed, read, changed and deleted', async () => {
    await official.createUser(appId, person('seg'));
    const filters = [{ field: 'tag', key: 'level', relation: '>', value: '6' }];
    const made = await official.createSegment(appId, { name: 'High', filters } as OneSignal.Segment);
    expect(made).toMatchObject({ success: true });
    const id = made.id ?? '';
    expect(await official.getSegments(appId)).toMatchObject({ total_count: 1, segments: [{ id, name: 'High' }] });
    expect(await official.getSegments(appId, 1)).toMatchObject({ total_count: 1, offset: 1, segments: [] });
    expect(await official.getSegment(appId, id)).toMatchObject({ subscriber_count: 1, payload: { id, name: 'High' } });
    await official.updateSegment(appId, id, {
      name: 'Higher',
      filters: [{ ...filters[0], value: '9' }],
    } as OneSignal.UpdateSegmentRequest);
    expect(await official.getSegment(appId, id)).toMatchObject({ subscriber_count: 0, payload: { name: 'Higher' } });
    expect(await official.deleteSegment(appId, id)).toEqual({ success: true });
    expect(await refusal(official.getSegment(appId, id))).toMatchObject({ code: 404 });
  });
});

describe('onesignal-node', () => {
  it('has its devices and segments', async () => {
    const user = await official.createUser(appId, person('old'));
    const id = user.subscriptions?.[0]?.id ?? '';
    expect((await community.viewDevice(id)).body).toMatchObject({ id, external_user_id: 'old', tags: { level: '7' } });
    const list = await community.viewDevices({ limit: 1 });
    expect(list.body).toMatchObject({ limit: 1, offset: 0, players: [{ id }] });
    expect(
      (await community.editDevice(id, { tags: { plan: 'free' }, external_user_id: 'older' } as never)).body,
    ).toEqual({
      success: true,
    });
    await community.editTagsWithExternalUserIdDevice('older', { tags: { plan: '' } });
    expect((await community.viewDevice(id)).body).toMatchObject({ external_user_id: 'older', tags: { level: '7' } });
    const made = await community.createSegment({
      name: 'Old',
      filters: [{ field: 'language', relation: '=', value: 'de' }],
    } as never);
    expect((await community.deleteSegment(made.body.id)).body).toEqual({ success: true });
    expect((await community.deleteDevice(id)).body).toEqual({ success: true });
    expect(await refusal(community.viewDevice(id))).toMatchObject({ statusCode: 404 });
  });
});

describe('keys', () => {
  it("never reach another tenant's people and segments", async () => {
    const user = await official.createUser(appId, person('mine'));
    const id = user.subscriptions?.[0]?.id ?? '';
    const filters = [{ field: 'country', relation: '=', value: 'DE' }];
    const segment = (await official.createSegment(appId, { name: 'Mine', filters } as OneSignal.Segment)).id ?? '';
    const own = (await pool.query<{ id: bigint }>(`SELECT id FROM sites WHERE name = 'Other'`)).rows[0]?.id ?? 0n;
    const ownApp = `be1f0001-${own.toString(16).padStart(16, '0').slice(0, 4)}-8000-8000-${own.toString(16).padStart(16, '0').slice(4)}`;
    const before = (await pool.query('SELECT * FROM subscribers ORDER BY id')).rows;
    for (const app of [appId, ownApp]) {
      const calls = [
        () => stranger.getUser(app, 'external_id', 'mine'),
        () => stranger.updateUser(app, 'external_id', 'mine', { properties: { language: 'fr' } }),
        () => stranger.deleteUser(app, 'external_id', 'mine'),
        () => stranger.deleteSubscription(app, id),
        () => stranger.getSegment(app, segment),
        () => stranger.updateSegment(app, segment, { name: 'x' }),
        () => stranger.deleteSegment(app, segment),
        () => stranger.getAliases(app, 'external_id', 'mine'),
        () => stranger.createAlias(app, 'external_id', 'mine', { identity: { external_id: 'theirs' } }),
        () => stranger.getAliasesBySubscription(app, id),
        () => stranger.transferSubscription(app, id, { identity: { external_id: 'theirs' } }),
      ];
      for (const [index, call] of calls.entries()) expect([index, (await refusal(call())).code]).toEqual([index, 404]);
    }
    const onForeignApp = [
      () => stranger.createUser(appId, person('x')),
      () => stranger.createSubscription(appId, 'external_id', 'x', { subscription: browser() }),
      () => stranger.createSegment(appId, { name: 'x', filters } as OneSignal.Segment),
      () => stranger.getSegments(appId),
      () => stranger.createCustomEvents(appId, { events: [{ name: 'x', external_id: 'mine' }] }),
      () => stranger.getApp(appId),
      () => stranger.updateApp(appId, { name: 'x' }),
    ];
    for (const [index, call] of onForeignApp.entries())
      expect([index, (await refusal(call())).code]).toEqual([index, 404]);
    const foreign = new Client(appId, await keyOf(await makeSite('Third')), { apiRoot: `${server.url}/onesignal` });
    const legacy = [
      () => foreign.viewDevice(id),
      () => foreign.viewDevices({ limit: 1 }),
      () => foreign.editDevice(id, { tags: { x: '1' } } as never),
      () => foreign.editTagsWithExternalUserIdDevice('mine', { tags: { x: '1' } }),
      () => foreign.deleteDevice(id),
    ];
    for (const [index, call] of legacy.entries())
      expect([index, (await refusal(call())).statusCode]).toEqual([index, 404]);
    expect((await pool.query('SELECT * FROM subscribers ORDER BY id')).rows).toEqual(before);
  });

  it('may do what they may', async () => {
    const reader = clientOf(await keyOf(site, ['subscribers.read', 'segments.read']));
    expect((await reader.getSegments(appId)).total_count).toBeGreaterThan(0);
    expect(await refusal(reader.createUser(appId, person('x')))).toMatchObject({ code: 403 });
    expect(await refusal(reader.deleteSubscription(appId, randomUUID()))).toMatchObject({ code: 403 });
    expect(await refusal(reader.createSegment(appId, { name: 'x' } as OneSignal.Segment))).toMatchObject({ code: 403 });
  });
});
