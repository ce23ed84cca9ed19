import { beforeAll, describe, expect, it } from 'vitest';
import type { SystemActor } from '@/lib/contracts/actors';
import type { Audience } from '@/lib/contracts/campaigns';
import type { SegmentRule } from '@/lib/contracts/segments';
import { pool } from '@/lib/platform/db';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { countSegments } from './count-segments';
import { createSegment } from './create-segment';
import { estimateQuery, estimateRule, estimateRules, weighSample } from './estimate-rule';
import { previewAudience } from './preview-audience';
import { previewRule } from './preview-rule';

const GERMAN: SegmentRule = { field: 'country', operator: 'is', values: ['DE'] };
const ALL: SegmentRule = { op: 'and', rules: [] };
const AT = new Date('2026-11-22T12:00:00Z');

let actor: SystemActor;
let publicId: string;
let siteId: bigint;

/** As many of a site of 140,000 as are in its sample, and a tenth of the others: enough for a plan that cares. */
async function fill(site: bigint, vapidKeyId: bigint): Promise<void> {
  await pool.query(
    `INSERT INTO subscribers (id, site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, country)
     SELECT n, $1, 'https://fcm.googleapis.com/fcm/send/' || n, sha256(n::text::bytea),
       (SELECT min(id) FROM push_origins), 'x', 'y', $2, CASE WHEN n % 5 = 0 THEN 'DE' ELSE 'FR' END
     FROM generate_series(1, 140000) n WHERE (hashint8extended(n, 0) & 127) = 0 OR n % 10 = 0`,
    [site, vapidKeyId],
  );
}

beforeAll(async () => {
  const made = await makeTestSite();
  ({ actor, publicId, id: siteId } = made);
  const { rows } = await pool.query<{ key: bigint }>('SELECT current_vapid_key_id AS key FROM sites WHERE id = $1', [
    siteId,
  ]);
  await pool.query(`INSERT INTO push_origins (origin) VALUES ('https://fcm.googleapis.com') ON CONFLICT DO NOTHING`);
  await fill(siteId, rows[0]?.key ?? 0n);
  await pool.query('ANALYZE subscribers');
}, 120_000);

describe('estimateRule', () => {
  it('comes near, says how near, and reads the sample only', async () => {
    const estimate = await estimateRule(siteId, GERMAN, AT);
    if (!estimate) throw new Error('no estimate of 140,000');
    expect(Math.abs(estimate.count - 28_000)).toBeLessThan(estimate.margin);
    expect(estimate.margin).toBeLessThan(5_000);
    const { text, params } = estimateQuery(siteId, [GERMAN], AT);
    const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, params);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('subscribers_sample_idx');
    expect(plan).not.toContain('Seq Scan');
  });

  it('is the same each time, and left alone where an exact count is quick', async () => {
    expect(await estimateRule(siteId, GERMAN, AT)).toEqual(await estimateRule(siteId, GERMAN, AT));
    const small = await makeTestSite();
    expect(await estimateRule(small.id, GERMAN, AT)).toBeNull();
    expect(await previewRule(small.actor, small.publicId, GERMAN, 'quick')).toMatchObject({ count: 0, margin: null });
  });

  it('is shown first in a preview, and the exact number when it is asked for', async () => {
    const quick = await previewRule(actor, publicId, GERMAN, 'quick');
    expect(quick.margin).toBeGreaterThan(0);
    expect(quick.sample).toBeNull();
    const exact = await previewRule(actor, publicId, GERMAN, 'exact');
    const { rows } = await pool.query<{ count: number; total: number }>(
      `SELECT count(*) FILTER (WHERE country = 'DE')::int AS count, count(*)::int AS total FROM subscribers WHERE site_id = $1`,
      [siteId],
    );
    expect(exact).toMatchObject({ ...rows[0], margin: null });
    expect(exact.sample).toHaveLength(10);
  });
});

describe('previewAudience', () => {
  const estimateOf = async (rule: SegmentRule) => {
    const { count, margin } = (await estimateRule(siteId, rule, AT)) ?? {};
    return { count, margin };
  };
  const look = (audience: Audience) => previewAudience(actor, publicId, audience);

  it('estimates a wide audience, less those left out', async () => {
    const { id } = await createSegment(actor, publicId, { name: 'Germans', rule: GERMAN });
    const everyone = await createSegment(actor, publicId, { name: 'All', rule: ALL });
    const all = await look({ all: true });
    const german = await look({ include: [id] });
    expect(all.margin).toBeGreaterThan(0);
    expect(german).toMatchObject(await estimateOf(GERMAN));
    expect((await look({ include: [everyone.id], exclude: [id] })).count).toBe(all.count - german.count);
  });

  it('counts what an estimate could not tell from nobody, and lists of people', async () => {
    const nobody: SegmentRule = { field: 'country', operator: 'is', values: ['AT'] };
    expect(await look({ rule: nobody })).toEqual({ count: 0, margin: null });
    expect(await look({ externalIds: ['unknown'] })).toEqual({ count: 0, margin: null });
    const small = await makeTestSite();
    expect(await previewAudience(small.actor, small.publicId, { all: true })).toEqual({
      count: 0,
      margin: null,
    });
    await expect(previewAudience(actor, small.publicId, { all: true })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('the numbers of a list of segments', () => {
  const FRENCH: SegmentRule = { field: 'country', operator: 'is', values: ['FR'] };

  it('are estimated together where a site is large, as each is alone', async () => {
    const segments = [
      await createSegment(actor, publicId, { name: 'German', rule: GERMAN }),
      await createSegment(actor, publicId, { name: 'French', rule: FRENCH }),
    ];
    const counts = countSegments(actor, publicId, segments);
    const alone = await estimateRules(siteId, [GERMAN, FRENCH], AT);
    for (const [index, { id }] of segments.entries()) {
      const one = await counts[id];
      expect(one?.margin).toBeGreaterThan(0);
      expect(one).toEqual({ count: alone?.[index]?.count, margin: alone?.[index]?.margin });
    }
    expect((await counts[segments[1]?.id ?? ''])?.count).toBeGreaterThan(
      (await counts[segments[0]?.id ?? ''])?.count ?? 0,
    );
  });

  it('are exact where it is small, and missing for who may not see them', async () => {
    const small = await makeTestSite();
    const segment = await createSegment(small.actor, small.publicId, { name: 'German', rule: GERMAN });
    expect(await countSegments(small.actor, small.publicId, [segment])[segment.id]).toEqual({ count: 0, margin: null });
    expect(await countSegments(actor, small.publicId, [segment])[segment.id]).toBeNull();
  });
});

describe('weighSample', () => {
  it('holds the true count in its margin about 95 times in 100, for few matches and for many', () => {
    // mulberry32: the same draws in every run.
    let seed = 20_261_122;
    const random = () => {
      seed = (seed + 0x6d2b79f5) | 0;
      let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
    };
    for (const matching of [500, 5_000, 60_000]) {
      let held = 0;
      for (let trial = 0; trial < 400; trial++) {
        let drawn = 0;
        for (let i = 0; i < matching; i++) if (random() < 1 / 128) drawn++;
        const estimate = weighSample(drawn, 7_800);
        if (estimate && Math.abs(estimate.count - matching) <= estimate.margin) held++;
      }
      expect(held / 400, `${matching} matching`).toBeGreaterThan(0.92);
    }
  });

  it('says nothing from a handful', () => {
    expect(weighSample(3, 999)).toBeNull();
  });
});
