import { z } from 'zod';
import {
  DEFAULT_CONFIDENCE_PERCENT,
  MAX_DECIDE_AFTER_SECONDS,
  MAX_HOLDOUT_PERCENT,
  MAX_VARIANTS,
  MIN_DECIDE_AFTER_SECONDS,
  MIN_VARIANTS,
} from './limits';
import { DraftMessage, DraftTranslations } from './messages';
import { variantName } from './variant-name';

/** What a winner is chosen by. */
export const TEST_METRICS = ['clicks', 'conversions'] as const;
export type TestMetric = (typeof TEST_METRICS)[number];

export const WINNER_RULES = ['manual', 'after', 'significance'] as const;
export type WinnerRuleKind = (typeof WINNER_RULES)[number];

const afterSeconds = z.number().int().min(MIN_DECIDE_AFTER_SECONDS).max(MAX_DECIDE_AFTER_SECONDS).meta({
  description: 'Counted from the launch. While messages of the test are still going out, the decision waits for them',
  example: 14_400,
});
const confidencePercent = z.number().min(80).max(99.9).default(DEFAULT_CONFIDENCE_PERCENT).meta({
  description: 'So probable must it be that a variant is the best, for it to win by itself',
  example: 95,
});
const ifUnclear = z.enum(['leading', 'wait']).default('leading').meta({
  description: 'When the time has come and no variant is that probable: send the leading one, or wait for a person',
});
const metric = z.enum(TEST_METRICS).default('clicks').meta({
  description:
    'What the best variant has most of, of those that push services accepted: browsers that clicked, or that reached a goal after a click, within its window',
});
const goalId = z.string().max(64).optional().meta({
  description: 'The goal whose conversions count; needed with the metric `conversions`, and only there',
  example: 'goal_0j3v8m2k4qw5r',
});

export const WinnerRule = z
  .discriminatedUnion('decide', [
    z.strictObject({ decide: z.literal('manual').meta({ description: 'A person chooses' }), metric, goalId }),
    z.strictObject({
      decide: z.literal('after').meta({ description: 'By itself, when the time has come' }),
      metric,
      goalId,
      afterSeconds,
      confidencePercent,
      ifUnclear,
    }),
    z.strictObject({
      decide: z
        .literal('significance')
        .meta({ description: 'By itself, as soon as it is clear; at the latest when the time has come' }),
      metric,
      goalId,
      afterSeconds,
      confidencePercent,
      ifUnclear,
    }),
  ])
  .refine((rule) => (rule.metric === 'conversions') === (rule.goalId !== undefined), {
    path: ['goalId'],
    message: 'is needed with the metric conversions, and goes with no other',
  })
  .meta({
    id: 'WinnerRule',
    description: 'How the variant is chosen that the rest of the audience gets. A person may choose earlier',
    example: { decide: 'after', afterSeconds: 14_400, ifUnclear: 'leading' },
  });
export type WinnerRule = z.infer<typeof WinnerRule>;

export const AbVariant = z
  .strictObject({
    weight: z
      .number()
      .int()
      .min(1)
      .max(1_000)
      .default(1)
      .meta({ description: 'Its share of the test, against the other weights', example: 1 }),
    message: DraftMessage.optional().meta({
      description: "What differs from the campaign's own message; the first variant, A, is that message and has none",
      example: { title: 'Last hours of the sale' },
    }),
    translations: DraftTranslations.optional().meta({
      description: "In other languages, what differs from this variant's message: the same languages as the campaign's",
    }),
  })
  .meta({ id: 'AbVariant', example: { weight: 1, message: { title: 'Last hours of the sale' } } });
export type AbVariant = z.infer<typeof AbVariant>;

const settings = {
  holdoutPercent: z.number().int().min(0).max(MAX_HOLDOUT_PERCENT).default(0).meta({
    description: 'So much of the audience gets nothing, to compare with',
    example: 5,
  }),
  testPercent: z.number().int().min(1).max(100).default(100).meta({
    description: 'So much of the others gets the variants at once; the rest gets the best one later. 100: all at once',
    example: 20,
  }),
  winner: WinnerRule.optional(),
};

export const AbTestInput = z
  .strictObject({
    variants: z
      .array(AbVariant)
      .min(MIN_VARIANTS)
      .max(MAX_VARIANTS)
      .meta({ description: 'A, B, C … in this order; the first is the message itself' }),
    ...settings,
  })
  .refine((test) => test.variants[0]?.message === undefined && test.variants[0]?.translations === undefined, {
    path: ['variants', 0, 'message'],
    message: "is the campaign's own message: leave it out here and change `message`",
  })
  .refine((test) => test.testPercent === 100 || test.winner !== undefined, {
    path: ['winner'],
    message: 'is needed when testPercent is below 100: it says how the rest gets the best variant',
  })
  .meta({
    id: 'AbTest',
    description:
      'Several variants of the message, each for a part of the audience; the first, A, is the message itself',
    example: {
      variants: [{ weight: 1 }, { weight: 1, message: { title: 'Last hours of the sale' } }],
      holdoutPercent: 0,
      testPercent: 20,
      winner: { decide: 'after', metric: 'clicks', afterSeconds: 14_400, confidencePercent: 95, ifUnclear: 'leading' },
    },
  });
export type AbTestInput = z.input<typeof AbTestInput>;
export type AbTest = z.infer<typeof AbTestInput>;

/** What a campaign keeps apart from its variants' messages. */
export const StoredAbTest = z.object(settings);
export type StoredAbTest = z.infer<typeof StoredAbTest>;

const variantNames = Array.from({ length: MAX_VARIANTS }, (_, position) => variantName(position));

export const WinnerInput = z
  .strictObject({
    variant: z
      .enum(variantNames as [string, ...string[]])
      .meta({ description: 'The letter of the variant', example: 'B' }),
  })
  .meta({ id: 'WinnerInput', example: { variant: 'B' } });

const count = z.number().int().min(0);
const share = z.number().min(0).max(1);
export const AbVariantStats = z
  .object({
    variant: z.string().meta({ description: 'Its letter', example: 'B' }),
    audience: count.meta({ description: 'Subscribers of this variant, without those who got it as the winner' }),
    pending: count,
    accepted: count,
    shown: count,
    clicked: count,
    clickRate: share
      .nullable()
      .meta({ description: 'Clicks of accepted; null before anything was accepted', example: 0.041 }),
    converted: count.nullable().meta({
      description: 'Browsers that reached the goal of the test after a click on this variant; null: it has none',
      example: 12,
    }),
    conversionRate: share
      .nullable()
      .meta({ description: 'Converted of accepted; null without a goal', example: 0.006 }),
    low: share
      .nullable()
      .meta({ description: 'Lower end of the 95 % credible interval of the rate that counts', example: 0.037 }),
    high: share
      .nullable()
      .meta({ description: 'Upper end of the 95 % credible interval of the rate that counts', example: 0.046 }),
    bestProbability: share.meta({
      description: 'Probability that this variant has the highest rate',
      example: 0.96,
    }),
  })
  .meta({ id: 'AbVariantStats' });
export type AbVariantStats = z.infer<typeof AbVariantStats>;

export const AB_PHASES = ['none', 'testing', 'asking', 'decided', 'finished'] as const;
export const AbTestResult = z
  .object({
    phase: z.enum(AB_PHASES).meta({
      description:
        '`none`: not launched; `testing`: no winner yet; `asking`: too close, a person must choose; `decided`: the rest gets the winner; `finished`: all at once, or ended without a winner',
      example: 'testing',
    }),
    metric: z.enum(TEST_METRICS).meta({ description: 'What counts', example: 'clicks' }),
    goal: z
      .object({
        id: z.string().meta({ description: 'The goal', example: 'goal_0j3v8m2k4qw5r' }),
        name: z.string().meta({ description: 'For people', example: 'Order' }),
        windowHours: z.number().int().meta({ description: 'So long after the click it counts', example: 24 }),
        isArchived: z.boolean().meta({ description: 'Whether it has ended: nothing more is counted', example: false }),
      })
      .nullable()
      .meta({ description: 'Whose conversions count; null: clicks do' }),
    variants: z
      .array(AbVariantStats)
      .meta({ description: 'In the order of their letters; empty for a campaign that is no A/B test' }),
    leading: z.string().nullable().meta({
      description:
        'The variant with the highest probability; null while nobody has clicked, or a variant has gone to too few to be compared',
      example: 'B',
    }),
    summary: z.string().meta({
      description: 'The same in a sentence',
      example: 'B is better with 96 % probability; 412 more clicks expected.',
    }),
    heldOutCount: count.meta({ description: 'Subscribers of the hold-out group', example: 500 }),
    restCount: count.meta({ description: 'Subscribers who wait for the winner, or get it', example: 80_000 }),
    isRestCounted: z.boolean().meta({ description: 'False while the audience is still being gathered' }),
    decidesAt: z.iso.datetime().nullable().meta({ description: 'When it is decided by itself at the latest' }),
    winner: z.string().nullable().meta({ description: 'The variant that the rest gets; null before', example: 'B' }),
    decidedBy: z.enum(['person', 'confidence', 'leading']).nullable().meta({
      description: '`confidence`: probable enough; `leading`: it was too close, and the leading one was to be sent',
    }),
    decidedAt: z.iso.datetime().nullable().meta({ description: 'When the winner was decided; null before' }),
    expectedClicks: z.number().int().nullable().meta({
      description:
        'Clicks, or with a goal browsers that reach it, that the leading variant is expected to bring over the runner-up: among the rest, or had everyone got it',
      example: 412,
    }),
  })
  .meta({ id: 'AbTestResult' });
export type AbTestResult = z.infer<typeof AbTestResult>;
