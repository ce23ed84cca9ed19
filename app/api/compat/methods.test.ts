import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as OneSignal from '@onesignal/node-onesignal';
import { Client, UserClient } from 'onesignal-node';
import type Pushpad from 'pushpad';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestSite } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { closeQueues } from '@/lib/platform/queue';
import { type CompatServer, makeClients, refusal, startCompatServer } from './test-support';

// Every method of the published clients, unmodified: it works, or it is refused by its name. Which of the two is said by
// docs/migrate.md, and a method of a newer client that is in neither fails here.

let sink: PushSink;
let server: CompatServer;
let site: TestSite;
let appId: string;
let official: OneSignal.DefaultApi;
let community: Client;
let owner: UserClient;
let pushpad: Pushpad;

const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();
// The clients' types say more than they send: what is not theirs to know goes as what they take.
const as = <T>(value: unknown) => value as T;

beforeAll(async () => {
  sink = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = sink.host;
  server = await startCompatServer();
  ({ site, appId, official, community, owner, pushpad } = await makeClients(server.url));
  for (const name of ['ann', 'bob', 'cleo', 'dora', 'emil']) await official.createUser(appId, person(name));
});
afterAll(async () => {
  await closeQueues();
  await server.close();
  await sink.close();
});

const endpoint = () => `https://fcm.googleapis.com/fcm/send/${randomBytes(8).toString('hex')}`;
const auth = () => randomBytes(16).toString('base64url');
const p256dh = () => sink.subscribe().p256dh.toString('base64url');

function browser() {
  const fields = { type: 'ChromePush', token: endpoint(), web_auth: auth(), web_p256: p256dh() };
  return Object.assign(new OneSignal.Subscription(), fields);
}

function person(name: string): OneSignal.User {
  return Object.assign(new OneSignal.User(), { identity: { external_id: name }, subscriptions: [browser()] });
}

async function browserOf(name: string): Promise<string> {
  return (await official.getUser(appId, 'external_id', name)).subscriptions?.[0]?.id ?? '';
}

const later = () =>
  Object.assign(new OneSignal.Notification(), {
    app_id: appId,
    contents: { en: 'Later' },
    included_segments: ['All'],
    send_after: TOMORROW,
  });
const laterId = async () => (await official.createNotification(later())).id ?? '';
const segmentOf = async (name: string) => (await official.createSegment(appId, as(segment(name)))).id ?? '';
const segment = (name: string) => ({ name, filters: [{ field: 'language', relation: '=', value: 'de' }] });
const templateOf = async (name: string) =>
  (await official.createTemplate(as({ app_id: appId, name, contents: { en: 'x' } }))).id ?? '';
const anything = () => as<never>({ name: 'x', app_id: appId, contents: { en: 'x' } });

type Calls = Record<string, () => Promise<unknown>>;

const OFFICIAL: Calls = {
  createNotification: () => official.createNotification(later()),
  createNotificationWithRetry: () =>
    official.createNotificationWithRetry(Object.assign(later(), { idempotency_key: randomUUID() })),
  getNotification: async () => official.getNotification(appId, await laterId()),
  getNotifications: () => official.getNotifications(appId),
  cancelNotification: async () => official.cancelNotification(appId, await laterId()),
  getNotificationHistory: () =>
    official.getNotificationHistory(randomUUID(), { events: 'sent', email: 'a@b.example', app_id: appId }),
  exportEvents: async () => official.exportEvents(await laterId(), appId),
  estimateNotificationRecipients: () =>
    official.estimateNotificationRecipients({ app_id: appId, included_segments: ['All'] }),
  createSegment: () => segmentOf('One'),
  getSegment: async () => official.getSegment(appId, await segmentOf('Two')),
  getSegments: () => official.getSegments(appId),
  updateSegment: async () => official.updateSegment(appId, await segmentOf('Three'), as({ name: 'Four' })),
  deleteSegment: async () => official.deleteSegment(appId, await segmentOf('Five')),
  createUser: () => official.createUser(appId, person('fred')),
  getUser: () => official.getUser(appId, 'external_id', 'ann'),
  updateUser: () => official.updateUser(appId, 'external_id', 'ann', as({ properties: { language: 'de' } })),
  deleteUser: () => official.deleteUser(appId, 'external_id', 'bob'),
  createSubscription: () => official.createSubscription(appId, 'external_id', 'ann', { subscription: browser() }),
  deleteSubscription: async () => official.deleteSubscription(appId, await browserOf('ann')),
  updateSubscription: async () =>
    official.updateSubscription(appId, await browserOf('ann'), { subscription: browser() }),
  updateSubscriptionByToken: () => official.updateSubscriptionByToken(appId, 'ChromePush', 'x', anything()),
  transferSubscription: async () =>
    official.transferSubscription(appId, await browserOf('cleo'), { identity: { external_id: 'cleopatra' } }),
  createAlias: () => official.createAlias(appId, 'external_id', 'dora', { identity: { external_id: 'theodora' } }),
  getAliases: () => official.getAliases(appId, 'external_id', 'ann'),
  deleteAlias: () => official.deleteAlias(appId, 'external_id', 'theodora', 'external_id'),
  createAliasBySubscription: async () =>
    official.createAliasBySubscription(appId, await browserOf('emil'), { identity: { external_id: 'emilia' } }),
  getAliasesBySubscription: async () => official.getAliasesBySubscription(appId, await browserOf('ann')),
  createCustomEvents: () => official.createCustomEvents(appId, { events: [{ name: 'order', external_id: 'ann' }] }),
  exportSubscriptions: () => official.exportSubscriptions(appId, {}),
  getApps: () => official.getApps(),
  getApp: () => official.getApp(appId),
  createApp: () => official.createApp({ name: 'Other', chrome_web_origin: 'https://other.example' }),
  updateApp: () => official.updateApp(appId, { name: 'Renamed' }),
  viewTemplates: () => official.viewTemplates(appId),
  createTemplate: () => templateOf('One'),
  viewTemplate: async () => official.viewTemplate(await templateOf('Two'), appId),
  updateTemplate: async () => official.updateTemplate(await templateOf('Three'), appId, as({ name: 'Four' })),
  deleteTemplate: async () => official.deleteTemplate(await templateOf('Five'), appId),
  copyTemplateToApp: async () => {
    const { id = '' } = as<{ id?: string }>(
      await official.createApp(as({ name: 'T', chrome_web_origin: 'https://t.example' })),
    );
    return official.copyTemplateToApp(await templateOf('Six'), appId, { target_app_id: id });
  },
  viewApiKeys: () => official.viewApiKeys(appId),
  createApiKey: () => official.createApiKey(appId, anything()),
  updateApiKey: () => official.updateApiKey(appId, 'x', anything()),
  deleteApiKey: () => official.deleteApiKey(appId, 'x'),
  rotateApiKey: () => official.rotateApiKey(appId, 'x'),
  viewJourneys: () => official.viewJourneys(appId),
  createJourney: () => official.createJourney(appId, anything()),
  viewJourney: () => official.viewJourney(appId, 'x'),
  updateJourney: () => official.updateJourney(appId, 'x', anything()),
  updateJourneyNode: () => official.updateJourneyNode(appId, 'x', 'y', anything()),
  deleteJourney: () => official.deleteJourney(appId, 'x'),
  viewJourneyStats: () => official.viewJourneyStats(appId, 'x'),
  startLiveActivity: () => official.startLiveActivity(appId, 'x', anything()),
  updateLiveActivity: () => official.updateLiveActivity(appId, 'x', anything()),
  getOutcomes: () => official.getOutcomes(appId, 'os__click.count'),
  getEmailReputation: () => official.getEmailReputation(appId),
  unsubscribeEmailWithToken: () => official.unsubscribeEmailWithToken(appId, 'x', 'y'),
  listAuditLogs: () => official.listAuditLogs('x'),
};

const COMMUNITY: Calls = {
  createNotification: () =>
    community.createNotification({ contents: { en: 'x' }, included_segments: ['All'], send_after: TOMORROW }),
  cancelNotification: async () => community.cancelNotification(await laterId()),
  viewNotification: async () => community.viewNotification(await laterId()),
  viewNotifications: () => community.viewNotifications(),
  notificationHistory: () => community.notificationHistory('x', { events: 'sent', email: 'a@b.example' }),
  viewDevices: () => community.viewDevices(),
  viewDevice: async () => community.viewDevice(await browserOf('ann')),
  addDevice: () => community.addDevice({ device_type: 5, identifier: endpoint() }),
  editDevice: async () => community.editDevice(await browserOf('ann'), as({ tags: { a: '1' } })),
  editTagsWithExternalUserIdDevice: () => community.editTagsWithExternalUserIdDevice('ann', { tags: { a: '2' } }),
  newSession: () => community.newSession('x', {}),
  newPurchase: () => community.newPurchase('x', anything()),
  incrementSessionLength: () => community.incrementSessionLength('x', anything()),
  // A site has three exports under way at most: the worker that would end them is not part of this.
  exportCSV: () => community.exportCSV({}),
  createSegment: () => community.createSegment(as(segment('Six'))),
  deleteSegment: async () => community.deleteSegment(await segmentOf('Seven')),
  deleteDevice: async () => community.deleteDevice(await browserOf('ann')),
  viewApps: () => owner.viewApps(),
  viewApp: () => owner.viewApp(appId),
  createApp: () => owner.createApp(as({ name: 'Third', chrome_web_origin: 'https://third.example' })),
  updateApp: () => owner.updateApp(appId, as({ name: 'Fourth' })),
};

const pushpadId = async () => (await pushpad.notification.create({ body: 'x', send_at: TOMORROW })).id;
const newBrowser = () =>
  pushpad.subscription.create({ endpoint: endpoint(), p256dh: p256dh(), auth: auth(), uid: 'ann' });
const project = (name: string) => pushpad.project.create(as({ name, website: `https://${name}.example` }));

const PUSHPAD: Calls = {
  'notification.create': () => pushpad.notification.create({ body: 'x', send_at: TOMORROW }),
  'notification.send': () => pushpad.notification.send({ body: 'x', send_at: TOMORROW }),
  'notification.findAll': () => pushpad.notification.findAll(),
  'notification.find': async () => pushpad.notification.find(await pushpadId()),
  'notification.cancel': async () => pushpad.notification.cancel(await pushpadId()),
  'subscription.create': newBrowser,
  'subscription.findAll': () => pushpad.subscription.findAll(),
  'subscription.count': () => pushpad.subscription.count(),
  'subscription.find': async () => pushpad.subscription.find((await newBrowser()).id),
  'subscription.update': async () => pushpad.subscription.update((await newBrowser()).id, { tags: ['a'] }),
  'subscription.delete': async () => pushpad.subscription.delete((await newBrowser()).id),
  'project.create': () => project('one'),
  'project.findAll': () => pushpad.project.findAll(),
  'project.find': () => pushpad.project.find(as(site.publicId)),
  'project.update': () => pushpad.project.update(as(site.publicId), { name: 'Shop' }),
  'project.delete': async () => pushpad.project.delete((await project('two')).id),
  'sender.create': () => pushpad.sender.create(anything()),
  'sender.findAll': () => pushpad.sender.findAll(),
  'sender.find': () => pushpad.sender.find(1),
  'sender.update': () => pushpad.sender.update(1, anything()),
  'sender.delete': () => pushpad.sender.delete(1),
};

const GUIDE = readFileSync('docs/migrate.md', 'utf8');

/** What the guide says of each method of a client. */
function guideOf(title: string): Map<string, string> {
  const section = GUIDE.split(/^#{2,3} /m).find((text) => text.startsWith(title)) ?? '';
  const rows = section.matchAll(/^\| (`.+?) \| (supported|difference|not supported) \|/gm);
  return new Map(
    [...rows].flatMap(([, names = '', status = '']) =>
      [...names.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => [name, status] as const),
    ),
  );
}

/** Methods that a class has, with none of what is for its own use. */
function methodsOf(...classes: object[]): string[] {
  const names = classes.flatMap((each) => Object.getOwnPropertyNames(each));
  return names.filter((name) => !['constructor', 'signUserExternalId', 'signUserEmail'].includes(name));
}

function resourceMethods(): string[] {
  const resources = (['notification', 'subscription', 'project', 'sender'] as const).map((name) => [
    name,
    pushpad[name],
  ]);
  return resources.flatMap(([name, resource]) =>
    methodsOf(Object.getPrototypeOf(resource)).map((method) => `${name}.${method}`),
  );
}

const textOf = (error: Record<string, unknown>) => JSON.stringify(error.body ?? error);
const statusOf = (error: Record<string, unknown>) => error.code ?? error.statusCode ?? error.status;

/** Names under which a call is refused, where it is not its own. */
const REFUSED_AS: Record<string, string> = { notificationHistory: 'getNotificationHistory' };

describe.each<[string, Calls, () => string[], number]>([
  ['@onesignal/node-onesignal', OFFICIAL, () => methodsOf(OneSignal.DefaultApi.prototype), 400],
  ['onesignal-node', COMMUNITY, () => methodsOf(Client.prototype, UserClient.prototype), 400],
  ['pushpad', PUSHPAD, resourceMethods, 422],
])('%s', (client, calls, methods, refused) => {
  const guide = guideOf(client);

  it('is known whole, to the test and to the guide', () => {
    expect(Object.keys(calls).sort()).toEqual([...new Set(methods())].sort());
    expect([...guide.keys()].sort()).toEqual(Object.keys(calls).sort());
  });

  it.each(Object.keys(calls))('%s', async (name) => {
    const call = calls[name] ?? (() => Promise.reject(new Error('no call')));
    if (guide.get(name) !== 'not supported') return void (await call());
    const error = await refusal(call());
    expect(statusOf(error)).toBe(refused);
    // pushpad does not read what a DELETE is answered with.
    if (name === 'sender.delete') return;
    expect(textOf(error)).toContain(`${REFUSED_AS[name] ?? name} is not supported by Belfry: `);
  });
});
