import { z } from 'zod';
import { MAX_RULE_DEPTH, MAX_VISITS } from './limits';
import { CampaignCondition, dateText, EventCondition, PageCondition } from './segment-behaviour';
import { text } from './text';

export const MAX_RULE_CONDITIONS = 100;
/** Of your own ids in one condition. */
const MAX_NAMED_IDS = 20_000;

/** Recursive, so the OpenAPI document gives it a name. */
const SEGMENT_RULE_REF = '#/components/schemas/SegmentRule';

const tagKey = text(1, 64);
const tagValue = z.union([text(0, 255), z.number(), z.boolean()]);

export const TagCondition = z.discriminatedUnion('operator', [
  z.object({ field: z.literal('tag'), key: tagKey, operator: z.enum(['exists', 'not_exists']) }),
  z.object({ field: z.literal('tag'), key: tagKey, operator: z.enum(['is', 'is_not']), value: tagValue }),
  z.object({
    field: z.literal('tag'),
    key: tagKey,
    operator: z.enum(['greater', 'less']),
    value: z.number().meta({ example: 3 }),
  }),
  z.object({ field: z.literal('tag'), key: tagKey, operator: z.literal('contains'), value: text(1, 255) }),
]);

export const TopicCondition = z.object({
  field: z.literal('topic'),
  operator: z.enum(['has', 'has_not']),
  value: text(1, 64),
});

/** Fields with one text value; "is not" also matches a subscriber for whom the field is unknown. */
export const TEXT_FIELDS = ['language', 'country', 'browser', 'os', 'device', 'timezone', 'externalId'] as const;
const oneOf = (most: number) => z.array(text(1, 255)).min(1, 'needs at least one value').max(most);
export const TextCondition = z.discriminatedUnion('field', [
  z.object({
    field: z.enum(TEXT_FIELDS).exclude(['externalId']),
    operator: z.enum(['is', 'is_not']),
    values: oneOf(200),
  }),
  // As many as an audience may name: found by their index, so that many cost little.
  z.object({ field: z.literal('externalId'), operator: z.enum(['is', 'is_not']), values: oneOf(MAX_NAMED_IDS) }),
]);

export const DATE_FIELDS = ['subscribedAt', 'lastSeenAt'] as const;
export const DateCondition = z.discriminatedUnion('operator', [
  z.object({ field: z.enum(DATE_FIELDS), operator: z.enum(['before', 'after']), value: dateText }),
  z.object({
    field: z.enum(DATE_FIELDS),
    operator: z.enum(['within_days', 'not_within_days']),
    days: z.number().int().min(1).max(3_650),
  }),
]);

export const VISIT_OPERATORS = ['at_least', 'at_most', 'equals'] as const;
/** How many visits there were since the browser subscribed, the one at which it did included. */
export const VisitCondition = z.strictObject({
  field: z.literal('sessionCount'),
  operator: z.enum(VISIT_OPERATORS),
  value: z.number().int().min(0).max(MAX_VISITS).meta({ description: 'How many visits', example: 5 }),
});

export type VisitCondition = z.infer<typeof VisitCondition>;

export const SegmentCondition = z.union([
  TagCondition,
  TopicCondition,
  TextCondition,
  DateCondition,
  VisitCondition,
  EventCondition,
  PageCondition,
  CampaignCondition,
]);
export type SegmentCondition = z.infer<typeof SegmentCondition>;

export type SegmentRule =
  | SegmentCondition
  | { op: 'and' | 'or'; rules: SegmentRule[] }
  | { op: 'not'; rule: SegmentRule };

/** A tree of conditions. An empty `and` matches everyone, an empty `or` nobody. */
const RuleNode: z.ZodType<SegmentRule> = z
  .lazy(() =>
    z.union([
      z.object({ op: z.enum(['and', 'or']), rules: z.array(RuleNode).max(MAX_RULE_CONDITIONS) }),
      z.object({ op: z.literal('not'), rule: RuleNode }),
      SegmentCondition,
    ]),
  )
  .meta({ id: 'SegmentRule' });

/** How deep a value is nested, counted without recursion so that a hostile one cannot overflow the stack. */
function isTooDeep(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []));
  }
  return false;
}

function countConditions(rule: SegmentRule): number {
  if (!('op' in rule)) return 1;
  return rule.op === 'not'
    ? countConditions(rule.rule)
    : rule.rules.reduce((sum, part) => sum + countConditions(part), 0);
}

export const SegmentRuleInput = z
  .unknown()
  .superRefine((value, context) => {
    // Two object levels a rule level (`rules` array and its element), and one for the leaf's own arrays.
    if (isTooDeep(value, MAX_RULE_DEPTH * 2 + 2))
      context.addIssue(`may be nested at most ${MAX_RULE_DEPTH} levels deep`);
  })
  .pipe(RuleNode)
  .superRefine((rule, context) => {
    if (countConditions(rule) > MAX_RULE_CONDITIONS)
      context.addIssue(`may have at most ${MAX_RULE_CONDITIONS} conditions`);
  })
  .meta({ $ref: SEGMENT_RULE_REF });

export const SegmentInput = z.strictObject({ name: text(1, 120), rule: SegmentRuleInput }).meta({
  id: 'SegmentInput',
  example: {
    name: 'German customers on Plus who come often and left a cart',
    rule: {
      op: 'and',
      rules: [
        { field: 'language', operator: 'is', values: ['de'] },
        { field: 'tag', key: 'plan', operator: 'is', value: 'plus' },
        { field: 'sessionCount', operator: 'at_least', value: 5 },
        {
          field: 'event',
          operator: 'did',
          event: 'cart_left',
          atLeast: 2,
          withinDays: 14,
          property: { key: 'total', operator: 'greater', value: 50 },
        },
        { field: 'page', operator: 'visited', match: 'starts_with', path: '/shoes/', withinDays: 30 },
        { field: 'campaign', operator: 'not_clicked', withinDays: 7 },
      ],
    },
  },
});
export type SegmentInput = z.infer<typeof SegmentInput>;

export const SegmentPatch = z
  .strictObject({ name: text(1, 120).optional(), rule: SegmentRuleInput.optional() })
  .meta({ id: 'SegmentPatch', example: { name: 'German-speaking customers' } });
export type SegmentPatch = z.infer<typeof SegmentPatch>;

export const SegmentView = z
  .object({
    id: z.string().meta({ example: 'seg_0j3v8m2k4qw5r' }),
    name: z.string(),
    rule: RuleNode,
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Segment' });
export type SegmentView = z.infer<typeof SegmentView>;
