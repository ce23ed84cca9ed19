import { afterAll, beforeAll, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { dropOldDeliveries } from './drop-old-deliveries';
import { fanOutRun } from './fan-out-run';
import { addSubscribers, countersOf, makeRun, makeSite, statesOf, type TestSite } from './test-kit/fixture';
import { type PushSink, startPushSink } from './test-kit/push-sink';

let sink: PushSink;
let site: TestSite;
beforeAll(async () => {
  sink = await startPushSink();
  site = await makeSite();
  await addSubscribers(site, sink, 3);
});
afterAll(async () => {
  await closeQueues();
  await sink.close();
});

/** A run as if it had been launched that long ago, sent and ended. */
async function makeOldRun(monthsAgo: number, { isMessage = false, isOpen = false } = {}): Promise<bigint> {
  await pool.query(`SELECT belfry_ensure_delivery_partitions(now() - $1 * interval '1 month', 0)`, [monthsAgo]);
  const { id } = await makeRun(site);
  const { rows } = await pool.query<{ id: bigint }>(
    `UPDATE runs SET id = ((extract(epoch FROM now() - $2 * interval '1 month') * 1000)::bigint - 1767225600000 << 20) + id % 1000,
       campaign_id = CASE WHEN $3 THEN NULL ELSE campaign_id END
     WHERE id = $1 RETURNING id`,
    [id, monthsAgo, isMessage],
  );
  const old = rows[0]?.id ?? 0n;
  await fanOutRun(old);
  expect(await statesOf(old)).toEqual({ pending: 3 });
  if (!isOpen) {
    await pool.query(`UPDATE deliveries SET state = 2, settled_at = now() WHERE run_id = $1`, [old]);
    await pool.query(`UPDATE run_counters c SET accepted_count = planned_count WHERE run_id = $1`, [old]);
    await pool.query(`UPDATE runs SET status = 'done', finished_at = now() WHERE id = $1`, [old]);
  }
  return old;
}

const monthOf = async (monthsAgo: number) =>
  (
    await pool.query<{ name: string }>(
      `SELECT to_char((now() - $1 * interval '1 month') AT TIME ZONE 'UTC', 'YYYYMM') AS name`,
      [monthsAgo],
    )
  ).rows[0]?.name ?? '';
const exists = async (runId: bigint) => (await pool.query('SELECT FROM runs WHERE id = $1', [runId])).rowCount === 1;
const isDropped = async (runId: bigint) =>
  (await pool.query('SELECT deliveries_dropped_at IS NOT NULL AS is FROM runs WHERE id = $1', [runId])).rows[0]?.is;

it('drops whole months that are old enough and over; figures of campaigns stay, messages go', async () => {
  const [campaign, message] = [await makeOldRun(6), await makeOldRun(6, { isMessage: true })];
  const [ended, open] = [await makeOldRun(5), await makeOldRun(5, { isOpen: true })];
  const recent = await makeOldRun(3);

  expect(await dropOldDeliveries(0)).toEqual([]);
  expect(await statesOf(campaign)).toEqual({ accepted: 3 });

  expect(await dropOldDeliveries(3)).toEqual([await monthOf(6)]);
  expect(await statesOf(campaign)).toEqual({});
  expect(await countersOf(campaign)).toMatchObject({ planned: 3, accepted: 3 });
  expect(await isDropped(campaign)).toBe(true);
  expect(await exists(message)).toBe(false);
  expect(await countersOf(message)).toEqual({});
  // A month is not dropped while one of its runs goes on, or is still to be counted for its report.
  expect([await statesOf(ended), await statesOf(open)]).toEqual([{ accepted: 3 }, { pending: 3 }]);
  await pool.query(`UPDATE runs SET status = 'done', finished_at = now() WHERE id = $1`, [open]);
  await pool.query(
    'INSERT INTO run_folds (run_id, site_id, campaign_id) SELECT id, site_id, campaign_id FROM runs WHERE id = $1',
    [open],
  );
  expect(await dropOldDeliveries(3)).toEqual([]);
  await pool.query('UPDATE run_folds SET next_at = NULL WHERE run_id = $1', [open]);
  expect(await dropOldDeliveries(3)).toEqual([await monthOf(5)]);
  expect([await isDropped(ended), await isDropped(recent)]).toEqual([true, false]);
  expect(await statesOf(recent)).toEqual({ accepted: 3 });
});

it('gives way to whoever reads the table, and drops the month in a later round', async () => {
  const run = await makeOldRun(4);
  const reader = await pool.connect();
  try {
    await reader.query('BEGIN');
    await reader.query('SELECT FROM deliveries WHERE run_id = $1', [run]);
    await expect(dropOldDeliveries(3)).rejects.toThrow(/lock timeout/);
  } finally {
    await reader.query('ROLLBACK');
    reader.release();
  }
  expect(await statesOf(run)).toEqual({ accepted: 3 });
  expect(await dropOldDeliveries(3)).toEqual([await monthOf(4)]);
});
