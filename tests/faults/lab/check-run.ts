import { expect } from 'vitest';
import { DELIVERY_STATES, type DeliveryState } from '@/lib/contracts/campaigns';
import { POST_TIMEOUT_MS } from '@/lib/delivery/post-message';
import { topicFor } from '@/lib/delivery/push-headers';
import { runRow, type TestRun } from '@/lib/delivery/test-kit/fixture';
import { pool } from '@/lib/platform/db';
import { eventually } from '../../push-service/wait-for';
import { compareCounters } from '../../support/compare-counters';
import type { Audience } from './audience';

interface Row {
  state: number;
  reason: string | null;
  attempts: number;
  endpoint: string;
}

export interface Outcome {
  /** Rows by state, of those that occur. */
  states: Partial<Record<DeliveryState, number>>;
  /** Why rows that were not accepted ended as they did, and how many. */
  reasons: Record<string, number>;
  /** Messages that the push services took. */
  takenCount: number;
  /** Of those, taken once more by the same subscriber. */
  repeatCount: number;
}

/** Resolves when a run is done. */
export async function untilDone(runs: TestRun | TestRun[], timeoutMs = 120_000): Promise<void> {
  const ids = [runs].flat().map((run) => run.id);
  await eventually(
    async () => {
      const sql = 'SELECT FROM runs WHERE id = ANY ($1) AND finished_at IS NULL LIMIT 1';
      // The database may be what is broken.
      const answer = await pool.query(sql, [ids]).catch(() => null);
      return answer?.rows.length === 0;
    },
    { timeoutMs, what: 'the end of the run' },
  ).catch(async (error: unknown) => {
    const { rows } = await pool.query(
      `SELECT state, reason, attempts, count(*)::int, min(due_at - now())::text AS due_in,
         min(lease_until - now())::text AS leased_for
       FROM deliveries WHERE run_id = ANY ($1) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
      [ids],
    );
    throw new Error(`${error}; rows are\n${rows.map((row) => JSON.stringify(row)).join('\n')}`);
  });
}

/**
 * The invariants of delivery.md §3 for one run that has ended, by the database and by what the push services recorded:
 * I1 complete, I2 unique, I3 no message without a claim, I4 never twice under `skip`, I6 nothing past the expiry,
 * I8 counters. How many repeats `resend` may have is the caller's to say: it knows what was in flight.
 * @param frozenMs how long a sender stood still: a request that it had begun says the TTL of before
 */
export async function checkRun(run: TestRun, audience: Audience, frozenMs = 0): Promise<Outcome> {
  const head = await readHead(run);
  const { rows } = await pool.query<Row>(
    `SELECT d.state, d.reason, d.attempts, s.endpoint
     FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id AND s.site_id = d.site_id WHERE d.run_id = $1`,
    [run.id],
  );
  const states: Partial<Record<DeliveryState, number>> = {};
  const reasons: Record<string, number> = {};
  for (const { state, reason } of rows) {
    if (state !== 2)
      reasons[`${DELIVERY_STATES[state]} ${reason}`] = (reasons[`${DELIVERY_STATES[state]} ${reason}`] ?? 0) + 1;
    const name = DELIVERY_STATES[state] ?? 'pending';
    states[name] = (states[name] ?? 0) + 1;
  }
  expect(head.status, 'I1: the run has ended').toBe('done');
  expect(states.pending ?? 0, 'I1: none is left pending').toBe(0);
  expect(states.sending ?? 0, 'I1: none is left sending').toBe(0);
  expect(rows.length, 'I1: a row for each of the audience').toBe(audience.endpoints.length);
  expect(head.audienceCount, 'I1: the states add up to the audience').toBe(rows.length);
  expect(new Set(rows.map((row) => row.endpoint)), 'I2: each once').toEqual(new Set(audience.endpoints));
  const { counters, rows: counted } = await compareCounters(run.id);
  expect(counters, 'I8: counters equal rows').toEqual(counted);

  const record = await readRecord(audience, head.topic);
  const contradictions: string[] = [];
  let takenCount = 0;
  let repeatCount = 0;
  for (const row of rows) {
    const count = record.counts.get(row.endpoint) ?? 0;
    record.counts.delete(row.endpoint);
    takenCount += count;
    repeatCount += Math.max(0, count - 1);
    const told = `${DELIVERY_STATES[row.state]} (${row.reason}, ${row.attempts} attempts) was taken ${count} times`;
    if (row.state === 2 && count === 0) contradictions.push(`I1: ${told}`);
    if (count > row.attempts) contradictions.push(`I3: ${told}`);
    if (head.policy === 'skip' && count > 1) contradictions.push(`I4: ${told}`);
  }
  expect(contradictions.slice(0, 10), `${contradictions.length} contradictions`).toEqual([]);
  expect([...record.counts.keys()], 'I2: nobody else got it').toEqual([]);
  expect(record.lastAt, 'I6: nothing posted after the expiry').toBeLessThanOrEqual(head.expiresAt);
  // The TTL is written when the POST begins, and a POST may take as long as its deadline.
  const latest = head.expiresAt + POST_TIMEOUT_MS + frozenMs;
  expect(record.keptUntil, 'I6: nothing kept beyond the expiry').toBeLessThanOrEqual(latest);
  return { states, reasons, takenCount, repeatCount };
}

async function readHead(run: TestRun) {
  const { rows } = await pool.query<{
    site_id: bigint;
    expires_at: Date;
    policy: string;
    messages: { tag?: string }[];
  }>('SELECT site_id, expires_at, ambiguity_policy::text AS policy, messages FROM runs WHERE id = $1', [run.id]);
  const row = rows[0];
  if (!row) throw new Error('no such run');
  const { status, audience_count } = await runRow(run.id);
  return {
    status,
    audienceCount: audience_count,
    policy: row.policy,
    expiresAt: row.expires_at.getTime(),
    topic: topicFor({ siteId: row.site_id, runId: run.id, tag: row.messages[0]?.tag }),
  };
}

/** What all push services of an audience recorded of one message. */
async function readRecord({ pushes }: Audience, topic: string) {
  const counts = new Map<string, number>();
  let lastAt = 0;
  let keptUntil = 0;
  for (const push of pushes) {
    for (const [endpoint, messages] of Object.entries(await push.taken())) {
      const count = messages[topic];
      if (count) counts.set(endpoint, count);
    }
    const seen = (await push.topics())[topic];
    lastAt = Math.max(lastAt, seen?.lastAt ?? 0);
    keptUntil = Math.max(keptUntil, seen?.keptUntil ?? 0);
    expect((await push.counts()).problems, 'every message is one record, and signed').toEqual([]);
  }
  return { counts, lastAt, keptUntil };
}
