import { z } from 'zod';
import { MAX_VISITS } from '@/lib/contracts/limits';
import { type SegmentRule, SegmentRuleInput } from '@/lib/contracts/segments';
import { parse } from '@/lib/platform/parse';
import { invalidField, unsupported } from '../read-body';

const FilterList = z
  .array(
    z.strictObject({
      operator: z.string().optional(),
      field: z.string().optional(),
      key: z.string().optional(),
      value: z.union([z.string(), z.number(), z.boolean()]).nullish(),
      hours_ago: z.union([z.string(), z.number()]).nullish(),
      relation: z.string().optional(),
    }),
  )
  .min(1)
  .max(200, 'may have at most 200 entries');
const CheckedRule = z.object({ rule: SegmentRuleInput });
type Filter = z.infer<typeof FilterList>[number];

/**
 * OneSignal's flat list of filters as a rule: filters are joined by AND, `{"operator": "OR"}` begins another group.
 * @throws AppError `invalid_input` that names the filter and what it has that Belfry has not.
 */
export function toRule(filters: unknown): SegmentRule {
  const groups: SegmentRule[][] = [[]];
  for (const [index, filter] of parse(z.object({ filters: FilterList }), { filters }).filters.entries()) {
    const isOperator = filter.operator !== undefined;
    if (isOperator && filter.field !== undefined)
      throw invalidField(`filters.${index}`, 'has an operator and a field: an operator stands alone, between two');
    const besides = isOperator ? Object.keys(filter).find((name) => name !== 'operator') : undefined;
    if (besides) throw unsupported(`filters.${index}.${besides}`, 'an operator stands alone, between two');
    if (filter.operator === undefined) groups.at(-1)?.push(toCondition(filter, `filters.${index}`));
    else if (filter.operator.toUpperCase() === 'OR') groups.push([]);
    else if (filter.operator.toUpperCase() !== 'AND')
      throw invalidField(`filters.${index}.operator`, 'must be OR or AND');
  }
  const rules = groups.map((group): SegmentRule => {
    // An empty group would be everyone.
    if (group.length === 0) throw invalidField('filters', 'has an OR with nothing before or after it');
    return group.length === 1 && group[0] ? group[0] : { op: 'and', rules: group };
  });
  const rule: SegmentRule = rules.length === 1 && rules[0] ? rules[0] : { op: 'or', rules };
  // Not everything that is asked with a rule checks it: a count takes whatever it is given.
  return parse(CheckedRule, { rule }).rule;
}

/** What each filter is made of: anything else would be passed over, and reach others than were meant. */
const PARTS: Record<string, readonly string[]> = {
  tag: ['key', 'relation', 'value'],
  language: ['relation', 'value'],
  country: ['relation', 'value'],
  last_session: ['relation', 'value', 'hours_ago'],
  first_session: ['relation', 'value', 'hours_ago'],
  session_count: ['relation', 'value'],
};

function refuseForeignParts(filter: Filter, path: string): void {
  const parts = PARTS[filter.field ?? ''];
  const foreign = Object.entries(filter).find(
    ([name, value]) => name !== 'field' && value !== null && value !== '' && parts && !parts.includes(name),
  );
  if (foreign) throw unsupported(`${path}.${foreign[0]}`, `a filter of ${filter.field} has ${parts?.join(', ')}`);
}

function toCondition(filter: Filter, path: string): SegmentRule {
  refuseForeignParts(filter, path);
  switch (filter.field) {
    case 'tag':
      return tagCondition(filter, path);
    case 'language':
    case 'country':
      return textCondition(filter.field, filter, path);
    case 'last_session':
      return timeCondition('lastSeenAt', filter, path);
    case 'first_session':
      return timeCondition('subscribedAt', filter, path);
    case 'session_count':
      return visitCondition(filter, path);
    case undefined:
      throw invalidField(`${path}.field`, 'is required');
    default:
      throw unsupported(`${path}.field ${filter.field}`, 'there is no such condition in a rule');
  }
}

function tagCondition({ key, relation, value }: Filter, path: string): SegmentRule {
  if (!key) throw invalidField(`${path}.key`, 'is required');
  if (relation === 'exists' || relation === 'not_exists') return { field: 'tag', key, operator: relation };
  const given = requireValue(value, path);
  switch (relation) {
    case '=':
      return isOneOf(key, [given]);
    case '!=':
      return { op: 'not', rule: isOneOf(key, [given]) };
    case 'in_array':
      return isOneOf(key, splitList(given));
    case 'not_in_array':
      return { op: 'not', rule: isOneOf(key, splitList(given)) };
    case '>':
    case '<': {
      const number = Number(given);
      if (!Number.isFinite(number)) throw invalidField(`${path}.value`, 'must be a number');
      return { field: 'tag', key, operator: relation === '>' ? 'greater' : 'less', value: number };
    }
    default:
      throw unsupported(`${path}.relation ${relation}`, 'tags are compared by =, !=, >, <, exists and in_array');
  }
}

/** OneSignal has no types of tags, so "5" finds the number too (see `toStoredTag`). */
function isOneOf(key: string, values: readonly string[]): SegmentRule {
  const rules = values.flatMap((text): SegmentRule[] =>
    [...new Set([text, toStoredTag(text)])].map((value) => ({ field: 'tag', key, operator: 'is', value })),
  );
  return rules.length === 1 && rules[0] ? rules[0] : { op: 'or', rules };
}

/** A tag's text as it is stored: a number where it is one, so that > and < find it. */
export function toStoredTag(text: string): string | number {
  const number = Number(text);
  return Number.isFinite(number) && String(number) === text ? number : text;
}

function textCondition(field: 'language' | 'country', { relation, value }: Filter, path: string): SegmentRule {
  const values = splitList(requireValue(value, path));
  switch (relation) {
    case undefined:
    case '=':
    case 'in_array':
      return { field, operator: 'is', values };
    case '!=':
    case 'not_in_array':
      return { field, operator: 'is_not', values };
    default:
      throw unsupported(`${path}.relation ${relation}`, `${field} is compared by =, != and in_array`);
  }
}

function timeCondition(field: 'lastSeenAt' | 'subscribedAt', filter: Filter, path: string): SegmentRule {
  const hours = Number(filter.hours_ago ?? filter.value);
  if (!(hours > 0)) throw invalidField(`${path}.hours_ago`, 'must be a positive number');
  if (hours % 24 !== 0)
    throw unsupported(`${path}.hours_ago ${hours}`, 'rules count whole days, so it must be a multiple of 24');
  if (filter.relation !== '>' && filter.relation !== '<') throw invalidField(`${path}.relation`, 'must be > or <');
  return { field, operator: filter.relation === '>' ? 'not_within_days' : 'within_days', days: hours / 24 };
}

/** As whole numbers: more than 4 is at least 5. */
function visitCondition({ relation, value }: Filter, path: string): SegmentRule {
  const text = requireValue(value, path).trim();
  const count = Number(text);
  if (!/^\d+$/.test(text) || count >= MAX_VISITS) throw invalidField(`${path}.value`, 'must be a whole number');
  switch (relation) {
    case '>':
      return { field: 'sessionCount', operator: 'at_least', value: count + 1 };
    case '<':
      // Fewer than none is nobody.
      return count === 0 ? { op: 'or', rules: [] } : { field: 'sessionCount', operator: 'at_most', value: count - 1 };
    case '=':
      return { field: 'sessionCount', operator: 'equals', value: count };
    case '!=':
      return { op: 'not', rule: { field: 'sessionCount', operator: 'equals', value: count } };
    default:
      throw unsupported(`${path}.relation ${relation}`, 'visits are compared by >, <, = and !=');
  }
}

function requireValue(value: Filter['value'], path: string): string {
  if (value === undefined || value === null) throw invalidField(`${path}.value`, 'is required');
  return String(value);
}

function splitList(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}
