import type { PoolClient } from 'pg';
import { pool } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import { inTransaction } from '@/lib/platform/transaction';

/** Dropping waits for whoever reads the table, and those who come next wait for it: not for long. */
const LOCK_TIMEOUT = '2s';
const STEP = 5_000;
const MOST_STEPS = 200;

interface Month {
  name: string;
  /** Run ids from this one to the one before `end`. */
  start: bigint;
  end: bigint;
}

/**
 * Drops the deliveries of months that are older than the operator keeps them, a month's partition at once, as soon as all
 * of its runs have ended and been counted for their reports. The figures of campaigns stay; messages of the API, which
 * are nothing but their deliveries, go too. What one call leaves, the next one takes.
 * @param keepMonths whole months after a month's end; 0: for ever
 * @returns the months dropped, as `202611`
 */
export async function dropOldDeliveries(keepMonths: number = env().BELFRY_KEEP_MONTHS): Promise<string[]> {
  if (keepMonths === 0) return [];
  const { rows: months } = await pool.query<Month>(OLD_MONTHS_SQL, [keepMonths]);
  const dropped: string[] = [];
  for (const month of months) {
    if (await inTransaction((client) => dropMonth(client, month))) {
      const name = month.name.replace('deliveries_', '');
      log.info({ month: name }, 'deliveries were dropped for their age');
      dropped.push(name);
    }
    await deleteMessages(month);
  }
  return dropped;
}

/** A month's first id is made as in belfry_ensure_delivery_partitions(). */
const OLD_MONTHS_SQL = `
  SELECT 'deliveries_' || to_char(month, 'YYYYMM') AS name, ${idOf('month')} AS start, ${idOf("month + interval '1 month'")} AS "end"
  FROM generate_series(
    (SELECT date_trunc('month', to_timestamp(((min(id) >> 20) + 1767225600000) / 1000) AT TIME ZONE 'UTC') FROM runs),
    date_trunc('month', now() AT TIME ZONE 'UTC') - ($1 + 1) * interval '1 month', interval '1 month') AS month
  ORDER BY month`;

function idOf(instant: string): string {
  return `((extract(epoch FROM (${instant}) AT TIME ZONE 'UTC') * 1000)::bigint - 1767225600000) << 20`;
}

/** @returns false when it is gone already, or one of its runs goes on */
async function dropMonth(client: PoolClient, { name, start, end }: Month): Promise<boolean> {
  const { rows } = await client.query<{ is_due: boolean }>(
    `SELECT to_regclass($1) IS NOT NULL AND NOT EXISTS (
       SELECT FROM runs r LEFT JOIN run_folds f ON f.run_id = r.id
       WHERE r.id >= $2 AND r.id < $3 AND (r.finished_at IS NULL OR f.next_at IS NOT NULL)) AS is_due`,
    [name, start, end],
  );
  if (!rows[0]?.is_due) return false;
  await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
  await client.query(`DROP TABLE ${client.escapeIdentifier(name)}`);
  await client.query(
    'UPDATE runs SET deliveries_dropped_at = now() WHERE id >= $1 AND id < $2 AND campaign_id IS NOT NULL',
    [start, end],
  );
  return true;
}

/** Those of a month whose deliveries are gone, with what was counted of them. */
async function deleteMessages({ name, start, end }: Month): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step++) {
    const { rows } = await pool.query<{ count: number }>(
      `WITH old AS (
         SELECT id FROM runs WHERE id >= $2 AND id < $3 AND campaign_id IS NULL AND to_regclass($1) IS NULL LIMIT $4
       ),
       counters AS (DELETE FROM run_counters WHERE run_id IN (SELECT id FROM old)),
       reasons AS (DELETE FROM run_reasons WHERE run_id IN (SELECT id FROM old)),
       ticks AS (DELETE FROM run_ticks WHERE run_id IN (SELECT id FROM old)),
       alerts AS (DELETE FROM run_alerts WHERE run_id IN (SELECT id FROM old)),
       gone AS (DELETE FROM runs WHERE id IN (SELECT id FROM old) RETURNING id)
       SELECT count(*)::int AS count FROM gone`,
      [name, start, end, STEP],
    );
    if ((rows[0]?.count ?? 0) < STEP) return;
  }
}
