import { z } from 'zod';
import { text } from './text';

// Conditions on what people did: their events, the pages they visited, and what became of what was sent to them.

/** An instant, or a whole day in UTC. */
export const dateText = z.iso
  .datetime({ offset: true })
  .or(z.iso.date())
  .meta({ description: 'An instant, or a day (UTC)', example: '2026-11-01' });

/** How long page visits are kept, and so how far back a rule may ask for them. */
export const PAGE_VISIT_DAYS = 90;
const MAX_DAYS = 3_650;
const MAX_TIMES = 1_000;

const atLeast = z.number().int().min(1).max(MAX_TIMES).optional().meta({
  description: 'How often at least; once unless told. With the operator’s opposite: less often than that',
  example: 2,
});
const withinDays = (most: number) =>
  z.number().int().min(1).max(most).optional().meta({
    description: 'Only what happened in the last so many days; without it and without dates: ever',
    example: 30,
  });
const WINDOW = {
  from: dateText.optional().meta({ description: 'Only from this instant or day on (UTC)', example: '2026-11-01' }),
  to: dateText.optional().meta({
    description: 'Only up to this instant or day (UTC), itself included',
    example: '2026-11-30',
  }),
};

interface Window {
  withinDays?: number | undefined;
  from?: string | undefined;
  to?: string | undefined;
}
const hasOneWindow = (window: Window) =>
  window.withinDays === undefined || (window.from === undefined && window.to === undefined);
const ONE_WINDOW = { path: ['withinDays'], message: 'cannot be given together with from or to' };

const propertyKey = text(1, 64).meta({ description: 'Name of the property', example: 'total' });
const propertyValue = z.union([text(0, 255), z.number(), z.boolean()]);
export const EventProperty = z.discriminatedUnion('operator', [
  z.strictObject({ key: propertyKey, operator: z.enum(['exists', 'not_exists']) }),
  z.strictObject({ key: propertyKey, operator: z.enum(['is', 'is_not']), value: propertyValue }),
  z.strictObject({
    key: propertyKey,
    operator: z.enum(['greater', 'less']),
    value: z.number().meta({ description: 'A number', example: 50 }),
  }),
  z.strictObject({ key: propertyKey, operator: z.literal('contains'), value: text(1, 255) }),
]);
export type EventProperty = z.infer<typeof EventProperty>;

export const EVENT_OPERATORS = ['did', 'did_not'] as const;
export const EventCondition = z
  .strictObject({
    field: z.literal('event'),
    operator: z.enum(EVENT_OPERATORS),
    event: text(1, 64).meta({ description: 'Name of the custom event', example: 'cart_left' }),
    atLeast,
    withinDays: withinDays(MAX_DAYS),
    ...WINDOW,
    property: EventProperty.optional().meta({
      description: 'Only events whose property is so',
      example: { key: 'total', operator: 'greater', value: 50 },
    }),
  })
  .refine(hasOneWindow, ONE_WINDOW);
export type EventCondition = z.infer<typeof EventCondition>;

export const PAGE_OPERATORS = ['visited', 'not_visited'] as const;
export const PATH_MATCHES = ['is', 'starts_with', 'contains'] as const;
export const PageCondition = z
  .strictObject({
    field: z.literal('page'),
    operator: z.enum(PAGE_OPERATORS),
    match: z.enum(PATH_MATCHES).meta({ description: 'How the path is compared', example: 'starts_with' }),
    path: text(1, 255).meta({ description: 'Path of the page, without host and query', example: '/shoes/' }),
    atLeast,
    withinDays: withinDays(PAGE_VISIT_DAYS),
    ...WINDOW,
  })
  .refine(hasOneWindow, ONE_WINDOW);
export type PageCondition = z.infer<typeof PageCondition>;

/** What may have become of a campaign; each also with `not_` before it. */
export const CAMPAIGN_OUTCOMES = ['sent', 'received', 'shown', 'clicked', 'dismissed'] as const;
export type CampaignOutcome = (typeof CAMPAIGN_OUTCOMES)[number];
export const CAMPAIGN_OPERATORS = [
  'sent',
  'not_sent',
  'received',
  'not_received',
  'shown',
  'not_shown',
  'clicked',
  'not_clicked',
  'dismissed',
  'not_dismissed',
] as const;
export const CampaignCondition = z.strictObject({
  field: z.literal('campaign'),
  operator: z.enum(CAMPAIGN_OPERATORS),
  campaignId: z
    .string()
    .regex(/^cmp_[0-9a-z]{13}$/, 'must be the id of a campaign')
    .optional()
    .meta({ description: 'The campaign; left out: any campaign', example: 'cmp_0j3v8m2k4qw5r' }),
  withinDays: withinDays(MAX_DAYS).meta({
    description: 'Only what was launched in the last so many days',
    example: 30,
  }),
});
export type CampaignCondition = z.infer<typeof CampaignCondition>;

export type BehaviourCondition = EventCondition | PageCondition | CampaignCondition;
