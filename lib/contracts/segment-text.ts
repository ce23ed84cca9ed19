import type { SegmentCondition, SegmentRule } from './segments';

const FIELD_NAMES = {
  language: 'language',
  country: 'country',
  browser: 'browser',
  os: 'operating system',
  device: 'device',
  timezone: 'time zone',
  externalId: 'external id',
  subscribedAt: 'subscribed',
  lastSeenAt: 'last seen',
} as const;

/** A rule as a sentence: `country is DE or AT, and tag plan is "pro"`. Brackets only where they are needed. */
export function describeRule(rule: SegmentRule): string {
  if ('op' in rule && rule.op === 'and' && rule.rules.length === 0) return 'everyone';
  return describe(rule, 'none');
}

function describe(rule: SegmentRule, inside: 'none' | 'and' | 'or'): string {
  if (!('op' in rule)) return describeCondition(rule);
  if (rule.op === 'not') return `not (${describe(rule.rule, 'none')})`;
  if (rule.rules.length === 0) return rule.op === 'and' ? 'everyone' : 'nobody';
  const [only] = rule.rules;
  if (rule.rules.length === 1 && only) return describe(only, inside);
  const text = rule.rules.map((part) => describe(part, rule.op)).join(`, ${rule.op} `);
  return inside === 'none' || inside === rule.op ? text : `(${text})`;
}

function describeCondition(condition: SegmentCondition): string {
  switch (condition.field) {
    case 'tag':
      return `tag ${condition.key} ${describeTag(condition)}`;
    case 'topic':
      return condition.operator === 'has'
        ? `follows topic ${condition.value}`
        : `does not follow topic ${condition.value}`;
    case 'subscribedAt':
    case 'lastSeenAt':
      return `${FIELD_NAMES[condition.field]} ${describeDate(condition)}`;
    default: {
      const is = condition.operator === 'is' ? 'is' : 'is not';
      return `${FIELD_NAMES[condition.field]} ${is} ${joinValues(condition.values)}`;
    }
  }
}

function describeTag(condition: Extract<SegmentCondition, { field: 'tag' }>): string {
  switch (condition.operator) {
    case 'exists':
      return 'is set';
    case 'not_exists':
      return 'is not set';
    case 'is':
      return `is ${JSON.stringify(condition.value)}`;
    case 'is_not':
      return `is not ${JSON.stringify(condition.value)}`;
    case 'contains':
      return `contains ${JSON.stringify(condition.value)}`;
    case 'greater':
      return `is greater than ${condition.value}`;
    case 'less':
      return `is less than ${condition.value}`;
  }
}

function describeDate(condition: Extract<SegmentCondition, { field: 'subscribedAt' | 'lastSeenAt' }>): string {
  if ('days' in condition) {
    const days = condition.days === 1 ? 'day' : `${condition.days} days`;
    return condition.operator === 'within_days' ? `in the last ${days}` : `not in the last ${days}`;
  }
  return `${condition.operator} ${condition.value}`;
}

function joinValues(values: readonly string[]): string {
  const shown = values.slice(0, 5);
  const rest = values.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} or ${rest} more`;
  const last = shown.pop() ?? '';
  return shown.length > 0 ? `${shown.join(', ')} or ${last}` : last;
}
