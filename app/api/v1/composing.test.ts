import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addSubscribers, makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool, systemDb } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { makeClient } from './test-support';

// What the composer and the rule builder of the dashboard look up, over REST.

interface Answered {
  id: string;
  status: string;
  runId: string;
  items: Record<string, unknown>[];
  errors: { path: string }[];
  [field: string]: unknown;
}

let site: TestSite;
let sink: PushSink;
let call: Awaited<ReturnType<typeof makeClient>>;
let path: string;
let people: string[];
const message = { title: 'Sale', url: 'https://shop.example/' };

beforeAll(async () => {
  site = await makeSite();
  sink = await startPushSink();
  call = await makeClient(site.actor);
  path = `/sites/${site.publicId}`;
  people = (await addSubscribers(site, sink, 10)).map(({ id }) => encodeId('subscriber', id));
  const [first] = people;
  await call('PATCH', `${path}/subscribers/${first}`, { tags: { name: 'Anna' }, externalId: 'anna', country: 'DE' });
});
afterAll(async () => {
  await closeQueues();
  await sink.close();
});

describe('a message is checked without being sent', () => {
  it('complete or not: faults, size, and how somebody gets it', async () => {
    const title = 'Hi {{ tags.name | default: "there" }}';
    const nobody = await call<Answered>('POST', `${path}/messages/check`, { message: { title } });
    expect([nobody.status, nobody.json]).toEqual([
      200,
      expect.objectContaining({ problems: [], written: expect.objectContaining({ title: 'Hi there' }), person: null }),
    ]);
    expect(nobody.json.bytes).toBeGreaterThan(40);
    const anna = await call<Answered>('POST', `${path}/messages/check`, {
      message: { title },
      translations: { de: { title: 'Hallo {{ tags.name' } },
      previewFor: { search: 'anna' },
    });
    expect(anna.json).toMatchObject({
      person: { id: people[0], externalId: 'anna' },
      personCount: 1,
      problems: [{ path: 'translations.de.title' }],
      bytes: null,
    });
    expect(await systemDb.run.count({ where: { siteId: site.id } })).toBe(0);
  });

  it('refuses what is no message, by the field', async () => {
    for (const [body, field] of [
      [{ message: { title: 7 } }, 'message.title'],
      [{ message: { utm: { source: 7 } } }, 'message.utm.source'],
      [{ message: {}, translations: { de: { title: 7 } } }, 'translations.de.title'],
    ] as const) {
      const refused = await call<Answered>('POST', `${path}/messages/check`, body);
      expect([refused.status, refused.json.errors?.[0]?.path]).toEqual([422, field]);
    }
  });

  it('with people in it needs the permission to see them', async () => {
    const writer = await makeClient(site.actor, { scopes: ['campaigns.write'] });
    expect((await writer('POST', `${path}/messages/check`, { message })).status).toBe(200);
    expect((await writer('POST', `${path}/messages/check`, { message, previewFor: {} })).status).toBe(403);
  });
});

describe('before a rule is saved', () => {
  it('a few whom it, or an audience, finds are shown', async () => {
    const sample = (body: unknown) => call<Answered>('POST', `${path}/segments/sample`, body);
    const rule = { field: 'tag', key: 'name', operator: 'is', value: 'Anna' };
    expect((await sample({ rule })).json.items.map(({ id }) => id)).toEqual([people[0]]);
    const all = (await sample({ audience: { all: true } })).json.items;
    expect(all.map(({ id }) => id)).toEqual(people.slice(-8).reverse());
    expect((await sample({ audience: { include: ['seg_0000000000001'] } })).status).toBe(422);
  });

  it('what it may refer to is told', async () => {
    await call('POST', `${path}/topics`, { key: 'offers', name: 'Offers' });
    await call('POST', `${path}/events`, {
      events: [{ externalId: 'anna', event: 'cart_left', props: { total: 5 } }],
    });
    const { status, json } = await call<Answered>('GET', `${path}/rule-suggestions`);
    expect([status, json]).toEqual([
      200,
      expect.objectContaining({
        topics: [{ key: 'offers', name: 'Offers' }],
        tagKeys: ['name'],
        values: expect.objectContaining({ country: ['DE'] }),
        events: ['cart_left'],
        eventProperties: ['total'],
        isRecordingPages: false,
      }),
    ]);
    const narrow = await makeClient(site.actor, { scopes: ['segments.read'] });
    expect((await narrow('GET', `${path}/rule-suggestions`)).status).toBe(403);
  });
});

describe('a draft', () => {
  const make = (body: unknown) => call<Answered>('POST', `${path}/campaigns`, body);

  it('may be incomplete, and is checked whole when it is launched', async () => {
    const draft = { name: 'Half', message: { title: 'Half' }, audience: { subscriberIds: people.slice(0, 1) } };
    expect((await make(draft)).status).toBe(422);
    const made = await make({ ...draft, isDraft: true, sendAt: '2026-01-01T00:00:00Z' });
    expect([made.status, made.json]).toEqual([
      201,
      expect.objectContaining({ status: 'draft', message: draft.message }),
    ]);
    const one = `/campaigns/${made.json.id}`;
    const refused = await call<Answered>('POST', `${one}/launch`);
    expect([refused.status, refused.json.errors?.[0]?.path]).toEqual([422, 'message.url']);
    expect((await call<Answered>('GET', one)).json.status).toBe('draft');
    await call('PATCH', one, { message });
    expect((await call('POST', `${one}/launch`)).status).toBe(200);
  });

  it('says so with true, and has nothing that is unknown', async () => {
    const draft = { name: 'Half', audience: { all: true } };
    expect((await make({ ...draft, isDraft: false })).json.errors[0]?.path).toBe('isDraft');
    expect((await make({ ...draft, isDraft: true, colour: 'red' })).json.errors[0]?.path).toBe('colour');
    expect((await make({ name: 'Half', isDraft: true })).json.errors[0]?.path).toBe('audience');
    const writer = await makeClient(site.actor, { scopes: ['campaigns.write'] });
    expect((await writer('POST', `${path}/campaigns`, { ...draft, isDraft: true })).status).toBe(201);
  });

  it('is tested as it would be changed, without being changed', async () => {
    const { json: made } = await make({ name: 'Sale', message, audience: { all: true } });
    const test = (draft: unknown) =>
      call<Answered>('POST', `/campaigns/${made.id}/test`, { subscriberIds: people.slice(0, 1), draft });
    const sent = await test({ message: { ...message, title: 'Last hours' } });
    expect(sent.status).toBe(202);
    const run = await systemDb.run.findUniqueOrThrow({ where: { id: decodeId('run', sent.json.runId) } });
    expect(JSON.stringify(run.messages)).toContain('Last hours');
    expect((await call<Answered>('GET', `/campaigns/${made.id}`)).json.message).toMatchObject({ title: 'Sale' });
    expect((await test({ message: { title: 'Half' } })).json.errors[0]?.path).toBe('message.url');
    expect((await test({ message, colour: 'red' })).status).toBe(422);
  });

  it('is told of an image that it uses', async () => {
    const image = await systemDb.image.create({
      data: {
        siteId: site.id,
        name: 'u'.repeat(22).concat('.png'),
        mediaType: 'image/png',
        width: 1,
        height: 1,
        byteCount: 1,
        content: Buffer.alloc(1),
      },
    });
    const { json: images } = await call<Answered>('GET', `${path}/images`);
    const { id, url } = images.items[0] as { id: string; url: string };
    expect(id).toBe(encodeId('image', image.id));
    const uses = () => call<Answered>('GET', `${path}/images/${id}/uses`);
    expect((await uses()).json).toEqual({ heldBy: [], draftCount: 0, pastCount: 0 });
    await make({ name: 'With it', message: { ...message, icon: url }, audience: { all: true } });
    await call('POST', `${path}/templates`, { name: 'With it too', message: { ...message, icon: url } });
    expect((await uses()).json).toEqual({
      heldBy: [{ kind: 'template', name: 'With it too' }],
      draftCount: 1,
      pastCount: 0,
    });
  });
});

it('campaigns are compared in the order asked for, two to five of one site', async () => {
  const ids: string[] = [];
  for (const name of ['A', 'B']) {
    ids.unshift(
      (await call<Answered>('POST', `${path}/campaigns`, { name, message, audience: { all: true } })).json.id,
    );
  }
  await pool.query('UPDATE campaigns SET launched_at = now() WHERE id = $1', [decodeId('campaign', ids[0] ?? '')]);
  const compare = (...named: unknown[]) => call<Answered>('GET', `${path}/campaigns/compare?ids=${named.join(',')}`);
  const { status, json } = await compare(...ids);
  expect(status).toBe(200);
  expect(json.items.map(({ name, launchedAt }) => [name, launchedAt])).toEqual([
    ['B', expect.any(String)],
    ['A', null],
  ]);
  expect(json.items[0]).toMatchObject({ stats: { audience: 0 }, clicksByHour: [0] });
  expect((await compare(ids[0], ids[0])).status).toBe(400);
  expect((await compare(...Array.from({ length: 6 }, (_, i) => `cmp_000000000000${i}`))).status).toBe(400);
  expect((await compare(ids[0], 'cmp_0000000000001')).status).toBe(404);
});
