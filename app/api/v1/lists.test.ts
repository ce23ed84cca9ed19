import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeSite } from '@/lib/delivery/test-kit/fixture';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { makeTestRun } from '@/lib/receipts/test-support';
import { listQuery } from '@/lib/subscribers/list-subscribers';
import { makeSubscription } from '@/lib/subscribers/test-support';
import { planOf, readCount } from '@/tests/support/plan-of';
import { BODIES } from '../test-kit/request-bodies';
import { makeClient } from './test-support';

interface Listed {
  items: Record<string, unknown>[];
  errors?: { path: string; message: string }[];
}

let run: Awaited<ReturnType<typeof makeTestRun>>;
let call: Awaited<ReturnType<typeof makeClient>>;
let campaignId: string;
let list: string;
let made: string;
let hash: string;

beforeAll(async () => {
  run = await makeTestRun(2_000);
  call = await makeClient(run.site.actor);
  campaignId = encodeId('campaign', run.campaignId);
  list = `/sites/${run.site.publicId}/subscribers`;
  const body = BODIES['POST /api/v1/sites/{}/subscribers'] as { endpoint: string };
  made = (await call<{ id: string }>('POST', list, body)).json.id;
  hash = createHash('sha256').update(body.endpoint).digest('hex');
  for (const noun of ['segments', 'templates', 'webhooks']) {
    const path = `/sites/${run.site.publicId}/${noun}`;
    expect((await call('POST', path, BODIES[`POST /api/v1/sites/{}/${noun}`])).status).toBe(201);
  }
});

describe('a subscriber', () => {
  it('is found by the hash of its endpoint, in small and large letters', async () => {
    for (const given of [hash, hash.toUpperCase()]) {
      const found = await call<Listed>('GET', `${list}?endpointHash=${given}`);
      expect(found.json.items.map(({ id }) => id)).toEqual([made]);
    }
    expect((await call<Listed>('GET', `${list}?endpointHash=${'0'.repeat(64)}`)).json.items).toEqual([]);
    const wrong = await call<Listed>('GET', `${list}?endpointHash=${hash.slice(1)}`);
    expect([wrong.status, wrong.json.errors?.[0]?.path]).toEqual([422, 'endpointHash']);
  });

  it("is not found by it on another's site", async () => {
    const other = await makeSite('Other');
    const stranger = await makeClient(other.actor);
    const own = await stranger<Listed>('GET', `/sites/${other.publicId}/subscribers?endpointHash=${hash}`);
    expect(own.json.items).toEqual([]);
    expect((await stranger('GET', `${list}?endpointHash=${hash}`)).status).toBe(404);
  });

  it('is found by the external id in full, each browser of it, newest first and page by page', async () => {
    const other = await makeSite('People');
    const own = await makeClient(other.actor);
    const people = `/sites/${other.publicId}/subscribers`;
    const ids: string[] = [];
    for (const externalId of ['anna', 'anna', 'anna-2', 'anna']) {
      ids.unshift((await own<{ id: string }>('POST', people, { ...makeSubscription(), externalId })).json.id);
    }
    const [newest, , second, first] = ids;
    const page = await own<Listed & { nextCursor: string }>('GET', `${people}?externalId=anna&limit=2`);
    expect(page.json.items.map(({ id }) => id)).toEqual([newest, second]);
    const rest = await own<Listed>('GET', `${people}?externalId=anna&cursor=${page.json.nextCursor}`);
    expect(rest.json.items.map(({ id }) => id)).toEqual([first]);
    expect((await own<Listed>('GET', `${people}?externalId=ann`)).json.items).toEqual([]);
    expect((await call<Listed>('GET', `${list}?externalId=anna`)).json.items).toEqual([]);
    expect((await own('GET', `${people}?externalId=`)).status).toBe(422);
  });

  it('is found by its mark for tests', async () => {
    const other = await makeSite('Testers');
    const own = await makeClient(other.actor);
    const people = `/sites/${other.publicId}/subscribers`;
    const add = async () => (await own<{ id: string }>('POST', people, makeSubscription())).json.id;
    const [plain, tester] = [await add(), await add()];
    await own('PATCH', `${people}/${tester}`, { isTest: true });
    const ids = async (query: string) => (await own<Listed>('GET', `${people}${query}`)).json.items.map(({ id }) => id);
    expect(await ids('?isTest=true')).toEqual([tester]);
    expect(await ids('?isTest=false')).toEqual([plain]);
    expect(await ids('')).toEqual([tester, plain]);
    expect((await own('GET', `${people}?isTest=yes`)).status).toBe(422);
  });

  it('is looked up by the index of external ids, however many others there are', async () => {
    await pool.query(`UPDATE subscribers SET external_id = 'person-' || id WHERE site_id = $1`, [run.site.id]);
    await pool.query('ANALYZE subscribers');
    const { rows } = await pool.query<{ name: string }>(
      'SELECT external_id AS name FROM subscribers WHERE site_id = $1 ORDER BY id LIMIT 1',
      [run.site.id],
    );
    const { text, params } = listQuery(run.site.id, { limit: 50, externalId: rows[0]?.name ?? '' });
    const nodes = await planOf(text, params);
    const reads = nodes.filter((node) => node['Relation Name'] === 'subscribers');
    expect(reads.map(readCount)).toEqual([1]);
  });

  it('is looked up by the unique index', async () => {
    await pool.query('ANALYZE subscribers');
    const { text, params } = listQuery(run.site.id, { limit: 50, endpointHash: hash });
    const nodes = await planOf(text, params);
    const [read] = nodes.filter((node) => node['Relation Name'] === 'subscribers');
    expect(read).toMatchObject({ 'Index Name': 'subscribers_site_id_endpoint_hash_key', 'Actual Rows': 1 });
  });

  it('is found by a topic, whether its followers are among the newest or far behind them, page by page', async () => {
    const people = `/sites/${run.site.publicId}/subscribers`;
    const followersOf = async (topic: string) => {
      const found: unknown[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const path: string = `${people}?topic=${topic}&limit=2&fields=id${cursor && `&cursor=${cursor}`}`;
        const page: Listed & { nextCursor: string | null } = (
          await call<Listed & { nextCursor: string | null }>('GET', path)
        ).json;
        found.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      return found;
    };
    // More than are walked through for a first page.
    await pool.query(
      `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id)
       SELECT site_id, 'https://push.example/' || n, sha256(('follower ' || n)::bytea), origin_id, p256dh, auth, vapid_key_id
       FROM generate_series(1, 3000) n, LATERAL (SELECT * FROM subscribers WHERE site_id = $1 LIMIT 1) s`,
      [run.site.id],
    );
    const { rows } = await pool.query<{ id: bigint }>(
      'SELECT id FROM subscribers WHERE site_id = $1 ORDER BY id DESC',
      [run.site.id],
    );
    const follow = async (topic: string, places: number[]) => {
      const ids = places.map((place) => rows.at(place)?.id);
      await pool.query('UPDATE subscribers SET topics = topics || $2 WHERE id = ANY($1)', [ids, [topic]]);
      return ids.map((id) => encodeId('subscriber', id ?? 0n));
    };
    const old = await follow('old', [-30, -20, -10]);
    const spread = await follow('spread', [0, 1, 2, 3, 2_500, -1]);
    expect(await followersOf('old')).toEqual(old);
    expect(await followersOf('spread')).toEqual(spread);
    expect(await followersOf('nobody')).toEqual([]);
    await pool.query(`DELETE FROM subscribers WHERE site_id = $1 AND endpoint LIKE 'https://push.example/%'`, [
      run.site.id,
    ]);
  });
});

it('campaigns are found by a part of their name, with or without a status', async () => {
  const other = await makeSite('Campaigns');
  const own = await makeClient(other.actor);
  const path = `/sites/${other.publicId}/campaigns`;
  const body = BODIES['POST /api/v1/sites/{}/campaigns'] as object;
  for (const name of ['Spring sale', 'SALE of 100 %', 'News']) await own('POST', path, { ...body, name });
  const names = async (query: string) =>
    (await own<Listed>('GET', `${path}?${query}`)).json.items.map(({ name }) => name);
  expect(await names('search=sale')).toEqual(['SALE of 100 %', 'Spring sale']);
  expect(await names('search=sale&status=draft&limit=1&fields=name')).toEqual(['SALE of 100 %']);
  expect(await names('search=sale&status=done')).toEqual([]);
  expect(await names('search=%25')).toEqual(['SALE of 100 %']);
  expect((await own('GET', `${path}?search=`)).status).toBe(422);
});

describe.each<[string, () => string, string[], string]>([
  ['subscribers', () => list, ['id', 'externalId', 'tags'], 'endpoint'],
  ['campaigns', () => `/sites/${run.site.publicId}/campaigns`, ['id', 'name', 'status'], 'siteKey'],
  ['campaigns with their figures', () => `/sites/${run.site.publicId}/campaigns`, ['id', 'stats'], 'figures'],
  ['sites', () => '/sites', ['id', 'name'], 'secret'],
  ['segments', () => `/sites/${run.site.publicId}/segments`, ['id', 'name'], 'siteKey'],
  ['templates', () => `/sites/${run.site.publicId}/templates`, ['id', 'name', 'version'], 'siteKey'],
  ['webhooks', () => `/sites/${run.site.publicId}/webhooks`, ['id', 'url'], 'secret'],
  ['deliveries', () => `/campaigns/${campaignId}/deliveries`, ['subscriberId', 'state'], 'id'],
])('a list of %s', (_what, path, fields, unknown) => {
  it('answers the fields asked for, as they are without asking', async () => {
    const whole = await call<Listed>('GET', path());
    const sparse = await call<Listed>('GET', `${path()}?fields=${fields.join(',')}`);
    expect(sparse.status).toBe(200);
    expect(whole.json.items.length).toBeGreaterThan(0);
    const picked = whole.json.items.map((item) => Object.fromEntries(fields.map((field) => [field, item[field]])));
    expect(sparse.json).toEqual({ ...whole.json, items: picked });
  });

  it('refuses a field that it does not have, by name', async () => {
    const refused = await call<Listed>('GET', `${path()}?fields=${fields[0]},${unknown}`);
    expect(refused.status).toBe(422);
    expect(refused.json.errors).toEqual([{ path: 'fields', message: `has no field named "${unknown}"` }]);
    expect((await call('GET', `${path()}?fields=`)).status).toBe(422);
  });
});
