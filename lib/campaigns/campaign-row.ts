import { type AbTest, type AbVariant, StoredAbTest } from '@/lib/contracts/ab-tests';
import { type Audience, AudienceInput, type CampaignView } from '@/lib/contracts/campaigns';
import { type Message, URGENCIES, type Urgency } from '@/lib/contracts/messages';
import { CampaignSchedule } from '@/lib/contracts/schedules';
import type { Campaign, Prisma, Urgency as StoredUrgency, Variant } from '@/lib/generated/prisma/client';
import { NO_JSON } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';

/** A campaign without its figures: lib/stats adds them at the edge. */
export type CampaignSummary = Omit<CampaignView, 'stats'>;

export type CampaignRow = Campaign & { variants: Variant[] };

/** What every query of a campaign reads with it. */
export const WITH_VARIANTS = { variants: { orderBy: { position: 'asc' } } } as const;

/** A stored campaign as it is shown. */
export function toCampaignSummary(row: CampaignRow): CampaignSummary {
  return {
    id: encodeId('campaign', row.id),
    siteId: encodeId('site', row.siteId),
    name: row.name,
    status: row.status,
    message: (row.variants[0]?.message ?? {}) as CampaignSummary['message'],
    translations: storedTranslations(row),
    audience: storedAudience(row),
    ttlSeconds: row.ttlSeconds,
    urgency: fromStoredUrgency(row.urgency),
    throttlePerMinute: row.throttlePerMinute,
    ambiguityPolicy: row.ambiguityPolicy,
    sendAt: row.sendAt?.toISOString() ?? null,
    schedule: storedSchedule(row),
    abTest: storedAbTest(row),
    nextAt: row.nextAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    launchedAt: row.launchedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/** By language, what differs from the message itself. */
export function storedTranslations({ variants }: Pick<CampaignRow, 'variants'>): CampaignSummary['translations'] {
  const own = variants[0]?.name;
  const translated = variants.filter(({ language, name }) => language !== null && name === own);
  return Object.fromEntries(translated.map(({ language, message }) => [language, message as Partial<Message>]));
}

/** Null unless it is an A/B test; the first variant is the message itself, and has none. */
export function storedAbTest({ abTest, variants }: Pick<CampaignRow, 'abTest' | 'variants'>): AbTest | null {
  if (abTest === null) return null;
  const defaults = variants.filter(({ language }) => language === null);
  return {
    ...StoredAbTest.parse(abTest),
    variants: defaults.map(({ name, weight, message }, index): AbVariant => {
      if (index === 0) return { weight };
      const translated = variants.filter((other) => other.name === name && other.language !== null);
      const translations = Object.fromEntries(
        translated.map((other) => [other.language, other.message as Record<string, unknown>]),
      );
      const isTranslated = translated.length > 0;
      return { weight, message: message as Record<string, unknown>, ...(isTranslated && { translations }) };
    }),
  };
}

/** As a Json column takes it: the messages are rows of their own. */
export function toStoredAbTest(abTest: AbTest | null): Prisma.InputJsonObject | typeof NO_JSON {
  if (abTest === null) return NO_JSON;
  const { variants: _rows, ...settings } = abTest;
  return settings as unknown as Prisma.InputJsonObject;
}

/** @throws ZodError when what is stored is no audience: a fault of the writer */
export function storedAudience(row: Pick<Campaign, 'audience'>): Audience {
  return AudienceInput.parse(row.audience);
}

/** Null: it goes at one instant, or when someone launches it. @throws ZodError as storedAudience */
export function storedSchedule(row: Pick<Campaign, 'schedule'>): CampaignSchedule | null {
  return row.schedule === null ? null : CampaignSchedule.parse(row.schedule);
}

/** As a Json column takes it. */
export function toStoredSchedule(schedule: CampaignSchedule | null): Prisma.InputJsonObject | typeof NO_JSON {
  return schedule === null ? NO_JSON : (schedule as unknown as Prisma.InputJsonObject);
}

/** Prisma's enums have no hyphens. */
export function toStoredUrgency(urgency: Urgency): StoredUrgency {
  return urgency === 'very-low' ? 'very_low' : urgency;
}

function fromStoredUrgency(urgency: StoredUrgency): Urgency {
  return URGENCIES.find((known) => known.replace('-', '_') === urgency) ?? 'low';
}
