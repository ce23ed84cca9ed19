import { z } from 'zod';
import { AbTestInput, WinnerInput } from './ab-tests';
import { DEFAULT_TTL_SECONDS, MAX_THROTTLE_PER_MINUTE, MAX_TTL_SECONDS, MIN_TTL_SECONDS } from './limits';
import {
  DraftMessage,
  DraftTranslations,
  type Message,
  MessageInput,
  MessageTranslations,
  URGENCIES,
} from './messages';
import { CampaignSchedule } from './schedules';
import { type SegmentRule, SegmentRuleInput } from './segments';
import { text } from './text';

/** `sendAt` may lie this far ahead. */
export const MAX_SCHEDULE_AHEAD_DAYS = 366;

const idList = z.array(z.string().max(64)).min(1, 'needs at least one entry').max(20_000);

export const AudienceInput = z
  .union([
    z.strictObject({ all: z.literal(true) }),
    z.strictObject({ include: idList.max(50), exclude: z.array(z.string().max(64)).max(50).optional() }),
    z.strictObject({ rule: SegmentRuleInput }),
    z.strictObject({ subscriberIds: idList }),
    z.strictObject({ externalIds: z.array(text(1, 255)).min(1).max(20_000) }),
  ])
  .meta({
    id: 'Audience',
    description: 'Whom a campaign is for. It is frozen when the campaign is launched.',
    example: { include: ['seg_0j3v8m2k4qw5r'] },
  });
export type Audience = z.infer<typeof AudienceInput>;

const throttlePerMinute = z.number().int().min(1).max(MAX_THROTTLE_PER_MINUTE).nullable().meta({
  description: 'Messages sent per minute at most, all workers together; null: as fast as it goes',
  example: 6_000,
});

/** What is done with a message whose fate a broken connection hides. */
export const AMBIGUITY_POLICIES = ['resend', 'skip'] as const;
export type AmbiguityPolicy = (typeof AMBIGUITY_POLICIES)[number];
const ambiguityPolicy = z.enum(AMBIGUITY_POLICIES).meta({
  description:
    'When a connection breaks after the request has left, nobody knows whether it arrived: `resend` sends it once more (a browser shows it once), `skip` leaves it and counts it as unknown',
  example: 'resend',
});

export const CampaignInput = z
  .strictObject({
    name: text(1, 120),
    message: MessageInput,
    translations: MessageTranslations.optional(),
    audience: AudienceInput,
    ttlSeconds: z.number().int().min(MIN_TTL_SECONDS).max(MAX_TTL_SECONDS).default(DEFAULT_TTL_SECONDS),
    urgency: z.enum(URGENCIES).default('low'),
    throttlePerMinute: throttlePerMinute.default(null),
    ambiguityPolicy: ambiguityPolicy.default('resend'),
    sendAt: z.iso.datetime({ offset: true }).optional().meta({ description: 'Launches by itself at this instant' }),
    schedule: CampaignSchedule.optional(),
    abTest: AbTestInput.optional(),
  })
  .refine((campaign) => !(campaign.sendAt && campaign.schedule), {
    path: ['schedule'],
    message: 'cannot be given together with sendAt',
  })
  .meta({
    id: 'CampaignInput',
    example: {
      name: 'November sale',
      message: {
        title: 'The sale ends tonight',
        body: 'Everything is 20 % off until midnight.',
        url: 'https://example.com/sale',
      },
      audience: { include: ['seg_0j3v8m2k4qw5r'] },
    },
  });
export type CampaignInput = z.input<typeof CampaignInput>;

/** A draft may be incomplete: it is checked whole at launch. Saved by autosave. */
export const CampaignDraftInput = z.object({
  name: text(1, 120),
  message: DraftMessage,
  translations: DraftTranslations.optional(),
  audience: AudienceInput,
  ttlSeconds: z.number().int().min(MIN_TTL_SECONDS).max(MAX_TTL_SECONDS).default(DEFAULT_TTL_SECONDS),
  urgency: z.enum(URGENCIES).default('low'),
  throttlePerMinute: throttlePerMinute.default(null),
  ambiguityPolicy: ambiguityPolicy.default('resend'),
  sendAt: z.iso.datetime({ offset: true }).nullish(),
  schedule: CampaignSchedule.nullish(),
  abTest: z.union([AbTestInput, z.null()]).optional().meta({
    description: 'Its variants, if it is an A/B test; null: everyone gets the one message',
  }),
});
export type CampaignDraftInput = z.input<typeof CampaignDraftInput>;

/** REST: a draft that need not be complete yet. */
export const IncompleteCampaignInput = z
  .strictObject({
    ...CampaignDraftInput.shape,
    isDraft: z.literal(true).meta({
      description:
        'It may be incomplete, and stays a draft, with `sendAt` or a schedule too; it is checked whole when it is launched or scheduled',
      example: true,
    }),
    message: z
      .record(z.string(), z.unknown())
      .default({})
      .meta({
        description: 'As much of it as there is',
        example: { title: 'The sale ends tonight' },
      }),
  })
  .meta({
    id: 'IncompleteCampaign',
    example: { isDraft: true, name: 'November sale', message: { title: 'The sale' }, audience: { all: true } },
  });

/** Changes of a draft: a field that is not given stays as it is. */
export const CampaignPatch = z
  .strictObject({
    name: text(1, 120).optional(),
    message: DraftMessage.optional(),
    translations: DraftTranslations.optional().meta({ description: 'Takes the place of all there are; {}: none' }),
    audience: AudienceInput.optional(),
    ttlSeconds: z.number().int().min(MIN_TTL_SECONDS).max(MAX_TTL_SECONDS).optional(),
    urgency: z.enum(URGENCIES).optional(),
    throttlePerMinute: throttlePerMinute.optional(),
    ambiguityPolicy: ambiguityPolicy.optional(),
    sendAt: z.iso.datetime({ offset: true }).nullish(),
    schedule: CampaignSchedule.nullish(),
    abTest: z
      .union([AbTestInput, z.null()])
      .optional()
      .meta({ description: 'Takes the place of the one there is; null: none' }),
  })
  .meta({ id: 'CampaignPatch', example: { name: 'November sale, second try', urgency: 'normal' } });
export type CampaignPatch = z.input<typeof CampaignPatch>;
export type ParsedCampaignPatch = z.output<typeof CampaignPatch>;

/** Another pace, also while the campaign is being sent. */
export const ThrottleInput = z.strictObject({ throttlePerMinute }).meta({ id: 'ThrottleInput' });

/** Most subscribers of one test send. */
export const MAX_TEST_SUBSCRIBERS = 20;
/** What of a draft a test sends. */
export const TestedDraft = z.strictObject(
  CampaignDraftInput.pick({ message: true, translations: true, abTest: true }).shape,
);
export type TestedDraft = z.input<typeof TestedDraft>;
export const TestSendInput = z
  .strictObject({
    subscriberIds: z.array(z.string().max(64)).min(1, 'needs at least one entry').max(MAX_TEST_SUBSCRIBERS),
    variant: WinnerInput.shape.variant.optional().meta({
      description: 'Which variant of an A/B test is sent; left out: A, the message itself',
      example: 'B',
    }),
    draft: TestedDraft.optional().meta({
      description: 'What is sent in place of what is saved, which stays as it is; it must be complete',
      example: { message: { title: 'Last hours', url: 'https://example.com/sale' } },
    }),
  })
  .meta({ id: 'TestSendInput', example: { subscriberIds: ['sub_0j3v8m2k4qw5r'] } });

export const CAMPAIGN_STATUSES = ['draft', 'scheduled', 'running', 'paused', 'cancelled', 'done'] as const;
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number];

/** The moves a campaign may make; each is a compare-and-set on the status it leaves. */
export const CAMPAIGN_MOVES: Record<CampaignStatus, readonly CampaignStatus[]> = {
  draft: ['scheduled', 'running'],
  scheduled: ['draft', 'running', 'cancelled'],
  running: ['paused', 'cancelled', 'done'],
  // A paused one whose time is over has nothing left to be resumed.
  paused: ['running', 'cancelled', 'done'],
  cancelled: [],
  done: [],
};

/** What a run keeps of its audience: the rules themselves and the instant that "now" means in them. */
export interface FrozenAudience {
  /** ISO instant that relative dates are counted from. */
  asOf: string;
  selection:
    | { kind: 'rule'; include: SegmentRule[]; exclude: SegmentRule[] }
    | { kind: 'subscribers'; ids: string[] }
    | { kind: 'externalIds'; externalIds: string[] };
}

/** Delivery states, in the order of their numbers in the `deliveries` table. */
export const DELIVERY_STATES = [
  'pending',
  'sending',
  'accepted',
  'gone',
  'rejected',
  'expired',
  'suppressed',
  'unknown',
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

const count = z.number().int().min(0);
export const CampaignStats = z
  .object({
    audience: count,
    pending: count,
    accepted: count,
    received: count,
    shown: count,
    clicked: count,
    dismissed: count,
    gone: count,
    rejected: count,
    expired: count,
    suppressed: count,
    heldOut: count,
    unknown: count,
  })
  .meta({
    id: 'CampaignStats',
    description:
      'Browsers by state. `audience = pending + accepted + gone + rejected + expired + suppressed + heldOut + unknown`.',
  });
export type CampaignStats = z.infer<typeof CampaignStats>;

export const CampaignView = z
  .object({
    id: z.string().meta({ example: 'cmp_0j3v8m2k4qw5r' }),
    siteId: z.string(),
    name: z.string(),
    status: z.enum(CAMPAIGN_STATUSES),
    message: DraftMessage.meta({ description: 'As saved; complete only once launched' }),
    translations: DraftTranslations,
    audience: AudienceInput,
    ttlSeconds: z.number().int(),
    urgency: z.enum(URGENCIES),
    throttlePerMinute,
    ambiguityPolicy,
    sendAt: z.iso.datetime().nullable().meta({
      description: 'When it starts by itself; with a schedule in local time, when the first time zone does',
    }),
    schedule: CampaignSchedule.nullable(),
    abTest: z
      .union([AbTestInput, z.null()])
      .meta({ description: 'Its variants, if it is an A/B test; null: everyone gets the one message' }),
    nextAt: z.iso.datetime().nullable().meta({ description: 'The next date of a recurring campaign' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    launchedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    stats: CampaignStats,
  })
  .meta({ id: 'Campaign' });
export type CampaignView = Omit<z.infer<typeof CampaignView>, 'message' | 'translations'> & {
  message: Partial<Message>;
  translations: Record<string, Partial<Message>>;
};

/** Subscribers of a campaign in local time whose time has not come yet. */
export interface WaitingZones {
  subscriberCount: number;
  /** The next start: when, for how many, in which zones (the largest three; empty: unknown) of how many. */
  next: { at: string; subscriberCount: number; timezones: string[]; timezoneCount: number };
  /** When the last zone starts. */
  lastAt: string;
}

/** What the campaign page shows live. */
export interface CampaignProgress {
  status: CampaignStatus;
  stats: CampaignStats;
  /** False while fan-out goes on: the audience still grows. */
  planned: boolean;
  /** Settled messages per second over the last 15 s; null when not sending. */
  ratePerSecond: number | null;
  /** Null when it cannot be told. */
  secondsLeft: number | null;
  /** In local time: whose time has not come yet; null when nobody waits. */
  waiting: WaitingZones | null;
  startedAt: string | null;
  finishedAt: string | null;
  /** Failures by reason and push service, largest first. */
  reasons: { outcome: string; reason: string; pushService: string; count: number }[];
  alerts: { code: string; pushService: string; detail: string; count: number }[];
  /** Since the launch, in time order, those in which nothing happened left out; at most a chart's points. */
  ticks: { at: string; settled: number; shown: number; clicked: number }[];
  /** How wide a tick is: five seconds, wider where there would be too many. */
  tickSeconds: number;
}
