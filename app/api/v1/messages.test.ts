import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { insertMessage } from '@/lib/campaigns/insert-message';
import type { Action } from '@/lib/contracts/actors';
import { SendMessageInput } from '@/lib/contracts/transactional';
import { reconcile } from '@/lib/delivery/reconcile';
import {
  addSubscribers,
  countersOf,
  makeSite,
  statesOf,
  type TestSite,
  type TestSubscriber,
} from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { createTopic } from '@/lib/sites/create-topic';
import { runWorker } from '@/workers/run-worker';
import { api } from '../app';

let site: TestSite;
let token: string;
let sink: PushSink;
let people: TestSubscriber[];
let stop: () => Promise<void>;
const message = { title: 'On its way', url: 'https://shop.example/orders/1' };

beforeAll(async () => {
  sink = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = sink.host;
  site = await makeSite();
  people = await addSubscribers(site, sink, 300);
  await createTopic(site.actor, site.publicId, { key: 'alerts', name: 'Alerts' });
  await pool.query(`UPDATE subscribers SET topics = '{alerts}' WHERE id % 3 = 0`);
  token = await keyWith(['messages.send', 'messages.read', 'campaigns.read']);
  stop = runWorker();
});
beforeEach(() => {
  sink.messages.length = 0;
  sink.answer = () => ({ status: 201 });
});
afterAll(async () => {
  await stop();
  await closeQueues();
  await sink.close();
});

const keyWith = async (scopes: Action[]) => (await createApiKey(site.actor, { name: 'k', scopes })).token;

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await api.request(`/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
}
const send = (body: unknown, headers?: Record<string, string>) =>
  call('POST', `/sites/${site.publicId}/messages`, body, headers);
const named = (index: number) => ({ externalIds: [`user-${people[index]?.token}`] });

async function fateOf(id: string) {
  for (const deadline = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const { body } = await call('GET', `/messages/${id}`);
    if (body.finishedAt) return body;
    if (Date.now() > deadline) throw new Error(`not ended: ${JSON.stringify(body)}`);
  }
}

describe('a transactional message', () => {
  it('goes to who is named, and its fate can be read', async () => {
    const sent = await send({ message, audience: named(0), ttlSeconds: 600 });
    expect(sent).toMatchObject({ status: 202, body: { status: 'sending', audience: { count: 1 } } });
    expect(sent.headers.get('location')).toBe(`/api/v1/messages/${sent.body.id}`);
    expect(await fateOf(sent.body.id)).toMatchObject({
      id: sent.body.id,
      siteId: site.publicId,
      status: 'done',
      audience: { count: 1 },
      counts: { pending: 0, accepted: 1, gone: 0 },
      recipients: [
        {
          subscriberId: encodeId('subscriber', people[0]?.id ?? 0n),
          externalId: `user-${people[0]?.token}`,
          state: 'accepted',
          statusCode: 201,
          settledAt: expect.any(String),
        },
      ],
    });
    expect(sink.messages.map((one) => one.token)).toEqual([people[0]?.token]);
    expect(sink.messages[0]?.headers).toMatchObject({ urgency: 'high', ttl: '600' });
    expect(sink.messages[0]?.message.notification).toMatchObject({ title: 'On its way' });
    const runId = decodeId('message', sent.body.id);
    expect(await countersOf(runId)).toEqual({ planned: 1, accepted: 1 });
  }, 60_000);

  it('by subscriber ids, each once, and nobody is no error', async () => {
    const ids = people.slice(0, 50).map((one) => encodeId('subscriber', one.id));
    const sent = await send({ message, audience: { subscriberIds: [...ids, ...ids] } });
    expect(sent.body.audience.count).toBe(50);
    expect((await fateOf(sent.body.id)).counts).toMatchObject({ accepted: 50, pending: 0 });
    expect(new Set(sink.messages.map((one) => one.token)).size).toBe(50);
    const nobody = await send({ message, audience: { externalIds: ['stranger'] } });
    expect(nobody).toMatchObject({ status: 202, body: { status: 'done', audience: { count: 0 } } });
    expect(await fateOf(nobody.body.id)).toMatchObject({ status: 'done', recipients: [] });
  }, 60_000);

  it('to a topic', async () => {
    const sent = await send({ message, audience: { topic: 'alerts' } });
    expect(sent).toMatchObject({ status: 202, body: { status: 'planning' } });
    const fate = await fateOf(sent.body.id);
    const { rows } = await pool.query<{ count: number }>(
      "SELECT count(*)::int FROM subscribers WHERE 'alerts' = ANY (topics)",
    );
    expect(fate.counts.accepted).toBe(rows[0]?.count);
    expect(sink.messages.length).toBe(rows[0]?.count);
    const unknown = await send({ message, audience: { topic: 'nothing' } });
    expect(unknown).toMatchObject({ status: 422, body: { errors: [{ path: 'audience.topic' }] } });
  }, 60_000);

  it('speaks the language of each recipient', async () => {
    // What their browser speaks → the title that they get.
    const expected = [
      ['de-at', 'Unterwegs'],
      ['pt-br', 'A caminho'],
      ['fr', 'On its way'],
      [null, 'On its way'],
    ] as const;
    const some = people.slice(290, 294);
    for (const [index, [language]] of expected.entries()) {
      await pool.query('UPDATE subscribers SET language = $2, topics = $3 WHERE id = $1', [
        some[index]?.id,
        language,
        ['tongues'],
      ]);
    }
    await createTopic(site.actor, site.publicId, { key: 'tongues', name: 'Tongues' });
    const translations = {
      de: { title: 'Unterwegs', body: '{{ external_id }}' },
      pt: { title: 'A caminho', url: 'https://shop.example/pt' },
    };
    for (const audience of [
      { externalIds: some.map(({ token: name }) => `user-${name}`) },
      { subscriberIds: some.map(({ id }) => encodeId('subscriber', id)) },
      { topic: 'tongues' },
    ]) {
      sink.messages.length = 0;
      const sent = await send({ message, translations, audience });
      expect((await fateOf(sent.body.id)).counts.accepted).toBe(4);
      const got = some.map(({ token: name }) => sink.messages.find((one) => one.token === name)?.message.notification);
      expect(got.map((notification) => notification?.title)).toEqual(expected.map(([, title]) => title));
      expect(got[0]).toMatchObject({ lang: 'de', body: `user-${some[0]?.token}` });
      expect(got[1]?.data).toMatchObject({ u: ['https://shop.example/pt'] });
      expect(got[2]?.data).toMatchObject({ u: [message.url] });
    }
    const refused = await send({ message, translations: { de: { title: '' } }, audience: named(0) });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: 'translations.de.title' }] } });
    const broken = await send({ message, translations: { de: { title: '{{ nothing' } }, audience: named(0) });
    expect(broken).toMatchObject({ status: 422, body: { errors: [{ path: 'translations.de.title' }] } });
  }, 60_000);

  it('shows each failure with its reason', async () => {
    sink.answer = () => ({ status: 410 });
    const sent = await send({ message, audience: named(299) });
    expect(await fateOf(sent.body.id)).toMatchObject({
      counts: { gone: 1, accepted: 0 },
      recipients: [{ state: 'gone', reason: 'gone', statusCode: 410 }],
    });
  }, 60_000);

  it('is sent once for one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'order-1' };
    const body = { message, audience: named(1) };
    const answers = await Promise.all([send(body, headers), send(body, headers), send(body, headers)]);
    expect(new Set(answers.map((one) => one.body.id)).size).toBe(1);
    await fateOf(answers[0]?.body.id);
    expect(sink.messages.length).toBe(1);
    expect((await send({ message, audience: named(2) }, headers)).status).toBe(422);
  }, 60_000);

  it('many at once each arrive', async () => {
    const sent = await Promise.all(
      Array.from({ length: 200 }, (_, index) => send({ message, audience: named(index) })),
    );
    for (const { body } of sent) expect(await fateOf(body.id)).toMatchObject({ counts: { accepted: 1 } });
    expect(new Set(sink.messages.map((one) => one.token)).size).toBe(200);
    expect(sink.messages.length).toBe(200);
  }, 120_000);

  it('is found by the reconciler when nothing called for it', async () => {
    const input = SendMessageInput.parse({ message, audience: named(3) });
    const selection = { kind: 'subscribers' as const, ids: [encodeId('subscriber', people[3]?.id ?? 0n)] };
    const workspaceId = decodeId('workspace', site.actor.workspaceId);
    const stored = await insertMessage({
      workspaceId,
      siteId: site.id,
      input,
      content: { message: input.message, translations: [] },
      selection,
    });
    await reconcile();
    expect(await fateOf(encodeId('message', stored?.id ?? 0n))).toMatchObject({ counts: { accepted: 1 } });
  }, 60_000);

  it('is not among the campaigns, nor a campaign among the messages', async () => {
    const sent = await send({ message, audience: named(4) });
    await fateOf(sent.body.id);
    const list = await call('GET', `/sites/${site.publicId}/campaigns`);
    expect(list.body.items).toEqual([]);
    expect(await statesOf(decodeId('message', sent.body.id))).toEqual({ accepted: 1 });
    const { rows } = await pool.query<{ id: bigint }>(
      `WITH made AS (INSERT INTO campaigns (site_id, name, audience, ttl_seconds, updated_at)
         VALUES ($1, 'x', '{"all":true}', 60, now()) RETURNING id)
       UPDATE runs SET campaign_id = (SELECT id FROM made) WHERE id = $2 RETURNING id`,
      [site.id, decodeId('message', sent.body.id)],
    );
    expect(rows).toHaveLength(1);
    expect((await call('GET', `/messages/${sent.body.id}`)).status).toBe(404);
  }, 60_000);

  it.each([
    ['message.url', { message: { ...message, url: 'javascript:alert(1)' }, audience: { externalIds: ['a'] } }],
    ['audience.externalIds', { message, audience: { all: true } }],
    ['audience.externalIds', { message, audience: { externalIds: Array.from({ length: 1_001 }, (_, i) => `u${i}`) } }],
    ['audience.subscriberIds.0', { message, audience: { subscriberIds: ['nonsense'] } }],
    ['ttlSeconds', { message, audience: { externalIds: ['a'] }, ttlSeconds: 59 }],
  ])('refuses a bad %s', async (path, body) => {
    const answer = await send(body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(path);
  });

  it('needs its own permission', async () => {
    token = await keyWith(['campaigns.send', 'messages.read']);
    expect((await send({ message, audience: named(0) })).status).toBe(403);
  });
});
