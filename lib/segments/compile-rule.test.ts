import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeRule } from '@/lib/contracts/segment-text';
import { type SegmentCondition, type SegmentRule, SegmentRuleInput } from '@/lib/contracts/segments';
import { pool } from '@/lib/platform/db';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { compileRule } from './compile-rule';

const AS_OF = new Date('2026-11-20T12:00:00Z');
const DAY = 86_400_000;
const nullable = <T>(values: readonly T[]) => fc.constantFrom<(T | null)[]>(...values, null);
const TAG_KEYS = ['plan', 'n', "o'brien", 'a.b', '$1', '"; drop table sites; --'];
const TAG_VALUES = ['pro', 'Pro', 'free trial', '', '%', '10', "it's", 10, 10.5, -3, 0, true, false] as const;
const TOPICS = ['offers', 'news', '{x,"y"}'];
const DATES = [-40, -30, -7.5, -7, -1, -0.25, 0].map((days) => new Date(AS_OF.getTime() + days * DAY));
const TEXTS = {
  language: ['en', 'en-gb', 'de', 'pt-br'],
  country: ['DE', 'AT', 'BR'],
  browser: ['Chrome', 'Microsoft Edge'],
  os: ['Windows', 'macOS'],
  device: ['desktop', 'mobile'],
  timezone: ['Europe/Berlin', 'America/New_York'],
  externalId: ['u1', 'U1', "u'2"],
} as const;

const VISITS = [1, 2, 7, 40];

interface Person extends Record<keyof typeof TEXTS, string | null> {
  tags: Record<string, string | number | boolean>;
  topics: string[];
  subscribedAt: Date;
  lastSeenAt: Date;
  sessionCount: number;
}

const person: fc.Arbitrary<Person> = fc.record({
  tags: fc.dictionary(fc.constantFrom(...TAG_KEYS), fc.constantFrom(...TAG_VALUES)),
  topics: fc.uniqueArray(fc.constantFrom(...TOPICS)),
  subscribedAt: fc.constantFrom(...DATES),
  lastSeenAt: fc.constantFrom(...DATES),
  sessionCount: fc.constantFrom(...VISITS),
  language: nullable(TEXTS.language),
  country: nullable(TEXTS.country),
  browser: nullable(TEXTS.browser),
  os: nullable(TEXTS.os),
  device: nullable(TEXTS.device),
  timezone: nullable(TEXTS.timezone),
  externalId: nullable(TEXTS.externalId),
});

const key = fc.constantFrom(...TAG_KEYS);
const field = fc.constantFrom('subscribedAt' as const, 'lastSeenAt' as const);
const textCondition = fc.constantFrom(...(Object.keys(TEXTS) as (keyof typeof TEXTS)[])).chain((name) =>
  fc.record({
    field: fc.constant(name),
    operator: fc.constantFrom('is' as const, 'is_not' as const),
    values: fc.array(fc.constantFrom<string>(...TEXTS[name], 'CHROME', 'de', 'other'), { minLength: 1, maxLength: 3 }),
  }),
);
const condition: fc.Arbitrary<SegmentCondition> = fc.oneof(
  fc.record({
    field: fc.constant('tag' as const),
    key,
    operator: fc.constantFrom('exists' as const, 'not_exists' as const),
  }),
  fc.record({
    field: fc.constant('tag' as const),
    key,
    operator: fc.constantFrom('is' as const, 'is_not' as const),
    value: fc.constantFrom(...TAG_VALUES),
  }),
  fc.record({
    field: fc.constant('tag' as const),
    key,
    operator: fc.constantFrom('greater' as const, 'less' as const),
    value: fc.constantFrom(-3, 0, 0.1, 10, 10.5, 1e21, -1e-7),
  }),
  fc.record({
    field: fc.constant('tag' as const),
    key,
    operator: fc.constant('contains' as const),
    value: fc.constantFrom('pro', 'r', '%', "'", '1', 'tru'),
  }),
  fc.record({
    field: fc.constant('topic' as const),
    operator: fc.constantFrom('has' as const, 'has_not' as const),
    value: fc.constantFrom(...TOPICS),
  }),
  textCondition,
  fc.record({
    field: fc.constant('sessionCount' as const),
    operator: fc.constantFrom('at_least' as const, 'at_most' as const, 'equals' as const),
    value: fc.constantFrom(0, ...VISITS, 1_000_000),
  }),
  fc.record({
    field,
    operator: fc.constantFrom('before' as const, 'after' as const),
    value: fc.constantFrom(
      '2026-11-13',
      '2026-11-20T06:00:00Z',
      '2026-11-20T07:00:00+01:00',
      '0001-01-01',
      '9999-12-31',
    ),
  }),
  fc.record({
    field,
    operator: fc.constantFrom('within_days' as const, 'not_within_days' as const),
    days: fc.constantFrom(1, 7, 30, 3_650),
  }),
);
const rule: fc.Arbitrary<SegmentRule> = fc.letrec<{ rule: SegmentRule }>((tie) => ({
  rule: fc.oneof(
    { depthSize: 'small', maxDepth: 4, withCrossShrink: true },
    condition,
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      rules: fc.array(tie('rule'), { maxLength: 4 }),
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
    case 'tag': {
      const value = Object.hasOwn(who.tags, rule.key) ? who.tags[rule.key] : undefined;
      if (!('value' in rule)) return (value !== undefined) === (rule.operator === 'exists');
      if (rule.operator === 'is') return value === rule.value;
      if (rule.operator === 'is_not') return value !== rule.value;
      if (rule.operator === 'contains') return typeof value === 'string' && value.includes(rule.value);
      if (typeof value !== 'number' || typeof rule.value !== 'number') return false;
      return rule.operator === 'greater' ? value > rule.value : value < rule.value;
    }
    case 'topic':
      return who.topics.includes(rule.value) === (rule.operator === 'has');
    case 'subscribedAt':
    case 'lastSeenAt': {
      const at = who[rule.field].getTime();
      if ('days' in rule) {
        const since = AS_OF.getTime() - rule.days * DAY;
        return rule.operator === 'within_days' ? at >= since : at < since;
      }
      const start = Date.parse(rule.value);
      if (rule.operator === 'before') return at < start;
      return rule.value.length === 10 ? at >= start + DAY : at > start;
    }
    case 'sessionCount': {
      const visits = who.sessionCount;
      if (rule.operator === 'equals') return visits === rule.value;
      return rule.operator === 'at_least' ? visits >= rule.value : visits <= rule.value;
    }
    case 'event':
    case 'page':
    case 'campaign':
      throw new Error('these have a test of their own: compile-behaviour.test.ts');
    default:
      return matchesText(who[rule.field], rule.field, rule.values) === (rule.operator === 'is');
  }
}

function matchesText(value: string | null, field: keyof typeof TEXTS, values: string[]): boolean {
  if (value === null) return false;
  if (field === 'timezone' || field === 'externalId') return values.includes(value);
  return values.some((wanted) => {
    const [a, b] = [wanted.toLowerCase(), value.toLowerCase()];
    return a === b || (field === 'language' && b.startsWith(`${a}-`) && !a.includes('-'));
  });
}

let siteId: bigint;
let vapidKeyId: bigint;
beforeAll(async () => {
  const site = await makeTestSite();
  siteId = site.id;
  vapidKeyId = site.currentVapidKeyId;
  await pool.query(`INSERT INTO push_origins (id, origin) VALUES (1, 'https://push.example')`);
});

async function insert(people: Person[]): Promise<void> {
  await pool.query('DELETE FROM subscribers WHERE site_id = $1', [siteId]);
  await pool.query(
    `INSERT INTO subscribers (id, site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, tags, topics,
       language, country, browser, os, device, timezone, external_id, subscribed_at, last_seen_at, session_count)
     SELECT p.id, $1, '', p.id::text::bytea, 1, '', '', $2, p.tags,
       ARRAY(SELECT jsonb_array_elements_text(p.topics)), p.language, p.country, p.browser, p.os, p.device, p.timezone,
       p."externalId", p."subscribedAt", p."lastSeenAt", p."sessionCount"
     FROM jsonb_to_recordset($3::jsonb) AS p (id bigint, tags jsonb, topics jsonb, language text, country text, browser text,
       os text, device text, timezone text, "externalId" text, "subscribedAt" timestamptz, "lastSeenAt" timestamptz,
       "sessionCount" int)`,
    [siteId, vapidKeyId, JSON.stringify(people.map((who, index) => ({ id: index + 1, ...who })))],
  );
}

async function select(rule: SegmentRule): Promise<number[]> {
  const params: unknown[] = [siteId];
  const where = compileRule(rule, params, AS_OF);
  const text = `SELECT s.id::int AS id FROM subscribers s WHERE s.site_id = $1 AND ${where} ORDER BY s.id`;
  return (await pool.query<{ id: number }>(text, params)).rows.map((row) => row.id);
}

describe('compileRule', () => {
  it('selects whom the rule means, for random rules and people', async () => {
    for (let round = 0; round < 6; round++) {
      const people = fc.sample(person, { numRuns: 60, seed: 4_711 + round });
      await insert(people);
      await fc.assert(
        fc.asyncProperty(rule, async (rule) => {
          const expected = people.flatMap((who, index) => (matches(who, rule) ? [index + 1] : []));
          expect(await select(rule)).toEqual(expected);
        }),
        { numRuns: 150, seed: round + 1 },
      );
    }
  });

  it('lets no text of a rule into the SQL', () => {
    const words = fc.constantFrom(...TAG_KEYS, ...TOPICS, "x'; DELETE FROM subscribers; --", 'U&"\\0027"');
    fc.assert(
      fc.property(rule, words, (rule, word) => {
        const params: unknown[] = [];
        const hostile: SegmentRule = {
          op: 'and',
          rules: [rule, { field: 'tag', key: word, operator: 'is', value: word }],
        };
        const sql = compileRule(hostile, params, AS_OF);
        // What is left without placeholders is of our own making: no quote but around our own two words.
        expect(sql.replaceAll(/'(string|number|-)'/g, '')).not.toMatch(/['"\\;]/);
        expect(sql).toMatch(/^[\sa-z0-9_$()[\]:.,@?><=*'-]*$/);
        for (const [, number] of sql.matchAll(/\$(\d+)/g)) expect(Number(number)).toBeLessThanOrEqual(params.length);
      }),
    );
  });

  it('asks for tags and topics in the form that their indexes answer', async () => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off');
      const params: unknown[] = [];
      const where = compileRule({ field: 'tag', key: 'plan', operator: 'is', value: 'pro' }, params, AS_OF);
      const topic = compileRule({ field: 'topic', operator: 'has', value: 'news' }, params, AS_OF);
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN SELECT id FROM subscribers s WHERE ${where} UNION ALL SELECT id FROM subscribers s WHERE ${topic}`,
        params,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain('subscribers_tags_idx');
      expect(plan).toContain('subscribers_topics_idx');
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});

describe('SegmentRuleInput', () => {
  it('takes every rule that we make and refuses one that is too deep or too large, without a stack overflow', () => {
    fc.assert(
      fc.property(rule, (rule) => {
        expect(SegmentRuleInput.parse(rule)).toEqual(rule);
      }),
    );
    let deep: unknown = { field: 'topic', operator: 'has', value: 'a' };
    for (let i = 0; i < 10_000; i++) deep = { op: 'not', rule: deep };
    expect(SegmentRuleInput.safeParse(deep).success).toBe(false);
    const leaf = { field: 'topic', operator: 'has', value: 'a' };
    const group = { op: 'or', rules: Array.from({ length: 60 }, () => leaf) };
    expect(SegmentRuleInput.safeParse(group).success).toBe(true);
    expect(SegmentRuleInput.safeParse({ op: 'and', rules: [group, group] }).success).toBe(false);
  });
});

describe('describeRule', () => {
  it('reads as a sentence', () => {
    const country: SegmentRule = { field: 'country', operator: 'is', values: ['DE', 'AT'] };
    const plan: SegmentRule = { field: 'tag', key: 'plan', operator: 'is_not', value: 'free' };
    const seen: SegmentRule = { field: 'lastSeenAt', operator: 'within_days', days: 7 };
    const topic: SegmentRule = { field: 'topic', operator: 'has', value: 'news' };
    expect(
      describeRule({ op: 'and', rules: [country, { op: 'or', rules: [plan, seen] }, { op: 'not', rule: topic }] }),
    ).toBe(
      'country is Germany or Austria, and (tag plan is not "free", or last seen in the last 7 days), and not (follows topic news)',
    );
    // Without what a programmer would write, and no value is read as two.
    expect(describeRule({ field: 'tag', key: 'size', operator: 'is', value: '7" or \\ "8"' })).toBe(
      'tag size is "7" or \\ "8""',
    );
    expect(describeRule({ field: 'externalId', operator: 'is', values: ['Doe, Jane', 'C-1', 'or'] })).toBe(
      'your id is "Doe, Jane", C-1 or "or"',
    );
    expect(describeRule({ op: 'and', rules: [] })).toBe('everyone');
    expect(describeRule({ op: 'or', rules: [] })).toBe('nobody');
    expect(describeRule({ field: 'sessionCount', operator: 'at_least', value: 5 })).toBe('visited at least 5 times');
    expect(describeRule({ field: 'sessionCount', operator: 'equals', value: 1 })).toBe('visited exactly once');
  });

  it('has words for every rule', () => {
    fc.assert(
      fc.property(rule, (rule) => {
        expect(describeRule(rule)).toMatch(/\S/);
      }),
    );
  });
});
