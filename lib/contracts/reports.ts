import { z } from 'zod';
import { CampaignStats } from './campaigns';
import { GoalResult } from './goals';

/** What the people of a campaign are told apart by; "variant" is which of its messages they got. */
export const REPORT_DIMENSIONS = ['browser', 'os', 'device', 'country', 'language', 'variant'] as const;
export type ReportDimension = (typeof REPORT_DIMENSIONS)[number];

const count = (description: string, example: number) => z.number().int().meta({ description, example });

const ReportCounts = z.object({
  audience: count('People of the audience', 4_120),
  accepted: count('Messages that push services accepted; 201 is no proof of delivery', 4_011),
  failed: count('Rejected, expired, or the subscription was gone', 88),
  suppressed: count('Held back: unsubscribed or erased meanwhile, cancelled, or their time had passed', 12),
  unknown: count('Nobody knows whether the push service took it', 0),
  received: count('Reported by the browser', 3_620),
  shown: count('Reported by the browser', 3_544),
  clicked: count('People who clicked at least once', 212),
  dismissed: count('People who closed it', 640),
});

export const BreakdownRow = ReportCounts.extend({
  value: z
    .string()
    .nullable()
    .meta({ description: 'Null: unknown. Of "variant", the position of the message', example: 'Chrome' }),
  label: z.string().meta({ description: 'For people', example: 'Chrome' }),
  converted: z.number().int().nullable().meta({
    description:
      'People who reached a goal after a click. Of "variant" only; null elsewhere, and where the site has no goals',
    example: null,
  }),
}).meta({ id: 'BreakdownRow', description: 'Part of an audience, and what became of it' });
export type BreakdownRow = z.infer<typeof BreakdownRow>;

export const ButtonRow = z
  .object({
    variant: z.number().int().meta({ description: 'Position of the message', example: 0 }),
    part: z.enum(['body', 'button_1', 'button_2']).meta({ description: 'What was pressed', example: 'button_1' }),
    label: z.string().meta({ description: 'What stands on the button', example: 'Put one aside' }),
    message: z.string().meta({ description: 'Which message, when there are several', example: 'German' }),
    clicked: count('People who pressed it; some press several parts', 61),
    clickers: count('People who clicked anything of this message', 212),
  })
  .meta({ id: 'ButtonRow', description: 'One part of a message and who pressed it' });
export type ButtonRow = z.infer<typeof ButtonRow>;

export const ReportPoint = z
  .object({
    at: z.iso.datetime().meta({ description: 'Begin of the interval', example: '2027-01-31T09:00:00.000Z' }),
    accepted: count('Accepted within it', 820),
    shown: count('Shown within it', 640),
    clicked: count('First clicks within it', 18),
  })
  .meta({ id: 'ReportPoint', description: 'An interval of the time series' });
export type ReportPoint = z.infer<typeof ReportPoint>;

export const HeatCell = z
  .object({
    weekday: z.number().int().min(1).max(7).meta({ description: '1: Monday', example: 2 }),
    hour: z.number().int().min(0).max(23).meta({ description: 'By the clock of the time zone', example: 9 }),
    clicked: count('First clicks in that hour of that weekday', 31),
  })
  .meta({ id: 'HeatCell', description: 'An hour of the week' });
export type HeatCell = z.infer<typeof HeatCell>;

const FailureRow = z
  .object({
    outcome: z.string().meta({
      description: 'gone, rejected, expired, suppressed, unknown; retried for those that went on',
      example: 'gone',
    }),
    reason: z.string().meta({ description: 'Why', example: 'gone' }),
    pushService: z.string().meta({ description: 'Host; empty when none was asked', example: 'fcm.googleapis.com' }),
    count: count('How many', 71),
  })
  .meta({ id: 'FailureRow', description: 'Why some did not get it' });

export const CampaignReport = z
  .object({
    campaignId: z.string().meta({ description: 'The campaign', example: 'cmp_0j3v8m2k4qw5r' }),
    stats: CampaignStats.meta({ description: 'The funnel, as it is now' }),
    unsubscribed: count(
      'People who unsubscribed within 24 hours of its being accepted, with no later campaign between',
      3,
    ),
    converted: z.number().int().nullable().meta({
      description:
        'People who reached any goal after a click on the campaign, each counted once; null: the site has no goals',
      example: 19,
    }),
    goals: z.array(GoalResult).meta({ description: 'Goals of the site; events of the last seconds may be missing' }),
    asOf: z.iso.datetime().nullable().meta({
      description: 'When what follows was counted; null: not yet',
      example: '2027-01-31T10:31:00.000Z',
    }),
    isCurrent: z.boolean().meta({ description: 'Nothing has changed since', example: true }),
    intervalSeconds: count('Length of the intervals of the series', 900),
    series: z.array(ReportPoint).meta({ description: 'In time order; silence is left out' }),
    timeZone: z.string().meta({ description: 'Of the heat map', example: 'Europe/Berlin' }),
    heatMap: z.array(HeatCell).meta({ description: 'Hours with clicks only' }),
    breakdowns: z
      .record(z.enum(REPORT_DIMENSIONS), z.array(BreakdownRow))
      .meta({ description: 'Each adds up to the audience as it was counted' }),
    buttons: z.array(ButtonRow).meta({ description: 'Clicks by the part that was pressed' }),
    failures: z.array(FailureRow).meta({ description: 'Largest first, at most 100' }),
  })
  .meta({ id: 'CampaignReport', description: 'What became of a campaign' });
export type CampaignReport = z.infer<typeof CampaignReport>;

/** Campaigns side by side: at least, at most. */
export const COMPARED_CAMPAIGNS = { min: 2, max: 5 } as const;
/** Of the clicks since the launch. */
export const COMPARED_HOURS = 48;

export const ComparedCampaign = z
  .object({
    id: z.string().meta({ description: 'The campaign', example: 'cmp_0j3v8m2k4qw5r' }),
    name: z.string().meta({ description: 'For people', example: 'November sale' }),
    launchedAt: z.iso.datetime().nullable().meta({
      description: 'When it was launched; null: not sent',
      example: '2027-01-31T09:00:00.000Z',
    }),
    stats: CampaignStats.meta({ description: 'The funnel, as it is now' }),
    unsubscribed: count(
      'People who unsubscribed within 24 hours of its being accepted, with no later campaign between',
      3,
    ),
    goals: z.array(GoalResult).meta({ description: 'Goals of the site; events of the last seconds may be missing' }),
    clicksByHour: z.array(z.number().int()).meta({
      description: `First clicks in each of the ${COMPARED_HOURS} hours since its launch (each date of a series since its own), as far as they have been counted; hours that have not begun are left out`,
      example: [31, 12, 4],
    }),
  })
  .meta({ id: 'ComparedCampaign', description: 'One campaign of a comparison' });
export type ComparedCampaign = z.infer<typeof ComparedCampaign>;
