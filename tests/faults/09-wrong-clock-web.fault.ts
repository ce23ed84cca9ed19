import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { signTokens } from '@/lib/delivery/tokens';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { eventually } from '../push-service/wait-for';
import { checkRun, untilDone } from './lab/check-run';
import { openLab, sleep } from './lab/lab';
import { beginRow, countIn } from './lab/report';
import { openRest, type Rest } from './lab/rest';

const lab = openLab({ queue: 'postgres' });
const SUBSCRIBER_COUNT = 200;
const PRELOAD = pathToFileURL(join(import.meta.dirname, 'lab/shift-clock.mjs')).href;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The reconciler's round, and what starting takes on a busy machine. */
const LATE_MS = 75_000;

it.each([
  { name: 'ahead', hours: 2 },
  { name: 'behind', hours: -2 },
])(
  'a web process whose clock is two hours $name: what it launches, schedules, paces and counts follows the database',
  async ({ name, hours }) => {
    const seen = beginRow(9, `clock of the web process two hours ${name}`);
    const push = await lab.startPush();
    const audience = await lab.makeAudience([push], SUBSCRIBER_COUNT);
    const web = await lab.startWeb({ BELFRY_CLOCK_SHIFT_MS: String(hours * HOUR_MS) }, ['--import', PRELOAD]);
    lab.startWorker();
    const rest = await openRest(web.origin, audience);
    const draft = async (more: Record<string, unknown> = {}) => {
      const { status, body } = await rest('POST', `/api/v1/sites/${audience.site.publicId}/campaigns`, {
        name: 'By a wrong clock',
        message: { title: 'Hello', url: 'https://shop.example/' },
        audience: { all: true },
        ttlSeconds: 3_600,
        ...more,
      });
      expect(status, JSON.stringify(body)).toBe(201);
      return body.id;
    };

    // Launched at once: sent at once, and kept for as long as it says.
    const launched = await draft();
    expect((await rest('POST', `/api/v1/campaigns/${launched}/launch`)).status).toBe(200);
    const run = await findRun(launched);
    await untilDone(run);
    const outcome = await checkRun(run, audience);
    countIn(seen, outcome);
    expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({ accepted: SUBSCRIBER_COUNT });
    expect(outcome.repeatCount).toBe(0);
    const { rows: kept } = await pool.query(
      `SELECT round(extract(epoch FROM expires_at - created_at))::int - ttl_seconds AS beyond_ttl FROM runs WHERE id = $1`,
      [run.id],
    );
    expect(kept, 'a minute for sending').toEqual([{ beyond_ttl: 60 }]);

    await report(web.origin, run.id);
    await pace(rest, await draft());
    const lateMs = await schedule(rest, await draft(), hours);
    expect(web.hasEnded()).toBe(false);
    seen.note =
      lateMs === null ? 'an early job launched nothing' : `scheduled launch ${(lateMs / 1_000).toFixed(1)} s late`;
  },
);

async function findRun(campaign: string) {
  const campaignId = decodeId('campaign', campaign);
  const id = await eventually(
    async () =>
      (await pool.query<{ id: bigint }>('SELECT id FROM runs WHERE campaign_id = $1', [campaignId])).rows[0]?.id,
    { timeoutMs: 12_000 + LATE_MS, what: 'the launch' },
  );
  return { id, campaignId };
}

/** Receipts and clicks count, once, at the database's time. */
async function report(origin: string, runId: bigint): Promise<void> {
  const { rows } = await pool.query<{ id: bigint; at: Date }>(
    'SELECT subscriber_id AS id, now() AS at FROM deliveries WHERE run_id = $1 LIMIT 5',
    [runId],
  );
  for (const { id: subscriberId, at } of rows) {
    const expiresAt = new Date(at.getTime() + DAY_MS);
    const { receipt, clicks } = signTokens({ runId, subscriberId, expiresAt, actionCount: 0 });
    for (let time = 1; time <= 2; time++) {
      const answer = await fetch(`${origin}/api/embed/receipts`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: JSON.stringify([{ t: receipt, k: 'shown' }]),
      });
      expect(answer.status).toBe(204);
      expect((await fetch(`${origin}/c/${clicks[0]}`, { redirect: 'manual' })).status).toBe(302);
    }
  }
  const { rows: counted } = await pool.query(
    `SELECT count(*) FILTER (WHERE shown_at BETWEEN settled_at AND now())::int AS shown,
       count(*) FILTER (WHERE clicked_at BETWEEN settled_at AND now())::int AS clicked,
       (SELECT sum(shown_count)::int FROM run_counters WHERE run_id = $1) AS shown_in_all
     FROM deliveries WHERE run_id = $1`,
    [runId],
  );
  expect(counted).toEqual([{ shown: 5, clicked: 5, shown_in_all: 5 }]);
}

/** What a slow pace had put off is not waited for once the pace is another. */
async function pace(rest: Rest, campaign: string): Promise<void> {
  const setTo = async (throttlePerMinute: number | null) => {
    const { status } = await rest('PUT', `/api/v1/campaigns/${campaign}/throttle`, { throttlePerMinute });
    expect(status).toBe(200);
  };
  await setTo(1);
  expect((await rest('POST', `/api/v1/campaigns/${campaign}/launch`)).status).toBe(200);
  const run = await findRun(campaign);
  const isPutOff = async () => {
    const sql = `SELECT FROM run_throttles WHERE run_id = $1 AND next_at > clock_timestamp() + interval '20 seconds'`;
    return (await pool.query(sql, [run.id])).rows.length > 0;
  };
  await eventually(isPutOff, { timeoutMs: LATE_MS, what: 'the first message' });
  await setTo(6_000);
  await eventually(async () => !(await isPutOff()), { timeoutMs: 25_000, what: 'the faster pace' });
  await untilDone(run);
}

/**
 * A launch that lies ahead comes at its time and not before; one that the web process takes for past is refused.
 * @returns how late it came; null where its time was not waited for
 */
async function schedule(rest: Rest, campaign: string, hours: number): Promise<number | null> {
  const path = `/api/v1/campaigns/${campaign}/schedule`;
  const sendAt = new Date(Date.now() + 12_000);
  const answer = await rest('POST', path, { sendAt: sendAt.toISOString() });
  if (hours > 0) {
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'invalid_input', errors: [{ path: 'sendAt' }] });
    // Two hours and a moment from now, which the web process takes for a moment: its job comes two hours early.
    const later = new Date(Date.now() + hours * HOUR_MS + 2_000);
    expect((await rest('POST', path, { sendAt: later.toISOString() })).status).toBe(200);
    await sleep(8_000);
    expect((await rest('GET', `/api/v1/campaigns/${campaign}`)).body.status).toBe('scheduled');
    return null;
  }
  expect(answer.status).toBe(200);
  const run = await findRun(campaign);
  const { rows } = await pool.query<{ at: Date }>('SELECT created_at AS at FROM runs WHERE id = $1', [run.id]);
  const lateMs = (rows[0]?.at.getTime() ?? 0) - sendAt.getTime();
  expect(lateMs, 'not before its time').toBeGreaterThanOrEqual(0);
  expect(lateMs).toBeLessThan(LATE_MS);
  await untilDone(run);
  return lateMs;
}
