import { decideJob } from '@/lib/jobs/decide';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { fanOutJob } from '@/lib/jobs/fan-out';
import { launchJob } from '@/lib/jobs/launch';
import { sendJob } from '@/lib/jobs/send';
import { MAX_MESSAGES_PER_JOB, sendMessagesJob } from '@/lib/jobs/send-messages';
import { pool } from '@/lib/platform/db';
import { log } from '@/lib/platform/log';
import { finishRun, finishRuns } from './finish-run';
import { reapLeases } from './reap-leases';

/** Scheduled launches so near are queued, so that they happen at their instant and not at the next round. */
const LAUNCH_AHEAD_MS = 60_000;
/** So are senders for rows that become due before the next round has come for certain (a zone's time, a retry). */
const SEND_AHEAD_MS = 25_000;

interface OpenRun {
  id: bigint;
  status: 'running' | 'paused' | 'cancelled';
  lane: 'bulk' | 'priority';
  shard_count: number;
  is_planned: boolean;
  is_expired: boolean;
}

/**
 * Makes the queue agree with the database: what is due is called for, whatever was lost. One process of a cluster at a
 * time; the others find the lock taken and do nothing.
 * @returns false when another process is at it
 */
export async function reconcile(): Promise<boolean> {
  const client = await pool.connect();
  // It waits while others work: a connection that is lost meanwhile must not end the process.
  let lost: Error | undefined;
  const onLost = (error: Error) => {
    lost ??= error;
  };
  client.on('error', onLost);
  try {
    // The lock is the transaction's, and Postgres ends a transaction that is idle for too long: a process that is
    // frozen, or a machine that is cut off, does not keep the others from reconciling.
    await client.query('BEGIN');
    await client.query(`SET LOCAL idle_in_transaction_session_timeout = ${LOCK_IDLE_MS}`);
    const { rows } = await client.query<{ is_mine: boolean }>(`SELECT pg_try_advisory_xact_lock(${LOCK}) AS is_mine`);
    if (!rows[0]?.is_mine) return false;
    await pool.query('SELECT belfry_ensure_delivery_partitions(now(), 2)');
    await callForLaunches();
    await callForDecisions();
    await callForRuns();
    await endSeries();
    return true;
  } finally {
    await client.query('ROLLBACK').catch(onLost);
    client.off('error', onLost);
    client.release(lost);
  }
}

const LOCK = "hashtext('belfry reconcile')";
/** A round takes a fraction of a second; two at once do no harm. */
const LOCK_IDLE_MS = 30_000;

async function callForLaunches(): Promise<void> {
  const { rows } = await pool.query<{ id: bigint; send_at: Date; due_in_ms: number }>(
    `SELECT id, due_at AS send_at, (extract(epoch FROM due_at - now()) * 1000)::float8 AS due_in_ms FROM (
       SELECT id, send_at AS due_at FROM campaigns
       WHERE status = 'scheduled' AND archived_at IS NULL AND next_at IS NULL
         AND send_at < now() + $1 * interval '1 millisecond'
       UNION ALL
       SELECT id, next_at FROM campaigns
       WHERE next_at < now() + $1 * interval '1 millisecond' AND status IN ('scheduled', 'running') AND archived_at IS NULL
     ) due ORDER BY due_at LIMIT 1000`,
    [LAUNCH_AHEAD_MS],
  );
  for (const row of rows) {
    // A job that was queued by a clock ahead of ours waits although the time has come: another one does not.
    const payload = { campaignId: String(row.id), sendAtMs: row.send_at.getTime(), isDue: row.due_in_ms <= 0 };
    await enqueueOrLeave(launchJob, [payload], { delayMs: Math.max(0, Math.ceil(row.due_in_ms)) });
  }
}

/** Tests whose time has come, and those that may be clear before it. */
async function callForDecisions(): Promise<void> {
  const { rows } = await pool.query<{ campaign_id: bigint; decide_at: Date; due_in_ms: number; is_open: boolean }>(
    `SELECT w.campaign_id, w.decide_at, (extract(epoch FROM w.decide_at - now()) * 1000)::float8 AS due_in_ms,
       c.ab_test -> 'winner' ->> 'decide' = 'significance' AS is_open
     FROM winner_phases w JOIN campaigns c ON c.id = w.campaign_id
     WHERE w.decided_at IS NULL AND w.asked_at IS NULL AND c.status = 'running' AND c.archived_at IS NULL
       AND (w.decide_at < now() + $1 * interval '1 millisecond'
         OR (w.decide_at IS NOT NULL AND c.ab_test -> 'winner' ->> 'decide' = 'significance'))
     ORDER BY w.decide_at LIMIT 1000`,
    [LAUNCH_AHEAD_MS],
  );
  for (const row of rows) {
    const campaignId = String(row.campaign_id);
    if (row.due_in_ms <= 0 || row.is_open) await enqueueOrLeave(decideJob, [{ campaignId, atMs: 0 }]);
    if (row.due_in_ms <= 0 || row.due_in_ms > LAUNCH_AHEAD_MS) continue;
    await enqueueOrLeave(decideJob, [{ campaignId, atMs: row.decide_at.getTime() }], {
      delayMs: Math.ceil(row.due_in_ms),
    });
  }
}

/** Two last runs of a recurring campaign that ended in the same instant each took the other for open. */
async function endSeries(): Promise<void> {
  await pool.query(
    `UPDATE campaigns c SET status = 'done', finished_at = now(), updated_at = now()
     WHERE status = 'running' AND schedule ->> 'kind' = 'recurring' AND next_at IS NULL
       AND NOT EXISTS (SELECT FROM runs r WHERE r.campaign_id = c.id AND NOT r.is_test AND r.finished_at IS NULL)`,
  );
}

async function callForRuns(): Promise<void> {
  const { rows } = await pool.query<OpenRun>(
    `SELECT id, status::text, lane::text, shard_count, planned_at IS NOT NULL AS is_planned,
       expires_at < now() + interval '1 minute' AS is_expired
     FROM runs WHERE finished_at IS NULL ORDER BY id`,
  );
  const others = await callForMessages(rows);
  for (const run of others) {
    try {
      await callForRun(run);
    } catch (error) {
      // One run's trouble must not keep the others from being looked after.
      log.error({ err: error, runId: String(run.id) }, 'a run could not be reconciled');
    }
  }
}

/**
 * Looks after messages of the API together. Thousands may be on their way in a rush: a look and a job for each would
 * make the rush worse.
 * @returns the runs that want to be looked after one by one
 */
async function callForMessages(runs: OpenRun[]): Promise<OpenRun[]> {
  const isMessage = (run: OpenRun) =>
    run.lane === 'priority' && run.shard_count === 1 && run.is_planned && run.status === 'running' && !run.is_expired;
  const messages = new Map(runs.filter(isMessage).map((run) => [run.id, run]));
  const others = runs.filter((run) => !messages.has(run.id));
  const ids = [...messages.keys()];
  for (let from = 0; from < ids.length; from += MAX_MESSAGES_PER_JOB) {
    const some = ids.slice(from, from + MAX_MESSAGES_PER_JOB);
    try {
      const ended = await finishRuns(some);
      const due: bigint[] = [];
      for (const state of await readMessageStates(some)) {
        const run = messages.get(state.id);
        if (!run || ended.has(state.id)) continue;
        if (state.is_due && !state.has_late) due.push(state.id);
        else if (state.has_late || state.is_due_soon) others.push(run);
      }
      if (due.length > 0) await enqueueOrLeave(sendMessagesJob, [{ runIds: due.map(String), isRepeated: true }]);
    } catch (error) {
      log.error({ err: error, runIds: some.map(String) }, 'messages could not be reconciled together');
      others.push(...some.flatMap((id) => messages.get(id) ?? []));
    }
  }
  return others;
}

async function readMessageStates(runIds: bigint[]) {
  const { rows } = await pool.query<{ id: bigint; has_late: boolean; is_due: boolean; is_due_soon: boolean }>(
    `SELECT r.id, late.id IS NOT NULL AS has_late, COALESCE(first.due_at <= now(), false) AS is_due,
       COALESCE(first.due_at <= now() + $2 * interval '1 millisecond', false) AS is_due_soon
     FROM unnest($1::bigint[]) AS r (id)
     LEFT JOIN LATERAL (
       SELECT run_id AS id FROM deliveries WHERE run_id = r.id AND state = 1 AND lease_until < now() LIMIT 1
     ) late ON true
     LEFT JOIN LATERAL (
       SELECT due_at FROM deliveries WHERE run_id = r.id AND shard = 0 AND state = 0 ORDER BY due_at LIMIT 1
     ) first ON true`,
    [runIds, SEND_AHEAD_MS],
  );
  return rows;
}

async function callForRun(run: OpenRun): Promise<void> {
  const reapedCount = await reapLeases(run.id);
  if (reapedCount > 0) log.warn({ runId: String(run.id), reapedCount }, 'rows of a lost worker were taken back');
  if (await finishRun(run.id)) return;
  // It resumes at the cursor, and closes what is left of a cancelled or expired run.
  if (!run.is_planned || run.status === 'cancelled' || run.is_expired) {
    await enqueueOrLeave(fanOutJob, [{ runId: String(run.id), lane: run.lane }]);
  }
  if (run.status !== 'running') return;
  const { rows } = await pool.query<{ shard: number; due_at_ms: number; due_in_ms: number }>(
    `SELECT shard, (extract(epoch FROM first.due_at) * 1000)::float8 AS due_at_ms,
       (extract(epoch FROM first.due_at - now()) * 1000)::float8 AS due_in_ms
     FROM generate_series(0, $2::int - 1) AS shard CROSS JOIN LATERAL (
       SELECT due_at FROM deliveries WHERE run_id = $1 AND shard = shard.shard AND state = 0 ORDER BY due_at LIMIT 1
     ) first WHERE first.due_at <= now() + $3 * interval '1 millisecond'`,
    [run.id, run.shard_count, SEND_AHEAD_MS],
  );
  const job = (shard: number) => ({ runId: String(run.id), shard, lane: run.lane });
  const due = rows.filter((row) => row.due_in_ms <= 0);
  await enqueueOrLeave(
    sendJob,
    due.map(({ shard }) => ({ ...job(shard), cause: 'reconcile' })),
  );
  // Each waits for its own instant; rounds that see the same row ask for one job.
  for (const { shard, due_at_ms, due_in_ms } of rows) {
    if (due_in_ms <= 0) continue;
    const cause = `due-at-${Math.ceil(due_at_ms / 1_000)}`;
    await enqueueOrLeave(sendJob, [{ ...job(shard), cause }], { delayMs: Math.ceil(due_in_ms) });
  }
}
