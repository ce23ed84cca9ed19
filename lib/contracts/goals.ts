import { z } from 'zod';
import { text } from './text';

export const MAX_GOALS = 50;
const DEFAULT_WINDOW_HOURS = 24;
const MAX_WINDOW_HOURS = 720;

const name = text(1, 80).meta({ description: 'For people', example: 'Order' });
const event = text(1, 64).meta({
  description: 'The custom event that reaches it, as the page or your systems track it',
  example: 'order_placed',
});
const valueProperty = text(1, 64)
  .nullable()
  .meta({ description: 'The property of the event that holds the amount; null: no money', example: 'total' });
const currency = z
  .string()
  .trim()
  .toUpperCase()
  .refine(
    (code) => /^[A-Z]{3}$/.test(code) && Intl.supportedValuesOf('currency').includes(code),
    'must be an ISO 4217 code',
  )
  .nullable()
  .meta({
    description: 'ISO 4217; of amounts whose event has no property `currency` of its own',
    example: 'EUR',
  });
const windowHours = z.number().int().min(1).max(MAX_WINDOW_HOURS).meta({
  description: 'An event counts for the campaign that its browser clicked last, at most so long before it',
  example: 24,
});

const NEEDS_CURRENCY = { message: 'is needed for a goal with a value', path: ['currency'] };

export const GoalInput = z
  .strictObject({
    name,
    event,
    valueProperty: valueProperty.default(null),
    currency: currency.default(null),
    windowHours: windowHours.default(DEFAULT_WINDOW_HOURS),
  })
  .refine((goal) => goal.valueProperty === null || goal.currency !== null, NEEDS_CURRENCY)
  .meta({
    id: 'GoalInput',
    example: { name: 'Order', event: 'order_placed', valueProperty: 'total', currency: 'EUR', windowHours: 24 },
  });
export type GoalInput = z.input<typeof GoalInput>;

/** Changes count for events from then on. */
export const GoalPatch = z
  .strictObject({ name, event, valueProperty, currency, windowHours })
  .partial()
  .meta({ id: 'GoalPatch', example: { windowHours: 48 } });
export type GoalPatch = z.input<typeof GoalPatch>;

export const GoalView = z
  .object({
    id: z.string().meta({ description: 'Opaque', example: 'goal_0j3v8m2k4qw5r' }),
    name,
    event,
    valueProperty,
    currency: z.string().nullable().meta({ description: 'ISO 4217', example: 'EUR' }),
    windowHours,
    createdAt: z.iso.datetime().meta({ description: 'Events count from then on', example: '2027-01-31T09:00:00.000Z' }),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Goal', description: 'What a site wants its visitors to do' });
export type GoalView = z.infer<typeof GoalView>;

export const Revenue = z
  .object({
    currency: z.string().meta({ description: 'ISO 4217', example: 'EUR' }),
    amount: z.string().meta({ description: 'Exact, as a decimal number', example: '1249.9' }),
  })
  .meta({ id: 'Revenue', description: 'A sum in one currency; currencies are never added up' });
export type Revenue = z.infer<typeof Revenue>;

const GoalCounts = z.object({
  conversions: z.number().int().meta({ description: 'Events that reached the goal', example: 14 }),
  people: z.number().int().meta({ description: 'Browsers that reached it at least once', example: 12 }),
  revenue: z.array(Revenue).meta({ description: 'By currency' }),
});

export const GoalResult = GoalCounts.extend({
  goalId: z.string().meta({ description: 'The goal', example: 'goal_0j3v8m2k4qw5r' }),
  name: z.string().meta({ description: 'For people', example: 'Order' }),
  windowHours,
  variants: z
    .array(
      GoalCounts.extend({
        variant: z.number().int().meta({ description: 'Position of the message', example: 0 }),
        label: z.string().meta({ description: 'Which message', example: 'German' }),
      }),
    )
    .meta({ description: 'The same by message' }),
}).meta({ id: 'GoalResult', description: 'How often a goal was reached after a click on the campaign' });
export type GoalResult = z.infer<typeof GoalResult>;

/** A goal as the dashboard lists it. */
export interface GoalWithTotals extends GoalView {
  /** Put down to any campaign, in the last 30 days. */
  lately: { conversions: number; revenue: Revenue[] };
}
