import { afterAll, beforeAll } from 'vitest';
import type { Actor } from '@/lib/contracts/actors';
import type { RecurringSchedule } from '@/lib/contracts/schedules';
import { pool } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { createCampaign } from '../create-campaign';
import { launchDue } from '../launch-due';

export const HOUR_MS = 3_600_000;
const clock = (aheadMs: number) => new Date(Date.now() + aheadMs).toISOString().slice(11, 16);
/** Half a day from now, so that no date of the rule falls into a test. */
export const daily: RecurringSchedule = {
  kind: 'recurring',
  rule: { every: 'day' },
  time: clock(12 * HOUR_MS),
  timezone: 'UTC',
};
export const later: RecurringSchedule = { ...daily, time: clock(15 * HOUR_MS) };

export let actor: Actor;
export let siteId: string;

/** One site for the file; its queues are closed at the end. */
export function keepSeriesSite(): void {
  beforeAll(async () => {
    ({ actor, publicId: siteId } = await makeTestSite());
  });
  afterAll(closeQueues);
}

export const text = (title: string) => ({ title, url: 'https://shop.example/' });
export async function makeSeries(more: { schedule?: RecurringSchedule } = {}): Promise<string> {
  const input = { name: 'Daily', message: text('Old'), audience: { all: true as const }, schedule: daily, ...more };
  return (await createCampaign(actor, siteId, input)).id;
}
/** One that has sent its first date. */
export async function makeRunning(more: Parameters<typeof makeSeries>[0] = {}): Promise<string> {
  const id = await makeSeries(more);
  await setNext(id, '1 second');
  await due(id);
  return id;
}
/** As if the next date were so long ago. */
export const setNext = (id: string, ago: string) =>
  pool.query(`UPDATE campaigns SET next_at = now() - $2::interval WHERE id = $1`, [decodeId('campaign', id), ago]);
export const due = (id: string) => launchDue(decodeId('campaign', id));
/** What each date sent, or why it did not. */
export async function dates(id: string): Promise<string[]> {
  const { rows } = await pool.query<{ title: string | null; reason: string | null }>(
    `SELECT o.reason, r.messages->0->>'title' AS title FROM campaign_occurrences o LEFT JOIN runs r ON r.id = o.run_id
     WHERE o.campaign_id = $1 ORDER BY o.occurs_at`,
    [decodeId('campaign', id)],
  );
  return rows.map((row) => row.title ?? row.reason ?? '');
}
export const runCount = async (id: string) => {
  const { rows } = await pool.query('SELECT count(*)::int AS count FROM runs WHERE campaign_id = $1', [
    decodeId('campaign', id),
  ]);
  return rows[0].count;
};
export const outcome = async (work: Promise<unknown>) => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.fields[0]?.path ?? error.code;
  }
};
