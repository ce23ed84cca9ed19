import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { EventCondition, PageCondition } from '@/lib/contracts/segment-behaviour';
import { describeRule } from '@/lib/contracts/segment-text';
import { type SegmentRule, SegmentRuleInput } from '@/lib/contracts/segments';
import { pool } from '@/lib/platform/db';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { compileRule } from './compile-rule';
import {
  AS_OF,
  campaignIds,
  daysAgo,
  matches,
  PATHS,
  type Person,
  person,
  RUNS,
  rule,
  runIds,
} from './test-kit/random-behaviour';

let siteId: bigint;
let strangerId: bigint;
let vapidKeyId: bigint;
beforeAll(async () => {
  const site = await makeTestSite();
  strangerId = (await makeTestSite()).id;
  siteId = site.id;
  vapidKeyId = site.currentVapidKeyId;
  await pool.query(`INSERT INTO push_origins (id, origin) VALUES (1, 'https://push.example')`);
  await pool.query(`SELECT belfry_ensure_delivery_partitions('2026-09-01', 4)`);
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO campaigns (site_id, name, audience, ttl_seconds, updated_at)
     SELECT $1, 'C' || n, '{"all":true}', 60, now() FROM generate_series(1, 2) n RETURNING id`,
    [siteId],
  );
  campaignIds.push(...rows.map(({ id }) => id));
  for (const [index, run] of RUNS.entries()) {
    await pool.query(
      `INSERT INTO runs (id, site_id, campaign_id, is_test, audience, messages, ttl_seconds, urgency, ambiguity_policy, expires_at, shard_count, bound_subscriber_id)
       VALUES ($1, $2, $3, $4, '{}', '[]', 60, 'low', 'resend', now(), 1, 0)`,
      [runIds[index], siteId, run.campaign === null ? null : campaignIds[run.campaign], run.isTest],
    );
  }
  for (const path of PATHS) await pool.query('INSERT INTO site_paths (site_id, path) VALUES ($1, $2)', [siteId, path]);
});

async function insertSubscribers(first: number, count: number): Promise<void> {
  await pool.query(
    `INSERT INTO subscribers (id, site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id)
     SELECT n, $1, '', n::text::bytea, 1, '', '', $2 FROM generate_series($3::int, $3::int + $4::int - 1) n`,
    [siteId, vapidKeyId, first, count],
  );
}

async function insert(people: Person[]): Promise<void> {
  for (const table of ['subscribers', 'subscriber_events', 'page_visits', 'deliveries'])
    await pool.query(`DELETE FROM ${table} WHERE site_id = $1`, [siteId]);
  await insertSubscribers(1, people.length);
  const own = <T>(pick: (who: Person) => T[]) =>
    JSON.stringify(people.flatMap((who, index) => pick(who).map((row) => ({ subscriber: index + 1, ...row }))));
  await pool.query(
    `INSERT INTO subscriber_events (site_id, subscriber_id, kind, name, props, at)
     SELECT $1, e.subscriber, 'custom', e.name, e.props, e.at
     FROM jsonb_to_recordset($2::jsonb) AS e (subscriber bigint, name text, props jsonb, at timestamptz)`,
    [siteId, own((who) => who.events)],
  );
  await pool.query(
    `INSERT INTO page_visits (subscriber_id, path_id, day, site_id, visit_count)
     SELECT v.subscriber, p.id, v.day, $1, v.count
     FROM jsonb_to_recordset($2::jsonb) AS v (subscriber bigint, path text, day date, count int)
     JOIN site_paths p ON p.site_id = $1 AND p.path = v.path`,
    [
      siteId,
      own((who) => who.visits.map((visit) => ({ ...visit, day: daysAgo(visit.daysBack).toISOString().slice(0, 10) }))),
    ],
  );
  await pool.query(
    `INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard, state, received_at, shown_at, clicked_at, dismissed_at)
     SELECT ($3::bigint[])[d.run + 1], d.subscriber, $1, 1, 0, d.state, CASE WHEN d.received THEN now() END,
       CASE WHEN d.shown THEN now() END, CASE WHEN d.clicked THEN now() END, CASE WHEN d.dismissed THEN now() END
     FROM jsonb_to_recordset($2::jsonb) AS d (subscriber bigint, run int, state smallint, received bool, shown bool,
       clicked bool, dismissed bool)`,
    [siteId, own((who) => who.deliveries), runIds],
  );
}

function selectQuery(rule: SegmentRule, wholeSite: bigint | undefined) {
  const params: unknown[] = [siteId];
  const where = compileRule(rule, params, AS_OF, wholeSite);
  return { text: `SELECT s.id::int AS id FROM subscribers s WHERE s.site_id = $1 AND ${where} ORDER BY s.id`, params };
}

async function select(rule: SegmentRule, wholeSite: bigint | undefined): Promise<number[]> {
  const { text, params } = selectQuery(rule, wholeSite);
  return (await pool.query<{ id: number }>(text, params)).rows.map((row) => row.id);
}

describe('conditions on behaviour', () => {
  it('select whom the rule means, for random rules and people, as a set and one by one', async () => {
    for (let round = 0; round < 4; round++) {
      const people = fc.sample(person, { numRuns: 40, seed: 23 + round });
      await insert(people);
      await fc.assert(
        fc.asyncProperty(rule, async (rule) => {
          const expected = people.flatMap((who, index) => (matches(who, rule) ? [index + 1] : []));
          expect(await select(rule, siteId)).toEqual(expected);
          expect(await select(rule, undefined)).toEqual(expected);
        }),
        { numRuns: 120, seed: round + 1 },
      );
    }
  });

  it('find nothing that another site did', async () => {
    await insert([{ events: [], visits: [], deliveries: [] }]);
    await pool.query(
      `INSERT INTO subscriber_events (site_id, subscriber_id, kind, name) VALUES ($1, 1, 'custom', 'bought')`,
      [strangerId],
    );
    const bought: SegmentRule = { field: 'event', operator: 'did', event: 'bought' };
    expect(await select(bought, siteId)).toEqual([]);
    expect(await select(bought, undefined)).toEqual([]);
  });

  it('let no text of a rule into the SQL', () => {
    fc.assert(
      fc.property(rule, fc.boolean(), (rule, isWhole) => {
        const params: unknown[] = [];
        const sql = compileRule(rule, params, AS_OF, isWhole ? 7n : undefined);
        expect(sql.replaceAll(/'(string|number|-)'/g, '')).not.toMatch(/['"\\;%]/);
        for (const [, number] of sql.matchAll(/\$(\d+)/g)) expect(Number(number)).toBeLessThanOrEqual(params.length);
      }),
    );
  });

  it('are taken as they are by the contract, and have words', () => {
    fc.assert(
      fc.property(rule, (rule) => {
        expect(SegmentRuleInput.parse(rule)).toEqual(rule);
        expect(describeRule(rule)).toMatch(/\S/);
      }),
    );
  });

  it.each([
    [EventCondition, { field: 'event', operator: 'did', event: 'bought', withinDays: 7, from: '2026-11-01' }],
    [EventCondition, { field: 'event', operator: 'did', event: 'bought', atLeast: 0 }],
    [EventCondition, { field: 'event', operator: 'did', event: 'bought', withinDay: 7 }],
    [PageCondition, { field: 'page', operator: 'visited', match: 'is', path: '/', withinDays: 91 }],
  ])('are refused when they are unclear: %#', (schema, condition) => {
    expect(schema.safeParse(condition).success).toBe(false);
  });

  it('read as sentences', () => {
    const cmp = 'cmp_0000000000001';
    const words = (rule: SegmentRule) => describeRule(rule, { [cmp]: 'Autumn' });
    expect(words({ field: 'event', operator: 'did', event: 'bought', atLeast: 2, withinDays: 14 })).toBe(
      'did “bought” at least 2 times in the last 14 days',
    );
    const property = { key: 'total', operator: 'greater', value: 50 } as const;
    expect(words({ field: 'event', operator: 'did_not', event: 'bought', property, from: '2026-11-01' })).toBe(
      'did not do “bought” with total that is greater than 50 since 2026-11-01',
    );
    expect(words({ field: 'event', operator: 'did_not', event: 'bought', atLeast: 3 })).toBe(
      'did “bought” fewer than 3 times',
    );
    expect(words({ field: 'page', operator: 'visited', match: 'starts_with', path: '/shoes/', withinDays: 1 })).toBe(
      'visited a page that begins with /shoes/ in the last day',
    );
    expect(words({ field: 'campaign', operator: 'not_clicked', campaignId: cmp })).toBe('did not click “Autumn”');
    expect(words({ field: 'campaign', operator: 'sent', withinDays: 30 })).toBe(
      'was sent any campaign of the last 30 days',
    );
  });
});
