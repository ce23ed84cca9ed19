import { beforeAll, describe, expect, it } from 'vitest';
import { worldSpan } from '@/lib/contracts/zoned-time';
import { pool } from '@/lib/platform/db';
import type { AppError } from '@/lib/platform/errors';
import { makeTestRun } from '@/lib/receipts/test-support';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { expireUnderPace } from './expire-under-pace';
import { previewSkips } from './preview-skips';

const MINUTE_MS = 60_000;
const ALL = { audience: { all: true } } as const;
let run: Awaited<ReturnType<typeof makeTestRun>>;
const skips = (input: Partial<Parameters<typeof previewSkips>[2]>) =>
  previewSkips(run.site.actor, run.site.publicId, { ...ALL, ...input });

beforeAll(async () => {
  run = await makeTestRun(42);
  const zones = { 'Pacific/Kiritimati': 6, 'Asia/Tokyo': 10, 'Pacific/Pago_Pago': 20 };
  let from = 0;
  for (const [zone, count] of Object.entries(zones)) {
    const ids = run.subscriberIds.slice(from, from + count);
    from += count;
    await pool.query('UPDATE subscribers SET timezone = $1 WHERE site_id = $2 AND id = ANY ($3)', [
      zone,
      run.site.id,
      ids,
    ]);
  }
  await pool.query(`UPDATE subscribers SET status = 'unsubscribed', ended_at = now() WHERE site_id = $1 AND id = $2`, [
    run.site.id,
    run.subscriberIds[40],
  ]);
  await pool.query(`UPDATE subscribers SET status = 'gone', ended_at = now() WHERE site_id = $1 AND id = $2`, [
    run.site.id,
    run.subscriberIds[41],
  ]);
});

describe('who of an audience will not get a campaign', () => {
  it('nobody, without a reason; who has unsubscribed or is gone is not in the audience', async () => {
    expect(await skips({})).toEqual({ audienceCount: 40, heldOutCount: 0, timePassedCount: 0, expiredCount: 0 });
  });

  it('the share that is held out', async () => {
    expect(await skips({ holdoutPercent: 10 })).toMatchObject({ audienceCount: 40, heldOutCount: 4 });
  });

  it('those whose time has passed by more than an hour, only when they are to be skipped', async () => {
    // Two hours ago in Tokyo, longer ago further east; the west has it to come.
    const at = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 16);
    expect(worldSpan(at).lastAt.getTime(), 'it lies ahead somewhere').toBeGreaterThan(Date.now());
    const local = { kind: 'local_time', at, fallbackTimezone: 'Pacific/Pago_Pago' } as const;
    expect(await skips({ schedule: { ...local, whenPassed: 'skip' } })).toMatchObject({ timePassedCount: 16 });
    expect(await skips({ schedule: { ...local, whenPassed: 'skip' }, holdoutPercent: 50 })).toEqual({
      audienceCount: 40,
      heldOutCount: 20,
      timePassedCount: 8,
      expiredCount: 0,
    });
    for (const whenPassed of ['next_day', 'now'] as const) {
      expect(await skips({ schedule: { ...local, whenPassed } })).toMatchObject({ timePassedCount: 0 });
    }
  });

  it('those whom a pace does not reach before the message expires', async () => {
    // Kept ten minutes, and one more for the sending.
    const slow = { throttlePerMinute: 2, ttlSeconds: 600 };
    expect(await skips(slow)).toMatchObject({ expiredCount: 40 - 22 });
    expect(await skips({ ...slow, throttlePerMinute: 4 })).toMatchObject({ expiredCount: 0 });
    expect(await skips({ ...slow, testPercent: 50 }), 'test and rest are two runs').toMatchObject({ expiredCount: 0 });
    const best = { kind: 'best_time', fallbackTimezone: 'Europe/Paris' } as const;
    expect(await skips({ ...slow, schedule: best })).toMatchObject({ expiredCount: null });
    expect(await skips({ ...slow, throttlePerMinute: 4, schedule: best })).toMatchObject({ expiredCount: 0 });
    // Far ahead, and each zone has its own time: only the largest is too many at once.
    const at = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 16);
    const schedule = { kind: 'local_time', at, fallbackTimezone: 'Asia/Tokyo', whenPassed: 'skip' } as const;
    expect(await skips({ throttlePerMinute: 1, ttlSeconds: 600, schedule })).toMatchObject({
      expiredCount: 3 + 9,
      timePassedCount: 0,
    });
  });

  it('is told to nobody of another workspace', async () => {
    const other = await makeTestSite();
    const work = previewSkips(other.actor, run.site.publicId, ALL);
    expect(await work.catch((error: AppError) => error.code)).toBe('not_found');
  });
});

describe('a pace', () => {
  const batch = (startMinute: number, count: number) => ({ startMs: startMinute * MINUTE_MS, count });
  it('lets go so many a minute until the expiry', () => {
    expect(expireUnderPace([batch(0, 100)], 10, 10 * MINUTE_MS)).toBe(0);
    expect(expireUnderPace([batch(0, 101)], 10, 10 * MINUTE_MS)).toBe(1);
    expect(expireUnderPace([], 10, MINUTE_MS)).toBe(0);
  });
  it('is shared by batches that come while another waits, and saves nothing up', () => {
    expect(expireUnderPace([batch(0, 100), batch(5, 100)], 10, 10 * MINUTE_MS)).toBe(50);
    expect(expireUnderPace([batch(1_000, 101), batch(0, 1)], 10, 10 * MINUTE_MS)).toBe(1);
  });
});
