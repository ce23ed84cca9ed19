import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type BehaviourCondition,
  CAMPAIGN_OPERATORS,
  type CampaignOutcome,
  EventCondition,
  type EventProperty,
  PageCondition,
} from '@/lib/contracts/segment-behaviour';
import { describeRule } from '@/lib/contracts/segment-text';
import { type SegmentRule, SegmentRuleInput } from '@/lib/contracts/segments';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { compileRule } from './compile-rule';

const AS_OF = new Date('2026-11-20T12:00:00Z');
const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(AS_OF.getTime() - days * DAY);
const EVENTS = ['bought', 'cart_left', "o'clock"];
const PROP_KEYS = ['total', 'colour', "o'brien"];
const PROP_VALUES = ['red', 'dark red', '', 10, 59.9, -1, true, false] as const;
const PATHS = ['/', '/shoes/', '/shoes/red', '/100%_off', '/Shoes/'];
const DAYS_BACK = [0, 0.4, 1, 6.9, 7, 7.1, 30, 45, 70];
/** Two campaigns, the first of which went out three times, a test of it, and a single message. */
const RUNS = [
  { campaign: 0, daysBack: 70, isTest: false },
  { campaign: 0, daysBack: 20, isTest: false },
  { campaign: 0, daysBack: 2, isTest: false },
  { campaign: 1, daysBack: 7, isTest: false },
  { campaign: 1, daysBack: 3, isTest: true },
  { campaign: null, daysBack: 1, isTest: false },
];
const ID_EPOCH = Date.UTC(2026, 0, 1);
const idAt = (at: Date, sequence = 0) => (BigInt(at.getTime() - ID_EPOCH) << 20n) + BigInt(sequence);
const runIds = RUNS.map(({ daysBack }, index) => idAt(daysAgo(daysBack), index));

interface Person {
  events: { name: string; at: Date; props: Record<string, string | number | boolean> }[];
  visits: { path: string; daysBack: number; count: number }[];
  deliveries: ({ run: number; state: number } & Record<Exclude<CampaignOutcome, 'sent'>, boolean>)[];
}

const person: fc.Arbitrary<Person> = fc.record({
  events: fc.array(
    fc.record({
      name: fc.constantFrom(...EVENTS),
      at: fc.constantFrom(...DAYS_BACK).map(daysAgo),
      props: fc.dictionary(fc.constantFrom(...PROP_KEYS), fc.constantFrom(...PROP_VALUES)),
    }),
    { maxLength: 6 },
  ),
  visits: fc.uniqueArray(
    fc.record({
      path: fc.constantFrom(...PATHS),
      daysBack: fc.constantFrom(0, 1, 7, 8, 30, 60),
      count: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 5, selector: ({ path, daysBack }) => `${path} ${daysBack}` },
  ),
  deliveries: fc.uniqueArray(
    fc.record({
      run: fc.nat(RUNS.length - 1),
      state: fc.constantFrom(0, 2, 2, 3, 6, 7),
      received: fc.boolean(),
      shown: fc.boolean(),
      clicked: fc.boolean(),
      dismissed: fc.boolean(),
    }),
    { maxLength: 4, selector: ({ run }) => run },
  ),
});

const window = fc.oneof(
  fc.constant({}),
  fc.record({ withinDays: fc.constantFrom(1, 7, 30, 90) }),
  fc.record({ from: fc.constantFrom('2026-11-13', '2026-11-13T12:00:00Z', '2026-11-19T14:24:00+02:00') }),
  fc.record({ to: fc.constantFrom('2026-11-13', '2026-11-13T12:00:00Z', '0001-01-01', '9999-12-31') }),
  fc.constant({ from: '2026-10-01', to: '2026-11-19' }),
);
const atLeast = fc.oneof(fc.constant({}), fc.record({ atLeast: fc.constantFrom(1, 2, 3, 1_000) }));
const propKey = fc.constantFrom(...PROP_KEYS);
const property: fc.Arbitrary<EventProperty> = fc.oneof(
  fc.record({ key: propKey, operator: fc.constantFrom('exists' as const, 'not_exists' as const) }),
  fc.record({
    key: propKey,
    operator: fc.constantFrom('is' as const, 'is_not' as const),
    value: fc.constantFrom(...PROP_VALUES),
  }),
  fc.record({
    key: propKey,
    operator: fc.constantFrom('greater' as const, 'less' as const),
    value: fc.constantFrom(-1, 10, 59.9),
  }),
  fc.record({ key: propKey, operator: fc.constant('contains' as const), value: fc.constantFrom('red', 'e', '%') }),
);
const eventCondition = fc
  .tuple(
    fc.record({
      field: fc.constant('event' as const),
      operator: fc.constantFrom('did' as const, 'did_not' as const),
      event: fc.constantFrom(...EVENTS, 'never'),
    }),
    atLeast,
    window,
    fc.oneof(fc.constant({}), fc.record({ property })),
  )
  .map(([head, ...rest]): BehaviourCondition => Object.assign({}, head, ...rest));
const pageCondition = fc
  .tuple(
    fc.record({
      field: fc.constant('page' as const),
      operator: fc.constantFrom('visited' as const, 'not_visited' as const),
      match: fc.constantFrom('is' as const, 'starts_with' as const, 'contains' as const),
      path: fc.constantFrom('/', '/shoes/', 'shoes', '%', '/100%_', '_'),
    }),
    atLeast,
    window,
  )
  .map(([head, ...rest]): BehaviourCondition => Object.assign({}, head, ...rest));

let campaignIds: bigint[] = [];
const campaignCondition = fc
  .tuple(
    fc.record({ field: fc.constant('campaign' as const), operator: fc.constantFrom(...CAMPAIGN_OPERATORS) }),
    fc.constantFrom(null, 0, 1),
    fc.oneof(fc.constant({}), fc.record({ withinDays: fc.constantFrom(1, 7, 30, 3_650) })),
  )
  .map(([head, campaign, days]): BehaviourCondition => {
    const id = campaign === null ? {} : { campaignId: encodeId('campaign', campaignIds[campaign] ?? 0n) };
    return { ...head, ...id, ...days };
  });
const rule: fc.Arbitrary<SegmentRule> = fc.letrec<{ rule: SegmentRule }>((tie) => ({
  rule: fc.oneof(
    { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
    eventCondition,
    pageCondition,
    campaignCondition,
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      rules: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ op: fc.constant('not' as const), rule: tie('rule') }),
  ),
})).rule;

/** What a rule means, said a second time without SQL. */
function matches(who: Person, rule: SegmentRule): boolean {
  if ('op' in rule) {
    if (rule.op === 'not') return !matches(who, rule.rule);
    return rule.op === 'and' ? rule.rules.every((r) => matches(who, r)) : rule.rules.some((r) => matches(who, r));
  }
  switch (rule.field) {
    case 'event': {
      const found = who.events.filter(
        ({ name, at, props }) =>
          name === rule.event && isWithin(at.getTime(), rule) && (!rule.property || hasProperty(props, rule.property)),
      );
      return found.length >= (rule.atLeast ?? 1) === (rule.operator === 'did');
    }
    case 'page': {
      const count = who.visits
        .filter(({ path, daysBack }) => {
          const isPath = {
            is: path === rule.path,
            starts_with: path.startsWith(rule.path),
            contains: path.includes(rule.path),
          };
          return isPath[rule.match] && isDayWithin(daysAgo(daysBack).toISOString().slice(0, 10), rule);
        })
        .reduce((sum, visit) => sum + visit.count, 0);
      return count >= (rule.atLeast ?? 1) === (rule.operator === 'visited');
    }
    case 'campaign': {
      const outcome = rule.operator.replace('not_', '') as CampaignOutcome;
      const isReached = who.deliveries.some((delivery) => {
        const run = RUNS[delivery.run];
        if (!run || run.isTest || run.campaign === null) return false;
        if (rule.campaignId && rule.campaignId !== encodeId('campaign', campaignIds[run.campaign] ?? 0n)) return false;
        if (rule.withinDays !== undefined && run.daysBack > rule.withinDays) return false;
        return outcome === 'sent' ? delivery.state === 2 || delivery.received : delivery[outcome];
      });
      return isReached === !rule.operator.startsWith('not_');
    }
    default:
      throw new Error(`not made here: ${rule.field}`);
  }
}

type Window = { withinDays?: number | undefined; from?: string | undefined; to?: string | undefined };

function isWithin(at: number, { withinDays, from, to }: Window): boolean {
  if (withinDays !== undefined) return at >= AS_OF.getTime() - withinDays * DAY;
  if (from !== undefined && at < Date.parse(from)) return false;
  if (to === undefined) return true;
  return to.length === 10 ? at < Date.parse(to) + DAY : at <= Date.parse(to);
}

/** By whole days of UTC, as visits are counted. */
function isDayWithin(day: string, { withinDays, from, to }: Window): boolean {
  const dayOf = (instant: string | number) => new Date(instant).toISOString().slice(0, 10);
  if (withinDays !== undefined) return day >= dayOf(AS_OF.getTime() - withinDays * DAY);
  return (from === undefined || day >= dayOf(from)) && (to === undefined || day <= dayOf(to));
}

function hasProperty(props: Record<string, unknown>, wanted: EventProperty): boolean {
  const value = Object.hasOwn(props, wanted.key) ? props[wanted.key] : undefined;
  switch (wanted.operator) {
    case 'exists':
      return value !== undefined;
    case 'not_exists':
      return value === undefined;
    case 'is':
      return value === wanted.value;
    case 'is_not':
      return value !== wanted.value;
    case 'contains':
      return typeof value === 'string' && value.includes(wanted.value);
    case 'greater':
      return typeof value === 'number' && value > wanted.value;
    case 'less':
      return typeof value === 'number' && value < wanted.value;
  }
}

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
  campaignIds = rows.map(({ id }) => id);
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
