import { randomBytes } from 'node:crypto';
import * as OneSignal from '@onesignal/node-onesignal';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { closeQueues } from '@/lib/platform/queue';
import { toUuid } from './onesignal/uuid';
import { type CompatClients, type CompatServer, makeClients, refusal, startCompatServer } from './test-support';

// What the published clients are told: what was made is what is read, lists contain it, counts are right, what was
// changed is read back changed, and what was deleted is gone. That every method works: methods.test.ts.

let sink: PushSink;
let server: CompatServer;
let clients: CompatClients;
// The clients' types say more, or less, than is sent.
// biome-ignore lint/suspicious/noExplicitAny: as above
type Loose = any;

beforeAll(async () => {
  sink = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = sink.host;
  server = await startCompatServer();
  clients = await makeClients(server.url);
});
afterAll(async () => {
  await closeQueues();
  await server.close();
  await sink.close();
});

const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();

function browser() {
  return Object.assign(new OneSignal.Subscription(), {
    type: 'ChromePush',
    token: `https://fcm.googleapis.com/fcm/send/${randomBytes(8).toString('hex')}`,
    web_auth: randomBytes(16).toString('base64url'),
    web_p256: sink.subscribe().p256dh.toString('base64url'),
  });
}

function person(externalId: string, properties: object = {}): OneSignal.User {
  const fields = { identity: { external_id: externalId }, properties, subscriptions: [browser()] };
  return Object.assign(new OneSignal.User(), fields);
}

it('users of the official client', async () => {
  const { official, appId } = clients;
  const properties = {
    tags: { plan: 'plus', visits: '5' },
    language: 'de',
    timezone_id: 'Europe/Berlin',
    country: 'DE',
  };
  const made = await official.createUser(appId, person('ann', properties));
  const read: Loose = await official.getUser(appId, 'external_id', 'ann');
  expect(read).toEqual(made);
  expect(read).toMatchObject({
    identity: { external_id: 'ann' },
    properties,
    subscriptions: [{ type: 'ChromePush', enabled: true }],
  });
  await official.createSubscription(appId, 'external_id', 'ann', { subscription: browser() });
  const both = (await official.getUser(appId, 'external_id', 'ann')).subscriptions ?? [];
  expect(both.map(({ id }) => id)).toEqual([expect.any(String), read.subscriptions[0].id]);
  const estimate: Loose = await official.estimateNotificationRecipients({
    app_id: appId,
    include_aliases: { external_id: ['ann'] },
    target_channel: 'push',
  } as Loose);
  expect(estimate.count).toBe(2);

  await official.updateUser(appId, 'external_id', 'ann', {
    properties: { tags: { plan: '' }, language: 'fr' },
  } as Loose);
  const changed: Loose = await official.getUser(appId, 'external_id', 'ann');
  expect(changed.properties).toMatchObject({ tags: {}, language: 'fr' });

  await official.transferSubscription(appId, both[0]?.id ?? '', { identity: { external_id: 'bob' } });
  expect(await official.getAliasesBySubscription(appId, both[0]?.id ?? '')).toEqual({
    identity: { external_id: 'bob' },
  });
  expect((await official.getUser(appId, 'external_id', 'ann')).subscriptions).toHaveLength(1);
  await official.createAlias(appId, 'external_id', 'ann', { identity: { external_id: 'anna' } });
  expect(await official.getAliases(appId, 'external_id', 'anna')).toEqual({ identity: { external_id: 'anna' } });
  expect(await refusal(official.getUser(appId, 'external_id', 'ann'))).toMatchObject({ code: 404 });

  await official.deleteSubscription(appId, both[1]?.id ?? '');
  expect(await refusal(official.getUser(appId, 'external_id', 'anna'))).toMatchObject({ code: 404 });
  await official.deleteUser(appId, 'external_id', 'bob');
  expect(await refusal(official.getUser(appId, 'external_id', 'bob'))).toMatchObject({ code: 404 });
});

it('notifications of both clients', async () => {
  const { official, community, appId } = clients;
  const fields = {
    app_id: appId,
    name: 'Sale',
    contents: { en: 'Text', de: 'Wort' },
    headings: { en: 'Title', de: 'Titel' },
    chrome_web_icon: 'https://shop.example/a.png',
    ttl: 3_600,
    priority: 10,
    send_after: TOMORROW,
  };
  const before = (await official.getNotifications(appId)).total_count ?? 0;
  const sent = Object.assign(new OneSignal.Notification(), fields, {
    included_segments: ['All'],
    url: 'https://shop.example/x',
  });
  const { id = '' } = await official.createNotification(sent);
  const read: Loose = await official.getNotification(appId, id);
  expect(read).toMatchObject({
    ...fields,
    id,
    url: 'https://shop.example/x',
    send_after: Math.floor(Date.parse(TOMORROW) / 1_000),
    canceled: false,
    successful: 0,
  });
  const other: Loose = (
    await community.createNotification({ contents: { en: 'x' }, included_segments: ['All'], send_after: TOMORROW })
  ).body;
  const list = await official.getNotifications(appId);
  expect(list).toMatchObject({ total_count: before + 2, notifications: [{ id: other.id }, { id, name: 'Sale' }] });
  expect((await community.viewNotifications()).body).toMatchObject({
    total_count: before + 2,
    notifications: [{ id: other.id }, { id }],
  });
  expect((await community.viewNotification(id)).body).toMatchObject({
    id,
    contents: fields.contents,
    headings: fields.headings,
  });
  await official.cancelNotification(appId, id);
  await community.cancelNotification(other.id);
  for (const each of [id, other.id])
    expect(await official.getNotification(appId, each)).toMatchObject({ canceled: true });
});

it('segments of the official client', async () => {
  const { official, appId } = clients;
  for (const name of ['cleo', 'dora'])
    await official.createUser(appId, person(name, { language: name === 'cleo' ? 'de' : 'fr' }));
  const filters = [{ field: 'language', relation: '=', value: 'de' }];
  const { id = '' } = await official.createSegment(appId, { name: 'German', filters } as Loose);
  const before: Loose = await official.getSegments(appId);
  expect(before).toMatchObject({ total_count: 1, segments: [{ id, name: 'German', app_id: appId }] });
  expect(await official.getSegment(appId, id)).toMatchObject({ subscriber_count: 1, payload: { id, name: 'German' } });
  const both = [...filters, { operator: 'OR' }, { field: 'language', relation: '=', value: 'fr' }];
  await official.updateSegment(appId, id, { name: 'German or French', filters: both } as Loose);
  expect(await official.getSegment(appId, id)).toMatchObject({
    subscriber_count: 2,
    payload: { name: 'German or French' },
  });
  await official.deleteSegment(appId, id);
  expect(await official.getSegments(appId)).toMatchObject({ total_count: 0, segments: [] });
  expect(await refusal(official.getSegment(appId, id))).toMatchObject({ code: 404 });
});

it('devices of onesignal-node', async () => {
  const { official, community, appId } = clients;
  const made = await official.createUser(appId, person('emil', { language: 'de' }));
  const id = made.subscriptions?.[0]?.id ?? '';
  const list: Loose = (await community.viewDevices()).body;
  expect(list.players).toHaveLength(list.total_count);
  expect(list.players[0]).toMatchObject({ id, external_user_id: 'emil', language: 'de', invalid_identifier: false });
  await community.editDevice(id, { tags: { a: '1' }, language: 'fr' } as Loose);
  await community.editTagsWithExternalUserIdDevice('emil', { tags: { b: 'x' } });
  expect((await community.viewDevice(id)).body).toMatchObject({ id, tags: { a: '1', b: 'x' }, language: 'fr' });
  await community.deleteDevice(id);
  expect(await refusal(community.viewDevice(id))).toMatchObject({ statusCode: 404 });
  const after: Loose = (await community.viewDevices()).body;
  expect([after.total_count, after.players.length]).toEqual([list.total_count - 1, list.total_count - 1]);
});

// Its list drops how many there are in all.
it('templates of the official client', async () => {
  const { official, appId } = clients;
  const fields = { app_id: appId, name: 'One', contents: { en: 'Text' }, headings: { en: 'Title' } };
  const { id = '' }: Loose = await official.createTemplate(fields as Loose);
  const content = { contents: fields.contents, headings: fields.headings };
  expect(await official.viewTemplate(id, appId)).toMatchObject({ id, name: 'One', content });
  expect(await official.viewTemplates(appId)).toMatchObject({ templates: [{ id, name: 'One' }] });
  await official.updateTemplate(id, appId, { name: 'Two', contents: { en: 'Other' } } as Loose);
  expect(await official.viewTemplate(id, appId)).toMatchObject({
    name: 'Two',
    content: { contents: { en: 'Other' }, headings: fields.headings },
  });
  const other: Loose = await official.createApp({ name: 'Target', chrome_web_origin: 'https://target.example' });
  const copy: Loose = await official.copyTemplateToApp(id, appId, { target_app_id: other.id });
  expect(await official.viewTemplates(other.id)).toMatchObject({
    templates: [{ id: copy.id, name: 'Two' }],
  });
  await official.deleteTemplate(id, appId);
  expect(await official.viewTemplates(appId)).toMatchObject({ templates: [] });
  expect(await refusal(official.viewTemplate(id, appId))).toMatchObject({ code: 404 });
});

it('apps of both clients', async () => {
  const { official, owner, appId } = clients;
  const made: Loose = await official.createApp({ name: 'Made', chrome_web_origin: 'https://made.example' });
  expect(await official.getApp(made.id)).toMatchObject({
    id: made.id,
    name: 'Made',
    chrome_web_origin: 'https://made.example',
    players: 0,
  });
  const names = async () => (await official.getApps()).map((app: Loose) => [app.id, app.name]);
  expect(await names()).toEqual(
    expect.arrayContaining([
      [appId, 'Shop'],
      [made.id, 'Made'],
    ]),
  );
  await official.updateApp(made.id, { name: 'Changed', chrome_web_origin: 'https://changed.example' });
  expect((await owner.viewApp(made.id)).body).toMatchObject({
    name: 'Changed',
    chrome_web_origin: 'https://changed.example',
  });
  const listed: Loose = (await owner.viewApps()).body;
  expect(listed.map((app: Loose) => app.id)).toEqual((await names()).map(([id]) => id));
});

it('projects of pushpad, with the statuses of its API', async () => {
  const { pushpad, token, site } = clients;
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${server.url}/pushpad/projects${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };
  const made = await ask('POST', '', { name: 'Made', website: 'https://made-here.example' });
  expect(made).toMatchObject({ status: 201, body: { name: 'Made', website: 'https://made-here.example' } });
  const { id } = made.body;
  expect(await ask('GET', `/${id}`)).toEqual({ status: 200, body: made.body });
  expect(await pushpad.project.find(id)).toEqual(made.body);
  expect(await pushpad.project.findAll()).toEqual(
    expect.arrayContaining([made.body, expect.objectContaining({ id: site.publicId })]),
  );
  const changed = { ...made.body, name: 'Changed' };
  expect(await ask('PATCH', `/${id}`, { name: 'Changed' })).toEqual({ status: 200, body: changed });
  expect(await pushpad.project.find(id)).toEqual(changed);
  expect(await ask('DELETE', `/${id}`)).toEqual({ status: 202, body: null });
  expect(await ask('GET', `/${id}`)).toMatchObject({ status: 404, body: { error: expect.any(String) } });
  expect(await ask('DELETE', `/${id}`)).toMatchObject({ status: 404, body: { error: expect.any(String) } });
  expect((await pushpad.project.findAll()).map((project: Loose) => project.id)).not.toContain(id);
  expect(await refusal(clients.official.getApp(toUuid('site', id)))).toMatchObject({ code: 404 });
});
