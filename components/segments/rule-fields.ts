import type { TEXT_FIELDS } from '@/lib/contracts/segments';
import type { BehaviourField } from './behaviour-draft';

/** What the builder offers for each field of a rule: words for the person, and the shape of the value that follows. */
export type RuleField =
  | 'tag'
  | 'topic'
  | (typeof TEXT_FIELDS)[number]
  | 'subscribedAt'
  | 'lastSeenAt'
  | 'sessionCount'
  | BehaviourField;

/** Which control holds the value. */
export type ValueKind =
  | 'none'
  | 'tag'
  | 'text'
  | 'number'
  | 'topic'
  | 'values'
  | 'days'
  | 'date'
  | 'times'
  | 'behaviour';

export interface RuleOperator {
  value: string;
  label: string;
  kind: ValueKind;
}

const LIST_OPERATORS: RuleOperator[] = [
  { value: 'is', label: 'is', kind: 'values' },
  { value: 'is_not', label: 'is not', kind: 'values' },
];
const DATE_OPERATORS: RuleOperator[] = [
  { value: 'within_days', label: 'in the last', kind: 'days' },
  { value: 'not_within_days', label: 'not in the last', kind: 'days' },
  { value: 'after', label: 'after', kind: 'date' },
  { value: 'before', label: 'before', kind: 'date' },
];

export const RULE_FIELDS: Record<RuleField, { label: string; group: string; operators: RuleOperator[] }> = {
  tag: {
    label: 'Tag',
    group: 'What you know about them',
    operators: [
      { value: 'is', label: 'is', kind: 'tag' },
      { value: 'is_not', label: 'is not', kind: 'tag' },
      { value: 'exists', label: 'is set', kind: 'none' },
      { value: 'not_exists', label: 'is not set', kind: 'none' },
      { value: 'contains', label: 'contains', kind: 'text' },
      { value: 'greater', label: 'is more than', kind: 'number' },
      { value: 'less', label: 'is less than', kind: 'number' },
    ],
  },
  topic: {
    label: 'Topic',
    group: 'What you know about them',
    operators: [
      { value: 'has', label: 'follows', kind: 'topic' },
      { value: 'has_not', label: 'does not follow', kind: 'topic' },
    ],
  },
  event: {
    label: 'Event',
    group: 'What they did',
    operators: [
      { value: 'did', label: 'did', kind: 'behaviour' },
      { value: 'did_not', label: 'did not do', kind: 'behaviour' },
    ],
  },
  page: {
    label: 'Page',
    group: 'What they did',
    operators: [
      { value: 'visited', label: 'visited', kind: 'behaviour' },
      { value: 'not_visited', label: 'did not visit', kind: 'behaviour' },
    ],
  },
  campaign: {
    label: 'Campaign',
    group: 'What they did',
    operators: [
      { value: 'sent', label: 'was sent', kind: 'behaviour' },
      { value: 'not_sent', label: 'was not sent', kind: 'behaviour' },
      { value: 'clicked', label: 'clicked', kind: 'behaviour' },
      { value: 'not_clicked', label: 'did not click', kind: 'behaviour' },
      { value: 'shown', label: 'was shown', kind: 'behaviour' },
      { value: 'not_shown', label: 'was not shown', kind: 'behaviour' },
      { value: 'received', label: 'received', kind: 'behaviour' },
      { value: 'not_received', label: 'did not receive', kind: 'behaviour' },
      { value: 'dismissed', label: 'closed', kind: 'behaviour' },
      { value: 'not_dismissed', label: 'did not close', kind: 'behaviour' },
    ],
  },
  sessionCount: {
    label: 'Visits',
    group: 'What they did',
    operators: [
      { value: 'at_least', label: 'at least', kind: 'times' },
      { value: 'at_most', label: 'at most', kind: 'times' },
      { value: 'equals', label: 'exactly', kind: 'times' },
    ],
  },
  externalId: { label: 'Your id', group: 'What you know about them', operators: LIST_OPERATORS },
  country: { label: 'Country', group: 'Where they are', operators: LIST_OPERATORS },
  language: { label: 'Language', group: 'Where they are', operators: LIST_OPERATORS },
  timezone: { label: 'Time zone', group: 'Where they are', operators: LIST_OPERATORS },
  browser: { label: 'Browser', group: 'What they use', operators: LIST_OPERATORS },
  os: { label: 'Operating system', group: 'What they use', operators: LIST_OPERATORS },
  device: { label: 'Device', group: 'What they use', operators: LIST_OPERATORS },
  subscribedAt: { label: 'Subscribed', group: 'When', operators: DATE_OPERATORS },
  lastSeenAt: { label: 'Last seen', group: 'When', operators: DATE_OPERATORS },
};

export const RULE_FIELD_KEYS = Object.keys(RULE_FIELDS) as RuleField[];

/** The operator's definition; the field's first one when the name is not known. */
export function operatorOf(field: RuleField, operator: string): RuleOperator {
  const [first] = RULE_FIELDS[field].operators;
  const found = RULE_FIELDS[field].operators.find((entry) => entry.value === operator) ?? first;
  if (!found) throw new Error(`the field ${field} has no operators`);
  return found;
}
