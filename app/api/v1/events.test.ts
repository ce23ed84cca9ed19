import { beforeAll, describe, expect, it } from 'vitest';
import type { BatchRow } from '@/lib/contracts/batches';
import type { EventView } from '@/lib/contracts/events';
import type { Page } from '@/lib/contracts/paging';
import type { TagList } from '@/lib/contracts/tags';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { eraseSubscriber } from '@/lib/subscribers/erase-subscriber';
import { FIND_TARGETS_SQL, findTargetsValues } from '@/lib/subscribers/find-targets';
import { LIST_EVENTS_SQL } from '@/lib/subscribers/list-events';
import { LIST_TAGS_SQL, listTags } from '@/lib/subscribers/list-tags';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { planOf, readCount } from '@/tests/support/plan-of';
import { waitFor } from '@/tests/support/wait-for';
import { makeClient } from './test-support';

type Site = Awaited<ReturnType<typeof makeTestSite>>;
type Client = Awaited<ReturnType<typeof makeClient>>;
let site: Site;
let call: Client;
let path: string;

beforeAll(async () => {
  site = await makeTestSite();
  call = await makeClient(site.actor);
  path = `/sites/${site.publicId}`;
});

/** Subscribers in bulk: `count` of them, each two of one person. */
async function addSubscribers(of: Site, count: number, tags = '{}'): Promise<bigint[]> {
  await pool.query(`INSERT INTO push_origins (origin) VALUES ('https://push.test') ON CONFLICT (origin) DO NOTHING`);
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, external_id, tags)
     SELECT $1, 'https://push.test/' || gen_random_uuid(), sha256(gen_random_uuid()::text::bytea),
       (SELECT id FROM push_origins WHERE origin = 'https://push.test'), 'x', 'y', $2, 'person-' || (n / 2), $4::jsonb
     FROM generate_series(0, $3 - 1) n RETURNING id`,
    [of.id, of.currentVapidKeyId, count, tags],
  );
  return rows.map(({ id }) => id);
}

const track = (events: unknown[]) => call<{ results: BatchRow[] }>('POST', `${path}/events`, { events });
const eventsOf = async (id: bigint, query = '') =>
  (await call<Page<EventView>>('GET', `${path}/subscribers/${encodeId('subscriber', id)}/events${query}`)).json;

describe('events', () => {
  it('are recorded for a browser or for each of a person, with a result for each row', async () => {
    const [first = 0n, second = 0n, other = 0n] = await addSubscribers(site, 4);
    const foreign = await addSubscribers(await makeTestSite(), 1);
    const { status, json } = await track([
      { externalId: 'person-0', event: 'cart_left', props: { total: 59.9, vip: true, currency: 'EUR' } },
      { subscriberId: encodeId('subscriber', other), event: 'price_seen' },
      { externalId: 'nobody', event: 'x' },
      { subscriberId: encodeId('subscriber', foreign[0] ?? 0n), event: 'x' },
      { subscriberId: 'sub_nonsense', event: 'x' },
      { externalId: 'person-0', subscriberId: encodeId('subscriber', other), event: 'x' },
      { event: 'x' },
      { externalId: 'person-0', event: '' },
      { externalId: 'person-0', event: 'x', props: { deep: { er: 1 } } },
      { externalId: 'person-0', event: 'x', colour: 'red' },
      null,
      { externalId: 'person-0', event: 'paid' },
    ]);
    expect(status).toBe(200);
    expect(json.results.map((row) => [row.index, row.status, row.subscriberCount, row.error?.code ?? null])).toEqual([
      [0, 'done', 2, null],
      [1, 'done', 1, null],
      [2, 'refused', 0, 'not_found'],
      [3, 'refused', 0, 'not_found'],
      [4, 'refused', 0, 'not_found'],
      ...[5, 6, 7, 8, 9, 10].map((index) => [index, 'refused', 0, 'invalid_input']),
      [11, 'done', 2, null],
    ]);
    expect(json.results[9]?.error?.errors[0]?.path).toBe('colour');
    for (const id of [first, second]) {
      expect((await eventsOf(id)).items).toMatchObject([
        { event: 'paid', props: {}, subscriberId: encodeId('subscriber', id) },
        { event: 'cart_left', props: { total: 59.9, vip: true, currency: 'EUR' } },
      ]);
    }
    expect((await eventsOf(other)).items).toMatchObject([{ event: 'price_seen' }]);
    expect((await pool.query('SELECT FROM subscriber_events WHERE site_id <> $1', [site.id])).rowCount).toBe(0);
  });

  it('are recorded for the browser whose endpoint has the hash given', async () => {
    const [id = 0n] = await addSubscribers(site, 1);
    const [foreign = 0n] = await addSubscribers(await makeTestSite(), 1);
    const hashOf = async (of: bigint) =>
      (
        await pool.query<{ hash: string }>(
          `SELECT encode(endpoint_hash, 'hex') AS hash FROM subscribers WHERE id = $1`,
          [of],
        )
      ).rows[0]?.hash ?? '';
    const { json } = await track([
      { endpointHash: await hashOf(id), event: 'small' },
      { endpointHash: (await hashOf(id)).toUpperCase(), event: 'large' },
      { endpointHash: await hashOf(foreign), event: 'x' },
      { endpointHash: (await hashOf(id)).slice(1), event: 'x' },
      { endpointHash: await hashOf(id), externalId: 'person-0', event: 'x' },
    ]);
    expect(json.results.map((row) => [row.subscriberCount, row.error?.code ?? null])).toEqual([
      [1, null],
      [1, null],
      [0, 'not_found'],
      [0, 'invalid_input'],
      [0, 'invalid_input'],
    ]);
    expect((await eventsOf(id)).items.map(({ event }) => event)).toEqual(['large', 'small']);
  });

  it('are not recorded for a subscription that is gone, and go with who is erased', async () => {
    const { publicId, actor, id: siteId } = site;
    const [gone = 0n, erased = 0n] = await addSubscribers(site, 2);
    await pool.query(`UPDATE subscribers SET status = 'gone', external_id = 'left' WHERE id = $1`, [gone]);
    await pool.query(`UPDATE subscribers SET external_id = 'left' WHERE id = $1`, [erased]);
    const { json } = await track([{ externalId: 'left', event: 'x' }]);
    expect(json.results[0]).toMatchObject({ status: 'done', subscriberCount: 1 });
    await eraseSubscriber(actor, publicId, encodeId('subscriber', erased));
    expect((await track([{ externalId: 'left', event: 'x' }])).json.results[0]).toMatchObject({ status: 'refused' });
    const { rowCount } = await pool.query('SELECT FROM subscriber_events WHERE site_id = $1 AND subscriber_id = $2', [
      siteId,
      erased,
    ]);
    expect(rowCount).toBe(0);
  });

  it('wait for an erasure under way, and then find nobody', async () => {
    const [id = 0n] = await addSubscribers(site, 1);
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query('DELETE FROM subscribers WHERE id = $1', [id]);
    const pending = track([{ subscriberId: encodeId('subscriber', id), event: 'late' }]);
    await waitFor(async () => {
      const { rowCount } = await pool.query(
        `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%alive AS MATERIALIZED%'
           AND datname = current_database()`,
      );
      return rowCount === 1;
    }, 30_000);
    await client.query('COMMIT');
    client.release();
    expect((await pending).json.results[0]).toMatchObject({ status: 'refused', error: { code: 'not_found' } });
    expect((await pool.query('SELECT FROM subscriber_events WHERE subscriber_id = $1', [id])).rowCount).toBe(0);
  }, 60_000);

  it('come 1,000 at a time at most', async () => {
    const [id = 0n] = await addSubscribers(site, 1);
    const rows = Array.from({ length: 1_000 }, (_, n) => ({
      subscriberId: encodeId('subscriber', id),
      event: `event-${n % 2}`,
      props: { n },
    }));
    const { json } = await track(rows);
    expect(json.results.every(({ status }) => status === 'done')).toBe(true);
    expect((await track([...rows, rows[0]])).status).toBe(422);
    expect((await track([])).status).toBe(422);

    // Page by page, newest first, each once; a filter by name keeps the order.
    const seen: EventView[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Page<EventView> = await eventsOf(id, `?limit=150${cursor ? `&cursor=${cursor}` : ''}`);
      seen.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(seen.map(({ props }) => props.n)).toEqual(rows.map(({ props }) => props.n).reverse());
    const named = await eventsOf(id, '?event=event-1&limit=3');
    expect(named.items.map(({ props }) => props.n)).toEqual([999, 997, 995]);
    const one = `${path}/subscribers/${encodeId('subscriber', id)}/events`;
    expect((await call('GET', `${one}?cursor=nonsense`)).status).toBe(400);
  }, 60_000);
});

describe('tags', () => {
  const change = (changes: unknown[]) => call<{ results: BatchRow[] }>('POST', `${path}/tags/batch`, { changes });
  const tagsOf = async (id: bigint) =>
    (await pool.query('SELECT tags FROM subscribers WHERE id = $1', [id])).rows[0].tags as Record<string, unknown>;

  it('of many are set and deleted, one row after the other', async () => {
    const other = await makeTestSite();
    const [foreign = 0n] = await addSubscribers(other, 1, '{"plan":"pro"}');
    const [a = 0n, b = 0n, c = 0n] = await addSubscribers(site, 3, '{"plan":"basic","old":1}');
    await pool.query(`UPDATE subscribers SET external_id = 'tagged' WHERE id = ANY ($1)`, [[a, b]]);
    const { status, json } = await change([
      { externalId: 'tagged', tags: { plan: 'plus', old: null } },
      { subscriberId: encodeId('subscriber', a), tags: { plan: 'pro', n: 1 } },
      { subscriberId: encodeId('subscriber', c), tags: { plan: 'basic' } },
      { subscriberId: encodeId('subscriber', foreign), tags: { plan: 'stolen' } },
      { subscriberId: encodeId('subscriber', c), tags: { nested: {} } },
      { subscriberId: encodeId('subscriber', c), tags: Object.fromEntries(range(99).map((n) => [`t${n}`, n])) },
    ]);
    expect(status).toBe(200);
    expect(json.results.map((row) => [row.status, row.subscriberCount, row.error?.code ?? null])).toEqual([
      ['done', 2, null],
      ['done', 1, null],
      ['done', 1, null],
      ['refused', 0, 'not_found'],
      ['refused', 0, 'invalid_input'],
      // With the two that are there it would be 101.
      ['refused', 0, 'invalid_input'],
    ]);
    expect(await tagsOf(a)).toEqual({ plan: 'pro', n: 1 });
    expect(await tagsOf(b)).toEqual({ plan: 'plus' });
    expect(await tagsOf(c)).toEqual({ plan: 'basic', old: 1 });
    expect(await tagsOf(foreign)).toEqual({ plan: 'pro' });
    // What changed nothing is in no timeline.
    const { rows } = await pool.query<{ subscriber_id: bigint; props: { tags: string[] } }>(
      `SELECT subscriber_id, props FROM subscriber_events WHERE kind = 'updated' ORDER BY subscriber_id`,
    );
    expect(rows.map(({ subscriber_id, props }) => [subscriber_id, props.tags.sort()])).toEqual([
      [a, ['n', 'old', 'plan']],
      [b, ['old', 'plan']],
    ]);
  });

  it('are changed 1,000 rows at a time at most', async () => {
    const ids = await addSubscribers(site, 1_000);
    const rows = ids.map((id, n) => ({ subscriberId: encodeId('subscriber', id), tags: { n } }));
    const { json } = await change(rows);
    expect(json.results.map(({ index, status }) => [index, status])).toEqual(range(1_000).map((n) => [n, 'done']));
    const { rows: tagged } = await pool.query<{ n: number }>(
      `SELECT (tags->>'n')::int AS n FROM subscribers WHERE id = ANY ($1) ORDER BY id`,
      [ids],
    );
    expect(tagged.map(({ n }) => n)).toEqual(range(1_000));
    expect((await change([...rows, rows[0]])).status).toBe(422);
    expect((await change([])).status).toBe(422);
  }, 60_000);

  it('in use are listed with how many have each, and what was not counted is said', async () => {
    const own = await makeTestSite();
    await addSubscribers(own, 3, '{"plan":"basic"}');
    const [gone = 0n] = await addSubscribers(own, 2, '{"plan":"pro","city":"Graz"}');
    await pool.query(`UPDATE subscribers SET status = 'gone' WHERE id = $1`, [gone]);
    const client = await makeClient(own.actor);
    const { json } = await client<TagList>('GET', `/sites/${own.publicId}/tags`);
    expect(json).toEqual({
      items: [
        { key: 'plan', subscriberCount: 4 },
        { key: 'city', subscriberCount: 1 },
      ],
      countedCount: 4,
      isComplete: true,
    });
    expect(await listTags(own.actor, own.publicId, 2)).toEqual({
      items: [
        { key: 'plan', subscriberCount: 2 },
        { key: 'city', subscriberCount: 1 },
      ],
      countedCount: 2,
      isComplete: false,
    });
    const empty = await makeTestSite();
    expect(await listTags(empty.actor, empty.publicId)).toEqual({ items: [], countedCount: 0, isComplete: true });
  });
});

it('the statements read by key, not the table', async () => {
  const large = await makeTestSite();
  const ids = await addSubscribers(large, 20_000, '{"plan":"basic"}');
  const id = ids[10_000] ?? 0n;
  await pool.query(
    `INSERT INTO subscriber_events (site_id, subscriber_id, kind, name)
     SELECT $1, s, 'custom', 'x' FROM unnest($2::bigint[]) s`,
    [large.id, ids],
  );
  await pool.query('ANALYZE subscribers, subscriber_events');
  const events = await planOf(LIST_EVENTS_SQL, [large.id, id, null, null, 51]);
  expect(events.every((node) => readCount(node) <= 1)).toBe(true);
  const targets = await planOf(
    FIND_TARGETS_SQL,
    findTargetsValues(large.id, [
      { externalId: 'person-77' },
      { subscriberId: encodeId('subscriber', id) },
      { endpointHash: '0'.repeat(64) },
      // Four, since Postgres tells rows as averages with two decimals.
      { externalId: 'nobody' },
    ]),
  );
  expect(targets.filter((node) => node['Relation Name'] === 'subscribers').every((node) => readCount(node) <= 2)).toBe(
    true,
  );
  const tags = await planOf(LIST_TAGS_SQL, [large.id, 100, 50]);
  const reads = tags.filter((node) => node['Relation Name'] === 'subscribers');
  expect(reads.map(readCount)).toEqual([101]);
}, 60_000);

function range(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}
