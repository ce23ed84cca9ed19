import { randomBytes } from 'node:crypto';
import Pushpad, { type NotificationCreateParams } from 'pushpad';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import type { Action } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { addSubscribers, makeSite, type TestSite, type TestSubscriber } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { runWorker } from '@/workers/run-worker';
import { type CompatServer, refusal, startCompatServer } from '../test-support';

// The client is the published one, unmodified. Its types say that ids are numbers; it takes any text.
const asNumber = (id: string) => id as unknown as number;

let sink: PushSink;
let server: CompatServer;
let site: TestSite;
let other: TestSite;
let people: TestSubscriber[];
let pushpad: Pushpad;
let stranger: Pushpad;
let stop: () => Promise<void>;

beforeAll(async () => {
  sink = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = sink.host;
  server = await startCompatServer();
  site = await makeSite();
  other = await makeSite('Other');
  people = await addSubscribers(site, sink, 20);
  await pool.query(`UPDATE subscribers SET tags = '{"a":true,"plan":"plus"}' WHERE site_id = $1 AND id % 2 = 0`, [
    site.id,
  ]);
  await pool.query(`UPDATE subscribers SET tags = tags || '{"b":true}' WHERE site_id = $1 AND id % 3 = 0`, [site.id]);
  pushpad = await clientOf(site);
  stranger = await clientOf(other);
  stop = runWorker();
});
afterAll(async () => {
  await stop();
  await closeQueues();
  await server.close();
  await sink.close();
});

async function clientOf(owner: TestSite, scopes: readonly Action[] = API_KEY_SCOPES): Promise<Pushpad> {
  const { token } = await createApiKey(owner.actor, { name: 'k', scopes: [...scopes] });
  return new Pushpad({ authToken: token, projectId: asNumber(owner.publicId), baseUrl: `${server.url}/pushpad` });
}

async function sentCount(id: number, wanted: number) {
  for (const deadline = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 30))) {
    const found = await pushpad.notification.find(id);
    if (found.successfully_sent_count === wanted) return found;
    if (Date.now() > deadline) throw new Error(`not sent to ${wanted}: ${JSON.stringify(found)}`);
  }
}

const uidOf = (index: number) => `user-${people[index]?.token}`;
const countOf = (matches: (id: bigint) => boolean) => people.filter(({ id }) => matches(id)).length;
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

describe('notifications', () => {
  it('go to everyone, and tell what became of them', async () => {
    const sent = await pushpad.notification.create({
      body: 'Until midnight',
      title: 'Sale',
      target_url: 'https://shop.example/sale',
      actions: [{ title: 'Shop', target_url: 'https://shop.example/shop', action: 'shop' }],
      urgent: true,
    });
    expect(sent.scheduled).toBe(20);
    expect(await sentCount(sent.id, 20)).toMatchObject({
      title: 'Sale',
      urgent: true,
      cancelled: false,
      scheduled_count: 20,
    });
    expect(sink.messages.at(-1)?.message).toMatchObject({ notification: { title: 'Sale', body: 'Until midnight' } });
  });

  it.each<[string, () => Partial<NotificationCreateParams>, () => number]>([
    ['a tag', () => ({ tags: ['a'] }), () => countOf((id) => id % 2n === 0n)],
    ['one tag without another', () => ({ tags: ['a && !b'] }), () => countOf((id) => id % 2n === 0n && id % 3n !== 0n)],
    ['either', () => ({ tags: ['a && !b || b'] }), () => countOf((id) => id % 2n === 0n || id % 3n === 0n)],
    ['two expressions', () => ({ tags: ['a', 'b'] }), () => countOf((id) => id % 2n === 0n || id % 3n === 0n)],
    ['people', () => ({ uids: [uidOf(0), uidOf(1)] }), () => 2],
    ['people with a tag', () => ({ uids: [uidOf(0), uidOf(1)], tags: ['!nothing'] }), () => 2],
  ])('reach %s', async (_name, fields, count) => {
    const sent = await pushpad.notification.create({ body: 'Hello', ...fields() });
    expect(sent.scheduled).toBe(count());
    await sentCount(sent.id, count());
  });

  it('reach as many people as can be named, with a tag', async () => {
    const uids = Array.from({ length: 20_000 }, (_, index) => (index < 2 ? uidOf(index) : `nobody-${index}`));
    const tags = [Array.from({ length: 99 }, (_, index) => `!n${index}`).join(' && ')];
    expect(await pushpad.notification.create({ body: 'Hello', uids, tags })).toMatchObject({ scheduled: 2 });
    const many = pushpad.notification.create({ body: 'Hello', uids, tags: [...tags, '!x'] });
    expect(await refusal(many)).toMatchObject({
      status: 422,
      body: { errors: { tags: ['may have at most 100 conditions'] } },
    });
  });

  it('tell which people were reached', async () => {
    expect(await pushpad.notification.create({ body: 'Hello', uids: [uidOf(0), 'nobody'] })).toMatchObject({
      scheduled: 1,
      uids: [uidOf(0)],
    });
  });

  it('keep every field that they were sent with', async () => {
    const sent = {
      body: 'Body',
      title: 'Title',
      target_url: 'https://shop.example/a',
      icon_url: 'https://shop.example/icon.png',
      badge_url: 'https://shop.example/badge.png',
      image_url: 'https://shop.example/image.png',
      ttl: 3_600,
      require_interaction: true,
      silent: true,
      urgent: true,
      actions: [
        { title: 'Shop', target_url: 'https://shop.example/b', icon: 'https://shop.example/b.png', action: 'shop' },
        { title: 'Later' },
      ],
      send_at: tomorrow(),
    };
    const { id } = await pushpad.notification.create(sent);
    expect(await pushpad.notification.find(id)).toMatchObject({
      ...sent,
      actions: [sent.actions[0], { title: 'Later', target_url: sent.target_url, icon: null, action: '2' }],
    });
    const { id: plain } = await pushpad.notification.create({ body: 'x', send_at: tomorrow(), starred: true });
    expect(await pushpad.notification.find(plain)).toMatchObject({
      title: 'Shop',
      target_url: 'https://shop.example/',
      ttl: 604_800,
      require_interaction: false,
      silent: false,
      urgent: false,
      actions: [],
      starred: false,
    });
    for (const each of [id, plain]) await pushpad.notification.cancel(each);
  });

  it('are scheduled, listed and cancelled', async () => {
    const sendAt = tomorrow();
    const { id, send_at } = await pushpad.notification.create({ body: 'Later', send_at: sendAt });
    expect(send_at).toBe(sendAt);
    expect((await pushpad.notification.findAll({ page: 1 }))[0]).toMatchObject({ id, body: 'Later', scheduled: true });
    expect(await pushpad.notification.findAll({ page: 2 })).toEqual([]);
    await pushpad.notification.cancel(id);
    expect(await pushpad.notification.find(id)).toMatchObject({ cancelled: true, scheduled: false });
    expect(await refusal(pushpad.notification.cancel(id))).toMatchObject({ status: 422 });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no body', { title: 'x' }, 'body'],
    ['custom data', { body: 'x', custom_data: 'y' }, 'custom_data'],
    ['metrics', { body: 'x', custom_metrics: ['y'] }, 'custom_metrics'],
    ['a bad address', { body: 'x', target_url: 'javascript:1' }, 'target_url'],
    ['brackets', { body: 'x', tags: ['(a || b) && c'] }, 'tags'],
    ['no people at all', { body: 'x', uids: [] }, 'uids'],
    ['a past time', { body: 'x', send_at: '2020-01-01T00:00:00Z' }, 'send_at'],
    ['an unknown field of a button', { body: 'x', actions: [{ title: 'x', colour: 'red' }] }, 'actions.0.colour'],
    ['three buttons', { body: 'x', actions: [1, 2, 3].map((n) => ({ title: `${n}` })) }, 'actions'],
    ['something unknown', { body: 'x', colour: 'red' }, 'colour'],
  ])('are refused with the name of what is wrong: %s', async (_name, fields, field) => {
    const error = await refusal(pushpad.notification.create(fields as unknown as NotificationCreateParams));
    expect(error).toMatchObject({ status: 422 });
    expect(Object.keys((error.body as { errors: Record<string, string[]> }).errors)).toEqual([field]);
  });
});

describe('subscriptions', () => {
  it('are made, read, changed, listed, counted and deleted', async () => {
    const { p256dh } = sink.subscribe();
    const sent = {
      endpoint: `https://fcm.googleapis.com/fcm/send/${randomBytes(8).toString('hex')}`,
      p256dh: p256dh.toString('base64url'),
      auth: randomBytes(16).toString('base64url'),
      uid: 'ann',
      tags: ['x', 'y'],
    };
    const answer = await pushpad.subscription.create(sent);
    expect(answer).toMatchObject({ ...sent, project_id: site.publicId });
    // Read back they are nobody's.
    const made = { ...answer, endpoint: null, p256dh: null, auth: null };
    expect(await pushpad.subscription.find(made.id)).toEqual(made);
    expect(await pushpad.subscription.count()).toBe(21);
    expect(await pushpad.subscription.count({ uids: ['ann'], tags: ['x && y'] })).toBe(1);
    expect(await pushpad.subscription.count({ tags: ['x && !y'] })).toBe(0);
    expect(await pushpad.subscription.findAll({ uids: ['ann'] })).toEqual([made]);
    const first = await pushpad.subscription.findAll({ page: 1, per_page: 15 });
    const second = await pushpad.subscription.findAll({ page: 2, per_page: 15 });
    expect(new Set([...first, ...second].map(({ id }) => id)).size).toBe(21);
    const changed = await pushpad.subscription.update(made.id, { uid: 'bob', tags: ['y', 'z'] });
    expect(changed).toMatchObject({ uid: 'bob', tags: ['y', 'z'] });
    await pushpad.subscription.delete(made.id);
    expect(await refusal(pushpad.subscription.find(made.id))).toMatchObject({ status: 404 });
  });

  it('keep tags that have a value when the list is replaced', async () => {
    const person = people.find(({ id }) => id % 2n === 0n);
    const id = asNumber(encodeId('subscriber', person?.id ?? 0n));
    expect(await pushpad.subscription.update(id, { tags: ['c'] })).toMatchObject({ tags: ['c'] });
    const { rows } = await pool.query('SELECT tags FROM subscribers WHERE id = $1', [person?.id]);
    expect(rows).toEqual([{ tags: { plan: 'plus', c: true } }]);
  });
});

describe('projects', () => {
  it('are sites', async () => {
    const admin = await clientOf(site);
    const found = await admin.project.find(asNumber(site.publicId));
    expect(found).toMatchObject({ id: site.publicId, name: 'Shop', website: 'https://shop.example' });
    expect(await admin.project.findAll()).toEqual([found]);
    const made = await refusal(admin.project.create({ name: 'New', website: 'https://new.example', sender_id: 1 }));
    expect(made).toMatchObject({ status: 422, body: { errors: { sender_id: [expect.stringContaining('key pair')] } } });
    expect(await admin.project.update(found.id, { name: 'Renamed' })).toMatchObject({ name: 'Renamed' });
    expect(await refusal(admin.sender.findAll())).toMatchObject({
      status: 422,
      body: { error: expect.stringContaining('sender.findAll is not supported') },
    });
  });
});

describe('keys', () => {
  it('are asked for, and may do what they may', async () => {
    const nobody = new Pushpad({
      authToken: 'x',
      projectId: asNumber(site.publicId),
      baseUrl: `${server.url}/pushpad`,
    });
    expect(await refusal(nobody.notification.findAll())).toMatchObject({ status: 401 });
    const reader = await clientOf(site, ['campaigns.read']);
    expect(await reader.notification.findAll()).not.toEqual([]);
    expect(await refusal(reader.notification.create({ body: 'x' }))).toMatchObject({ status: 403 });
    expect(await refusal(reader.subscription.findAll())).toMatchObject({ status: 403 });
  });

  it("never reach another tenant's things", async () => {
    const { id } = await pushpad.notification.create({ body: 'Later', send_at: tomorrow() });
    const message = await pushpad.notification.create({ body: 'Now', uids: [uidOf(0)] });
    const foreign = { projectId: asNumber(site.publicId) };
    const person = asNumber(encodeId('subscriber', people[0]?.id ?? 0n));
    const calls = [
      () => stranger.notification.create({ body: 'x' }, foreign),
      () => stranger.notification.create({ body: 'x', uids: ['y'] }, foreign),
      () => stranger.notification.findAll({}, foreign),
      () => stranger.notification.find(id),
      () => stranger.notification.find(message.id),
      () => stranger.notification.cancel(id),
      () => stranger.notification.cancel(message.id),
      () => stranger.subscription.findAll({}, foreign),
      () => stranger.subscription.count({}, foreign),
      () => stranger.subscription.create({ endpoint: 'https://fcm.googleapis.com/x', p256dh: 'x', auth: 'x' }, foreign),
      () => stranger.subscription.find(person, foreign),
      () => stranger.subscription.find(person),
      () => stranger.subscription.update(person, { uid: 'x' }),
      () => stranger.subscription.delete(person),
      () => stranger.project.find(foreign.projectId),
      () => stranger.project.update(foreign.projectId, { name: 'x', website: 'https://x.example' }),
      () => stranger.project.delete(foreign.projectId),
    ];
    for (const [index, call] of calls.entries()) expect([index, (await refusal(call())).status]).toEqual([index, 404]);
    expect(await pushpad.notification.find(id)).toMatchObject({ cancelled: false });
    expect(await stranger.project.findAll()).toMatchObject([{ id: other.publicId }]);
    expect(await stranger.notification.create({ body: 'x', uids: [uidOf(0)] })).toMatchObject({ scheduled: 0 });
  });
});
