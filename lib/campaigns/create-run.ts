import type { FrozenAudience } from '@/lib/contracts/campaigns';
import { MAX_TTL_SECONDS } from '@/lib/contracts/limits';
import type { Message } from '@/lib/contracts/messages';
import type { OwnTimes } from '@/lib/contracts/schedules';
import { worldSpan } from '@/lib/contracts/zoned-time';
import type { Campaign, Prisma } from '@/lib/generated/prisma/client';
import type { db } from '@/lib/platform/db';
import type { SendableTest } from './require-sendable-content';
import { splitArms } from './split-arms';

/**
 * Time left for sending when the push services are asked to keep a message for the whole TTL: `TTL` may neither be
 * below 60 nor reach past the expiry (delivery.md §1).
 */
export const SEND_WINDOW_SECONDS = 60;
const BULK_SHARD_COUNT = 8;
/** Up to so many subscribers named one by one are taken for a transactional message: it overtakes campaigns. */
const PRIORITY_AUDIENCE_SIZE = 100;

type Transaction = Pick<typeof db, 'run'> & Pick<typeof db, '$queryRaw'>;

interface RunInput {
  audience: FrozenAudience;
  message: Message;
  /** Whole messages in other languages; none: one message for all. */
  translations?: { language: string; message: Message }[];
  /** Variants, the message the first of them, each for a part of the audience; null or left out: one for all. */
  abTest?: SendableTest | null;
  /** Given, it goes to those whom the test has left, of the audience that the test had. */
  restOf?: { testRunId: bigint; asOf: string; boundSubscriberId: bigint; cuts: [number, number] };
  isTest: boolean;
  ttlSeconds: number;
  /** Each subscriber's own time; null or left out: at once. */
  localTime?: OwnTimes | null;
  /** Given, it goes the priority lane with so many shards, whatever its audience. */
  priorityShardCount?: number;
}

/** Writes down all that a launch (or, without a campaign, a message) needs, so that later edits change nothing; by the database's clock. */
export async function createRun(
  tx: Transaction,
  campaign: Pick<Campaign, 'siteId' | 'urgency' | 'ambiguityPolicy' | 'throttlePerMinute'> & { id: bigint | null },
  input: RunInput,
): Promise<{ id: bigint; createdAt: Date; expiresAt: Date }> {
  const { audience, message, translations = [], isTest, ttlSeconds, priorityShardCount, localTime, restOf } = input;
  const test = isTest ? null : input.abTest;
  const arms = test?.arms ?? [{ message, translations }];
  const [frozen] = await tx.$queryRaw<{ at: Date; bound: bigint }[]>`
    SELECT now() AS at, COALESCE((SELECT max(id) FROM subscribers), 0) AS bound`;
  const startedAt = frozen?.at ?? new Date();
  const ttl = Math.min(ttlSeconds, MAX_TTL_SECONDS);
  const namedCount = countNamed(audience);
  const isSmall = isTest || (namedCount !== null && namedCount <= PRIORITY_AUDIENCE_SIZE);
  return tx.run.create({
    data: {
      siteId: campaign.siteId,
      campaignId: campaign.id,
      // Left out it would be this process's time: a winner is decided so long after it, and reports count from it.
      createdAt: startedAt,
      lane: isSmall || priorityShardCount ? 'priority' : 'bulk',
      isTest,
      audience: { ...audience, asOf: restOf?.asOf ?? startedAt.toISOString() } as unknown as Prisma.InputJsonObject,
      messages: arms.flatMap((arm) => [
        arm.message,
        ...arm.translations.map((one) => one.message),
      ]) as unknown as Prisma.InputJsonArray,
      languages: translations.length > 0 ? ['', ...translations.map(({ language }) => language)] : [],
      ttlSeconds: ttl,
      urgency: isTest ? 'high' : campaign.urgency,
      ambiguityPolicy: campaign.ambiguityPolicy,
      localTime: localTime ? (localTime as unknown as Prisma.InputJsonObject) : undefined,
      // In local time and by best time the TTL counts from each row's own start: this bounds them all.
      expiresAt: new Date(lastStartMs(startedAt, localTime) + (ttl + SEND_WINDOW_SECONDS) * 1_000),
      throttlePerMinute: isTest ? null : campaign.throttlePerMinute,
      shardCount: priorityShardCount ?? (isSmall ? 1 : BULK_SHARD_COUNT),
      armCuts: test ? splitArms(test).test : (restOf?.cuts ?? []),
      seedRunId: restOf?.testRunId,
      boundSubscriberId: restOf?.boundSubscriberId ?? frozen?.bound ?? 0n,
    },
    select: { id: true, createdAt: true, expiresAt: true },
  });
}

/** The longest way to an hour of somebody's clock: a day, and what clocks are put back. */
const BEST_TIME_SPAN_MS = 26 * 3_600_000;

function lastStartMs(startedAt: Date, localTime: OwnTimes | null | undefined): number {
  if (!localTime) return startedAt.getTime();
  if (localTime.kind === 'best_time') return startedAt.getTime() + BEST_TIME_SPAN_MS;
  const lastMs = worldSpan(localTime.at).lastAt.getTime() + (localTime.whenPassed === 'next_day' ? 86_400_000 : 0);
  return Math.max(startedAt.getTime(), lastMs);
}

function countNamed({ selection }: FrozenAudience): number | null {
  if (selection.kind === 'rule') return null;
  return selection.kind === 'subscribers' ? selection.ids.length : selection.externalIds.length;
}
