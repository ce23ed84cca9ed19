import { z } from 'zod';
import { type SegmentRule, SegmentRuleInput } from '@/lib/contracts/segments';
import { parse } from '@/lib/platform/parse';
import { invalidField, unsupported } from '../read-body';

const CheckedRule = z.object({ audience: z.object({ rule: SegmentRuleInput }) });

/**
 * Pushpad's tags are names without values: here a tag of that name which is true.
 * @returns what a subscriber's tags look like in Pushpad
 */
export function toPushpadTags(tags: Record<string, unknown>): string[] {
  return Object.keys(tags).filter((name) => tags[name] === true);
}

/**
 * Expressions such as `a && !b || c` as a rule; several are joined by OR. `&&` binds first.
 * @throws AppError `invalid_input`
 */
export function tagsRule(expressions: readonly string[]): SegmentRule {
  const groups = expressions.flatMap((expression) => expression.split('||'));
  const rules = groups.map((group): SegmentRule => ({ op: 'and', rules: group.split('&&').map(toCondition) }));
  return rules.length === 1 && rules[0] ? rules[0] : { op: 'or', rules };
}

function toCondition(term: string): SegmentRule {
  const text = term.trim();
  if (/[()]/.test(text)) throw unsupported('tags', 'an expression has no brackets');
  const isNot = text.startsWith('!');
  const key = (isNot ? text.slice(1) : text).trim();
  if (key === '' || key.length > 64)
    throw invalidField('tags', 'has an expression with a name that is empty or too long');
  return { field: 'tag', key, operator: isNot ? 'is_not' : 'is', value: true };
}

/** People and tags together mean both, as there. Undefined for neither. */
export function pushpadRule(
  uids: readonly string[] | undefined,
  tags: readonly string[] | undefined,
): SegmentRule | undefined {
  const rules: SegmentRule[] = [];
  if (uids) rules.push({ field: 'externalId', operator: 'is', values: [...uids] });
  if (tags) rules.push(tagsRule(tags));
  if (rules.length === 0) return undefined;
  const rule: SegmentRule = { op: 'and', rules };
  // Not everything that is asked with a rule checks it: a count takes whatever it is given.
  return parse(CheckedRule, { audience: { rule } }).audience.rule;
}
