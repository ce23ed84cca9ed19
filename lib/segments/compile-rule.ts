import type { SegmentCondition, SegmentRule } from '@/lib/contracts/segments';
import { findClientName } from '@/lib/subscribers/parse-client';
import { compileBehaviour } from './compile-behaviour';
import { type Bind, compileFlatValue } from './compile-flat-value';

const DAY_MS = 86_400_000;
/** Postgres has no year 0 and text dates end at 9999; nothing was subscribed outside of this anyway. */
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const TEXT_COLUMNS = {
  language: 's.language',
  country: 's.country',
  browser: 's.browser',
  os: 's.os',
  device: 's.device',
  timezone: 's.timezone',
  externalId: 's.external_id',
} as const;

const VISIT_SIGNS = { at_least: '>=', at_most: '<=', equals: '=' } as const;

const DATE_COLUMNS = { subscribedAt: 's.subscribed_at', lastSeenAt: 's.last_seen_at' } as const;

/**
 * A rule as a boolean SQL expression over the alias `s` of `subscribers`.
 *
 * Every value becomes a parameter, pushed to `params`; no text of the rule reaches the SQL. Each expression is
 * true or false, never null, so that `not` means what a person expects: "not (country is DE)" holds for someone
 * whose country is unknown. Tags and topics are written as `@>`, which their GIN indexes answer.
 *
 * @param asOf the instant that "now" means in `within_days`.
 * @param wholeSite given when all of a site's people are gone through at once: what they did is then looked up as one
 *   set for them all. Without it each subscriber's own rows are looked at, which suits pages of a few thousand.
 */
export function compileRule(rule: SegmentRule, params: unknown[], asOf: Date, wholeSite?: bigint): string {
  if (!('op' in rule)) return compileCondition(rule, params, asOf, wholeSite);
  if (rule.op === 'not') return withoutIndex(`not (${compileRule(rule.rule, params, asOf, wholeSite)})`);
  if (rule.rules.length === 0) return rule.op === 'and' ? 'true' : 'false';
  // Postgres stops at the part that decides, and goes through those that it takes for equally dear in their order.
  const parts = rule.rules.toSorted((a, b) => costOf(a) - costOf(b));
  return `(${parts.map((part) => compileRule(part, params, asOf, wholeSite)).join(` ${rule.op} `)})`;
}

/**
 * The same, which is never null, in words that Postgres looks nothing up for. What is asked for by "not" and "before" is most of
 * a site as a rule: fetched row by row from an index, of which Postgres thinks too well, that takes twice as long.
 */
function withoutIndex(expression: string): string {
  return `((${expression}) is true)`;
}

/** How long one row takes, roughly, in comparisons of a number: as measured over a million rows. */
function costOf(rule: SegmentRule): number {
  if ('op' in rule)
    return rule.op === 'not' ? costOf(rule.rule) : rule.rules.reduce((sum, part) => sum + costOf(part), 0);
  switch (rule.field) {
    case 'subscribedAt':
    case 'lastSeenAt':
    case 'sessionCount':
      return 1;
    case 'language':
      return 4 * rule.values.length;
    case 'topic':
      return 6;
    case 'tag':
      return 7;
    case 'event':
    case 'page':
    case 'campaign':
      return 100;
    default:
      return 2 * rule.values.length;
  }
}

function compileCondition(condition: SegmentCondition, params: unknown[], asOf: Date, wholeSite?: bigint): string {
  const bind = (value: unknown, type: string) => `$${params.push(value)}::${type}`;
  switch (condition.field) {
    case 'tag':
      return compileFlatValue('s.tags', condition, bind);
    case 'topic': {
      // Who has it is found by the index; for who has it not every row is read, and this reads it faster.
      if (condition.operator === 'has_not')
        return `not (s.topics is not null and ${bind(condition.value, 'text')} = any(s.topics))`;
      return `(s.topics is not null and s.topics @> ${bind([condition.value], 'text[]')})`;
    }
    case 'subscribedAt':
    case 'lastSeenAt':
      return compileDate(condition, bind, asOf);
    case 'sessionCount':
      return `(s.session_count ${VISIT_SIGNS[condition.operator]} ${bind(condition.value, 'int')})`;
    case 'event':
    case 'page':
    case 'campaign':
      return compileBehaviour(condition, bind, asOf, wholeSite);
    default: {
      const matches = compileText(condition, bind);
      return condition.operator === 'is' ? matches : `not ${matches}`;
    }
  }
}

function compileText(condition: Extract<SegmentCondition, { values: string[] }>, bind: Bind): string {
  const { field, values } = condition;
  const column = TEXT_COLUMNS[field];
  // A list of one costs more to look through than its one value to compare with.
  const isOneOf = (expression: string, list: string[], { operator = '=', type = 'text' } = {}) =>
    list.length === 1
      ? `${expression} ${operator} ${bind(list[0], type)}`
      : `${expression} ${operator} any(${bind(list, `${type}[]`)})`;
  const where = (matches: string) => `(${column} is not null and (${matches}))`;
  switch (field) {
    case 'timezone':
    case 'externalId':
      return where(isOneOf(column, values));
    case 'country':
      // As the column's type: compared as text, no index would be of use.
      return where(isOneOf(column, upperCased(values), { type: 'bpchar' }));
    case 'browser':
    case 'os': {
      // Lower-casing a million names takes as long as all the rest of a count; a name that is known has one spelling.
      const names = values.map((value) => findClientName(field, value));
      if (names.every((name) => name !== null)) return where(isOneOf(column, names));
      return where(isOneOf(`lower(${column})`, lowerCased(values)));
    }
    case 'device':
      return where(isOneOf(column, lowerCased(values)));
    case 'language': {
      // A rule for "en" means every English: browsers send en-US, en-GB … (RFC 4647 §3.3.1, basic filtering).
      const primary = lowerCased(values).filter((value) => /^[a-z]+$/.test(value));
      const also =
        primary.length > 0 &&
        isOneOf(
          column,
          primary.map((tag) => `${tag}-%`),
          { operator: 'like' },
        );
      return where(`${isOneOf(column, lowerCased(values))}${also ? ` or ${also}` : ''}`);
    }
  }
}

const upperCased = (values: readonly string[]) => values.map((value) => value.toUpperCase());
const lowerCased = (values: readonly string[]) => values.map((value) => value.toLowerCase());

function compileDate(
  condition: Extract<SegmentCondition, { field: 'subscribedAt' | 'lastSeenAt' }>,
  bind: Bind,
  asOf: Date,
): string {
  const column = DATE_COLUMNS[condition.field];
  const { sign, atMs } = dateBound(condition, asOf);
  const compared = `(${column} ${sign} ${bind(new Date(atMs).toISOString(), 'timestamptz')})`;
  return sign === '<' ? withoutIndex(compared) : compared;
}

/**
 * A date condition as one comparison. A plain date means its whole day in UTC: "after 2026-01-05" begins on the 6th.
 */
function dateBound(
  condition: Extract<SegmentCondition, { field: 'subscribedAt' | 'lastSeenAt' }>,
  asOf: Date,
): { sign: '<' | '>' | '>='; atMs: number } {
  const clamp = (ms: number) => Math.min(Math.max(ms, 0), LAST_MS);
  if ('days' in condition) {
    const sign = condition.operator === 'within_days' ? '>=' : '<';
    return { sign, atMs: clamp(asOf.getTime() - condition.days * DAY_MS) };
  }
  const ms = Date.parse(condition.value);
  if (condition.operator === 'before') return { sign: '<', atMs: clamp(ms) };
  const isWholeDay = condition.value.length === 10;
  return isWholeDay ? { sign: '>=', atMs: clamp(ms + DAY_MS) } : { sign: '>', atMs: clamp(ms) };
}
