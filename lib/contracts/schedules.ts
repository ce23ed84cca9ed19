import { z } from 'zod';
import { MAX_OCCURRENCES, WEEKDAYS } from './limits';
import { timeZone } from './text';

// When a campaign is sent, if neither at once nor at one instant. How times of a clock become instants: zoned-time.ts.

const isDate = (text: string) => {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
};
const calendarDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date such as 2027-01-31')
  .refine(isDate, 'is not a day of the calendar');
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:00');

/** What is done where the time has passed already when the campaign is launched. */
export const PASSED_POLICIES = ['next_day', 'now', 'skip'] as const;
export type PassedPolicy = (typeof PASSED_POLICIES)[number];

export const LocalTimeSchedule = z
  .strictObject({
    kind: z.literal('local_time'),
    at: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/, 'must be a date and time such as 2027-01-31T09:00')
      .refine((text) => isDate(text.slice(0, 10)), 'is not a day of the calendar')
      .meta({
        description: "Date and time on each subscriber's own clock, without an offset",
        example: '2027-01-31T09:00',
      }),
    fallbackTimezone: timeZone.meta({
      description: 'For subscribers whose time zone is unknown',
      example: 'Europe/Paris',
    }),
    whenPassed: z.enum(PASSED_POLICIES).default('next_day').meta({
      description:
        'Where the time has passed by more than an hour when the campaign starts: `next_day` sends it at the same time one day later, `now` at once, `skip` not at all',
      example: 'next_day',
    }),
  })
  .meta({
    id: 'LocalTimeSchedule',
    description: "Sent at one time of the clock, in each subscriber's own time zone",
    example: { kind: 'local_time', at: '2027-01-31T09:00', fallbackTimezone: 'Europe/Paris', whenPassed: 'next_day' },
  });
export type LocalTimeSchedule = z.infer<typeof LocalTimeSchedule>;

export type Weekday = (typeof WEEKDAYS)[number];

export const RecurringSchedule = z
  .strictObject({
    kind: z.literal('recurring'),
    rule: z
      .discriminatedUnion('every', [
        z.strictObject({ every: z.literal('day') }),
        z.strictObject({
          every: z.literal('week'),
          weekdays: z
            .array(z.enum(WEEKDAYS))
            .min(1, 'needs at least one day')
            .max(7)
            .transform((days) => WEEKDAYS.filter((day) => days.includes(day))),
        }),
        z.strictObject({
          every: z.literal('month'),
          day: z.union([z.int().min(1).max(31), z.literal('last')]).meta({
            description: 'Months without this day have none; `last` is the last day of each',
            example: 'last',
          }),
        }),
      ])
      .meta({ description: 'Each day, on days of the week, or on a day of the month' }),
    time: clockTime.meta({ description: "Time of the zone's clock", example: '09:00' }),
    timezone: timeZone,
    startsOn: calendarDate.optional().meta({ description: 'First day that counts; by default today' }),
    until: calendarDate.optional().meta({ description: 'Last day that counts' }),
    count: z.int().min(1).max(MAX_OCCURRENCES).optional().meta({
      description: 'Ends after so many dates, those that were skipped included',
      example: 12,
    }),
  })
  .refine((schedule) => !(schedule.until && schedule.count), {
    path: ['until'],
    message: 'cannot be given together with count',
  })
  .refine(({ startsOn, until }) => !(startsOn && until && until < startsOn), {
    path: ['until'],
    message: 'lies before the first day',
  })
  .meta({
    id: 'RecurringSchedule',
    description: 'Sent again and again by the calendar; each date is a run of its own, its audience as it is then',
    example: {
      kind: 'recurring',
      rule: { every: 'week', weekdays: ['mon', 'thu'] },
      time: '09:00',
      timezone: 'Europe/Paris',
      until: '2027-06-30',
    },
  });
export type RecurringSchedule = z.infer<typeof RecurringSchedule>;

export const BestTimeSchedule = z
  .strictObject({
    kind: z.literal('best_time'),
    startsAt: z.iso.datetime({ offset: true }).optional().meta({
      description:
        'The day of best hours begins at this instant: everyone gets it once, within about 24 hours from it; left out: it begins at the launch',
      example: '2027-01-31T08:00:00Z',
    }),
    fallbackTimezone: timeZone.meta({
      description: "For subscribers whose time zone is unknown and who get it at the site's best hour",
      example: 'Europe/Paris',
    }),
  })
  .meta({
    id: 'BestTimeSchedule',
    description:
      "Sent to each subscriber at the hour of their own clock at which they were active most; who has shown too little gets it at the site's best hour, and where that is unknown too, at the start",
    example: { kind: 'best_time', startsAt: '2027-01-31T08:00:00Z', fallbackTimezone: 'Europe/Paris' },
  });

export type BestTimeSchedule = z.infer<typeof BestTimeSchedule>;

export const CampaignSchedule = z
  .discriminatedUnion('kind', [LocalTimeSchedule, RecurringSchedule, BestTimeSchedule])
  .meta({
    description: "In each subscriber's own time zone, again and again by the calendar, or at each one's best hour",
  });
export type CampaignSchedule = z.infer<typeof CampaignSchedule>;

/** What a run by best time keeps of its schedule, and of what the site knew at the launch. */
export interface BestTimeRun {
  kind: 'best_time';
  fallbackTimezone: string;
  /** 0 to 23; null: nothing was known. */
  siteHour: number | null;
}

/** How the rows of a run come to starts of their own. */
export type OwnTimes = LocalTimeSchedule | BestTimeRun;

/** What is known of a site's best hours. */
export const BestTimeView = z
  .object({
    hour: z.int().min(0).max(23).nullable().meta({
      description:
        'The hour of their own clocks at which most subscribers are active most, for those without an hour of their own; null: too little is known, and those get it at the start',
      example: 19,
    }),
    ownCount: z.int().min(0).meta({ description: 'Subscribers who have an hour of their own', example: 4_120 }),
    seenCount: z.int().min(0).meta({
      description: 'Subscribers of whom any activity is known, those with an hour of their own included',
      example: 7_350,
    }),
  })
  .meta({
    id: 'BestTime',
    description: 'How far best hours are known; worked out again and again, within hours',
    example: { hour: 19, ownCount: 4_120, seenCount: 7_350 },
  });
export type BestTimeView = z.infer<typeof BestTimeView>;

const count = z.int().min(0);

/** What a recurring campaign did and will do. */
export const CampaignOccurrences = z
  .object({
    next: z
      .array(z.iso.datetime())
      .meta({ description: 'The next dates, five at most; while paused, as if resumed now' }),
    past: z
      .array(
        z.object({
          at: z.iso.datetime().meta({ description: 'The date as the rule names it' }),
          status: z.enum(['sent', 'missed', 'paused', 'failed']).meta({
            description:
              '`sent`; or skipped because nothing was running at the time and for three hours after (`missed`), it was paused, or it could not be sent as it was (`failed`: a deleted segment)',
          }),
          audience: count,
          accepted: count,
          shown: count,
          clicked: count,
        }),
      )
      .meta({ description: 'Newest first, fifty at most' }),
  })
  .meta({
    id: 'CampaignOccurrences',
    example: {
      next: ['2027-02-08T08:00:00Z'],
      past: [{ at: '2027-02-01T08:00:00Z', status: 'sent', audience: 1_240, accepted: 1_198, shown: 902, clicked: 61 }],
    },
  });
export type CampaignOccurrences = z.infer<typeof CampaignOccurrences>;
