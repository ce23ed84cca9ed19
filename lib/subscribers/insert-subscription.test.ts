import { createHash, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { findOriginId } from './find-origin-id';
import { columnsOf, INSERT_SUBSCRIPTIONS_SQL, insertSubscription } from './insert-subscription';
import type { CheckedSubscription } from './subscribe.types';
import { makeSubscription, makeTestSite } from './test-support';

let site: Awaited<ReturnType<typeof makeTestSite>>;
let originId: number;
const secretHash = randomBytes(32);

beforeAll(async () => {
  site = await makeTestSite();
  originId = await findOriginId('https://updates.push.services.mozilla.com');
});

function makeWanted(change: Partial<CheckedSubscription> = {}): CheckedSubscription {
  const { endpoint, keys } = makeSubscription();
  const bytes = { p256dh: Buffer.from(keys.p256dh, 'base64url'), auth: Buffer.from(keys.auth, 'base64url') };
  return {
    siteId: site.id,
    endpoint,
    endpointHash: createHash('sha256').update(endpoint).digest(),
    originId,
    keys: bytes,
    vapidKeyId: site.currentVapidKeyId,
    client: { browser: 'Firefox', browserVersion: '140.0', os: null, device: 'desktop' },
    country: null,
    language: 'de',
    timezone: null,
    isNewSession: true,
    consent: { origin: 'https://shop.example', promptKind: 'dialog', textVersion: 'v1' },
    ...change,
  };
}

const rowsOf = async (wanted: CheckedSubscription) =>
  (
    await pool.query(
      `SELECT s.id, language, os, session_count AS sessions,
         (SELECT array_agg(kind) FROM subscriber_events e WHERE e.subscriber_id = s.id) AS events,
         (SELECT array_agg(text_version) FROM consent_records c WHERE c.subscriber_id = s.id) AS consents
       FROM subscribers s WHERE site_id = $1 AND endpoint_hash = $2`,
      [wanted.siteId, wanted.endpointHash],
    )
  ).rows;

describe('new subscriptions', () => {
  it('that come at once are each stored with their own event and consent', async () => {
    const all = Array.from({ length: 450 }, (_, i) =>
      makeWanted({
        language: `x${i % 9}`,
        consent: { origin: 'https://a.example', promptKind: 'api', textVersion: `v${i}` },
      }),
    );
    const ids = await Promise.all(all.map((wanted) => insertSubscription(wanted, secretHash)));
    expect(new Set(ids).size).toBe(450);
    for (const i of [0, 199, 200, 449]) {
      const wanted = all[i] as CheckedSubscription;
      expect(await rowsOf(wanted)).toEqual([
        { id: ids[i], language: wanted.language, os: null, sessions: 1, events: ['subscribed'], consents: [`v${i}`] },
      ]);
    }
  });

  it('of one endpoint in one batch are one row, its visits counted', async () => {
    const wanted = makeWanted();
    const again = { ...wanted, language: 'fr', consent: { ...wanted.consent, textVersion: 'v2' } };
    const ids = await Promise.all([wanted, again, again].map((one) => insertSubscription(one, secretHash)));
    expect(new Set(ids).size).toBe(1);
    expect(await rowsOf(wanted)).toEqual([
      { id: ids[0], language: 'fr', os: null, sessions: 3, events: ['subscribed'], consents: ['v1'] },
    ]);
  });

  it('of one endpoint at two sites are two rows', async () => {
    const other = await makeTestSite();
    const wanted = makeWanted();
    const elsewhere = { ...wanted, siteId: other.id, vapidKeyId: other.currentVapidKeyId };
    const [here, there] = await Promise.all([wanted, elsewhere].map((one) => insertSubscription(one, secretHash)));
    expect(here).not.toBe(there);
    expect((await rowsOf(elsewhere))[0]).toMatchObject({ id: there, events: ['subscribed'], consents: ['v1'] });
  });

  it('of a site that is gone fail alone', async () => {
    const good = Array.from({ length: 5 }, () => makeWanted());
    const settled = await Promise.allSettled(
      [...good, makeWanted({ siteId: 5n })].map((one) => insertSubscription(one, secretHash)),
    );
    expect(settled.map(({ status }) => status)).toEqual([...good.map(() => 'fulfilled'), 'rejected']);
  });

  it('with other keys than the row that holds the endpoint are left to a decision', async () => {
    const wanted = makeWanted();
    await insertSubscription(wanted, secretHash);
    expect(await insertSubscription({ ...wanted, keys: makeWanted().keys }, secretHash)).toBeNull();
  });
});

it('finds what is held by the unique index, and scans no table', async () => {
  const values = columnsOf(Array.from({ length: 100 }, () => ({ wanted: makeWanted(), secretHash })));
  const plan = await pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${INSERT_SUBSCRIPTIONS_SQL}`, values);
  const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(text).toMatch(/Conflict Arbiter Indexes: subscribers_site_id_endpoint_hash_key/);
  expect(text).not.toMatch(/Seq Scan/);
});
