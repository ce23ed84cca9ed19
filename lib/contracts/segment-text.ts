import type {
  BehaviourCondition,
  CampaignCondition,
  CampaignOutcome,
  EventProperty,
  PageCondition,
} from './segment-behaviour';
import type { SegmentCondition, SegmentRule, VisitCondition } from './segments';
import { valueName } from './value-names';

/** Names of the campaigns that a rule refers to, by id. */
export type CampaignNames = Readonly<Record<string, string>>;

const FIELD_NAMES = {
  language: 'language',
  country: 'country',
  browser: 'browser',
  os: 'operating system',
  device: 'device',
  timezone: 'time zone',
  externalId: 'your id',
  subscribedAt: 'subscribed',
  lastSeenAt: 'last seen',
} as const;

/**
 * A rule as a sentence: `country is Germany or Austria, and tag plan is "pro"`. Brackets only where they are needed.
 * @param campaigns names of campaigns; one that is not among them is “a campaign”
 */
export function describeRule(rule: SegmentRule, campaigns: CampaignNames = {}): string {
  if ('op' in rule && rule.op === 'and' && rule.rules.length === 0) return 'everyone';
  return describe(rule, 'none', campaigns);
}

function describe(rule: SegmentRule, inside: 'none' | 'and' | 'or', campaigns: CampaignNames): string {
  if (!('op' in rule)) return describeCondition(rule, campaigns);
  if (rule.op === 'not') return `not (${describe(rule.rule, 'none', campaigns)})`;
  if (rule.rules.length === 0) return rule.op === 'and' ? 'everyone' : 'nobody';
  const [only] = rule.rules;
  if (rule.rules.length === 1 && only) return describe(only, inside, campaigns);
  const text = rule.rules.map((part) => describe(part, rule.op, campaigns)).join(`, ${rule.op} `);
  return inside === 'none' || inside === rule.op ? text : `(${text})`;
}

function describeCondition(condition: SegmentCondition, campaigns: CampaignNames): string {
  switch (condition.field) {
    case 'tag':
      return `tag ${condition.key} ${describeTag(condition)}`;
    case 'sessionCount':
      return `visited ${describeVisits(condition)}`;
    case 'event':
    case 'page':
    case 'campaign':
      return describeBehaviour(condition, campaigns);
    case 'topic':
      return condition.operator === 'has'
        ? `follows topic ${condition.value}`
        : `does not follow topic ${condition.value}`;
    case 'subscribedAt':
    case 'lastSeenAt':
      return `${FIELD_NAMES[condition.field]} ${describeDate(condition)}`;
    default: {
      const is = condition.operator === 'is' ? 'is' : 'is not';
      return `${FIELD_NAMES[condition.field]} ${is} ${joinValues(condition.values.map((value) => named(condition.field, value)))}`;
    }
  }
}

function describeBehaviour(condition: BehaviourCondition, campaigns: CampaignNames): string {
  switch (condition.field) {
    case 'event': {
      const { property } = condition;
      const which = property ? ` with ${property.key} that ${describeTag(property)}` : '';
      const often = timesText(condition.atLeast, condition.operator === 'did');
      const verb = condition.operator === 'did' || often ? 'did' : 'did not do';
      return `${verb} “${condition.event}”${which}${often}${windowText(condition)}`;
    }
    case 'page': {
      const often = timesText(condition.atLeast, condition.operator === 'visited');
      const verb = condition.operator === 'visited' || often ? 'visited' : 'did not visit';
      return `${verb} ${PATH_WORDS[condition.match]}${condition.path}${often}${windowText(condition)}`;
    }
    case 'campaign':
      return describeCampaign(condition, campaigns);
  }
}

const VISIT_WORDS = { at_least: 'at least', at_most: 'at most', equals: 'exactly' } as const;
const PATH_WORDS: Record<PageCondition['match'], string> = {
  is: 'the page ',
  starts_with: 'a page that begins with ',
  contains: 'a page that contains ',
};
const OUTCOME_WORDS: Record<CampaignOutcome, [yes: string, no: string]> = {
  sent: ['was sent', 'was not sent'],
  received: ['received', 'did not receive'],
  shown: ['was shown', 'was not shown'],
  clicked: ['clicked', 'did not click'],
  dismissed: ['closed', 'did not close'],
};

function describeCampaign({ operator, campaignId, withinDays }: CampaignCondition, campaigns: CampaignNames): string {
  const isNegated = operator.startsWith('not_');
  const words = OUTCOME_WORDS[operator.replace('not_', '') as CampaignOutcome][isNegated ? 1 : 0];
  const days = withinDays === undefined ? '' : ` of the last ${withinDays === 1 ? 'day' : `${withinDays} days`}`;
  if (campaignId === undefined) return `${words} any campaign${days}`;
  const name = campaigns[campaignId];
  return `${words} ${name === undefined ? 'a campaign' : `“${name}”`}${days}`;
}

function timesText(atLeast: number | undefined, isPositive: boolean): string {
  if (atLeast === undefined || atLeast === 1) return '';
  return isPositive ? ` at least ${atLeast} times` : ` fewer than ${atLeast} times`;
}

function windowText(window: { withinDays?: number | undefined; from?: string | undefined; to?: string | undefined }) {
  const { withinDays, from, to } = window;
  if (withinDays !== undefined) return ` in the last ${withinDays === 1 ? 'day' : `${withinDays} days`}`;
  if (from !== undefined && to !== undefined) return ` between ${from} and ${to}`;
  if (from !== undefined) return ` since ${from}`;
  return to === undefined ? '' : ` until ${to}`;
}

function describeTag(condition: Extract<SegmentCondition, { field: 'tag' }> | EventProperty): string {
  switch (condition.operator) {
    case 'exists':
      return 'is set';
    case 'not_exists':
      return 'is not set';
    case 'is':
      return `is ${quoted(condition.value)}`;
    case 'is_not':
      return `is not ${quoted(condition.value)}`;
    case 'contains':
      return `contains ${quoted(condition.value)}`;
    case 'greater':
      return `is greater than ${condition.value}`;
    case 'less':
      return `is less than ${condition.value}`;
  }
}

function describeVisits({ operator, value }: VisitCondition): string {
  const times = value === 1 ? 'once' : `${value.toLocaleString('en-US')} times`;
  return `${VISIT_WORDS[operator]} ${times}`;
}

function describeDate(condition: Extract<SegmentCondition, { field: 'subscribedAt' | 'lastSeenAt' }>): string {
  if ('days' in condition) {
    const days = condition.days === 1 ? 'day' : `${condition.days} days`;
    return condition.operator === 'within_days' ? `in the last ${days}` : `not in the last ${days}`;
  }
  return `${condition.operator} ${condition.value}`;
}

/** A tag’s value as people write it: text in quotes, so that "5" is not 5. */
export function quoted(value: string | number | boolean): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}

/** A value within a sentence: Germany, German, phone. */
export function named(field: string, value: string): string {
  return field === 'device' ? valueName(field, value).toLowerCase() : valueName(field, value);
}

function joinValues(values: readonly string[]): string {
  // One that has a comma, or is `or`, would be read as two.
  const shown = values.slice(0, 5).map((value) => (/[,"]|\bor\b/i.test(value) ? `"${value}"` : value));
  const rest = values.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} or ${rest} more`;
  const last = shown.pop() ?? '';
  return shown.length > 0 ? `${shown.join(', ')} or ${last}` : last;
}
