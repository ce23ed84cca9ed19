import { SEND_WINDOW_SECONDS } from '@/lib/campaigns/create-run';
import type { Actor } from '@/lib/contracts/actors';
import type { FrozenAudience } from '@/lib/contracts/campaigns';
import type { LocalTimeSchedule } from '@/lib/contracts/schedules';
import { type Skips, SkipsInput } from '@/lib/contracts/skips';
import { worldSpan } from '@/lib/contracts/zoned-time';
import { now } from '@/lib/platform/clock';
import { pool } from '@/lib/platform/db';
import { parse } from '@/lib/platform/parse';
import { compileFrozenAudience } from '@/lib/segments/compile-frozen-audience';
import { freezeAudience } from '@/lib/segments/freeze-audience';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { type Batch, expireUnderPace } from './expire-under-pace';
import { zoneStart } from './zone-start';

/**
 * Who of an audience would not get a campaign that is launched now, or scheduled as given, and why. Shares are those of
 * the whole audience: the draw at the launch may differ by a few.
 * @throws AppError `forbidden`; `not_found`; `invalid_input`, also for a segment that is not there
 */
export async function previewSkips(actor: Actor, siteId: string, input: SkipsInput): Promise<Skips> {
  const site = await authorizeSite(actor, 'segments.read', siteId);
  const { audience, schedule, holdoutPercent, testPercent, throttlePerMinute, ttlSeconds } = parse(SkipsInput, input);
  const at = now();
  const local = schedule?.kind === 'local_time' ? schedule : null;
  const zones = await countByZone(site, await freezeAudience(site, audience, at), local !== null);
  const starts = local ? startsOf(local, zones, at) : zones.map(({ count }) => ({ count, startMs: at.getTime() }));
  const isTold = (share: number) => Math.round(share * (1 - holdoutPercent / 100));
  const audienceCount = zones.reduce((sum, { count }) => sum + count, 0);
  const leftCount = isTold(audienceCount);
  const going = starts.flatMap(({ count, startMs }) => (startMs === null ? [] : { count: isTold(count), startMs }));
  const timePassedCount = isTold(starts.reduce((sum, { count, startMs }) => sum + (startMs === null ? count : 0), 0));
  return {
    audienceCount,
    heldOutCount: audienceCount - leftCount,
    timePassedCount,
    expiredCount: throttlePerMinute
      ? countExpired(going, {
          perMinute: throttlePerMinute,
          windowMs: (ttlSeconds + SEND_WINDOW_SECONDS) * 1_000,
          testPercent,
          isSpread: schedule?.kind === 'best_time',
        })
      : 0,
  };
}

/** By time zone as stored, empty where it is unknown; or, where zones do not matter, in one row. */
async function countByZone(site: bigint, audience: FrozenAudience, byZone: boolean) {
  const params: unknown[] = [site];
  const matches = compileFrozenAudience(audience, params, site);
  const { rows } = await pool.query<{ timezone: string; count: number }>(
    `SELECT ${byZone ? `COALESCE(s.timezone, '')` : `''`} AS timezone, count(*)::int AS count
     FROM subscribers s WHERE s.site_id = $1 AND ${matches} GROUP BY 1`,
    params,
  );
  return rows;
}

/** @returns a start of null: these are skipped */
function startsOf(schedule: LocalTimeSchedule, zones: readonly { timezone: string; count: number }[], at: Date) {
  // The launch is called for when the first zone of the world has the time.
  const launchedAt = new Date(Math.max(worldSpan(schedule.at).firstAt.getTime(), at.getTime()));
  return zones.map(({ timezone, count }) => ({
    count,
    startMs: zoneStart(schedule, timezone, launchedAt)?.getTime() ?? null,
  }));
}

interface Pace {
  perMinute: number;
  windowMs: number;
  testPercent: number;
  isSpread: boolean;
}

function countExpired(batches: Batch[], { perMinute, windowMs, testPercent, isSpread }: Pace): number | null {
  const [first] = batches;
  if (testPercent < 100 && first) {
    // The winner goes to the rest in a run with an expiry of its own.
    const total = batches.reduce((sum, { count }) => sum + count, 0);
    const tested = Math.round((total * testPercent) / 100);
    return [tested, total - tested].reduce(
      (sum, count) => sum + expireUnderPace([{ ...first, count }], perMinute, windowMs),
      0,
    );
  }
  const expired = expireUnderPace(batches, perMinute, windowMs);
  // Spread over a day it is fewer at a time: nobody expires if nobody would all at once.
  return isSpread && expired > 0 ? null : expired;
}
