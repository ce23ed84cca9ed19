import fc from 'fast-check';
import {
  type BehaviourCondition,
  CAMPAIGN_OPERATORS,
  type CampaignOutcome,
  type EventProperty,
} from '@/lib/contracts/segment-behaviour';
import type { SegmentRule } from '@/lib/contracts/segments';
import { encodeId } from '@/lib/platform/ids';

export const AS_OF = new Date('2026-11-20T12:00:00Z');
const DAY = 86_400_000;
export const daysAgo = (days: number) => new Date(AS_OF.getTime() - days * DAY);
const EVENTS = ['bought', 'cart_left', "o'clock"];
const PROP_KEYS = ['total', 'colour', "o'brien"];
const PROP_VALUES = ['red', 'dark red', '', 10, 59.9, -1, true, false] as const;
export const PATHS = ['/', '/shoes/', '/shoes/red', '/100%_off', '/Shoes/'];
const DAYS_BACK = [0, 0.4, 1, 6.9, 7, 7.1, 30, 45, 70];
/** Two campaigns, the first of which went out three times, a test of it, and a single message. */
export const RUNS = [
  { campaign: 0, daysBack: 70, isTest: false },
  { campaign: 0, daysBack: 20, isTest: false },
  { campaign: 0, daysBack: 2, isTest: false },
  { campaign: 1, daysBack: 7, isTest: false },
  { campaign: 1, daysBack: 3, isTest: true },
  { campaign: null, daysBack: 1, isTest: false },
];
const ID_EPOCH = Date.UTC(2026, 0, 1);
const idAt = (at: Date, sequence = 0) => (BigInt(at.getTime() - ID_EPOCH) << 20n) + BigInt(sequence);
export const runIds = RUNS.map(({ daysBack }, index) => idAt(daysAgo(daysBack), index));

export interface Person {
  events: { name: string; at: Date; props: Record<string, string | number | boolean> }[];
  visits: { path: string; daysBack: number; count: number }[];
  deliveries: ({ run: number; state: number } & Record<Exclude<CampaignOutcome, 'sent'>, boolean>)[];
}

export const person: fc.Arbitrary<Person> = fc.record({
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

/** Those of `RUNS`, once they are stored. */
export const campaignIds: bigint[] = [];
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
export const rule: fc.Arbitrary<SegmentRule> = fc.letrec<{ rule: SegmentRule }>((tie) => ({
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
export function matches(who: Person, rule: SegmentRule): boolean {
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
