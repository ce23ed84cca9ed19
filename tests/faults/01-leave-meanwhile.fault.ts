import { expect, it } from 'vitest';
import { makeRun } from '@/lib/delivery/test-kit/fixture';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { fanOutJob } from '@/lib/jobs/fan-out';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { eventually } from '../push-service/wait-for';
import { untilDone } from './lab/check-run';
import { inForm, killCount } from './lab/form';
import { countSending, letLeasesRunOut, openLab, sleep } from './lab/lab';
import { seededRandom } from './lab/random';
import { beginRow } from './lab/report';
import { openRest } from './lab/rest';

const lab = openLab({ queue: 'postgres' });

const SUBSCRIBER_COUNT = inForm(1_500, 4_000);
const PER_MINUTE = 9_000;
/** A claim that has begun does not see who leaves while it is carried out. */
const STATEMENT_MS = 1_000;

it('subscribers leave and are erased while senders die: none is claimed after that was committed', async () => {
  const random = seededRandom();
  const seen = beginRow(1, 'kill -9 of senders while subscribers leave and are erased');
  const kills = killCount(3, 12);
  seen.killCount = kills;
  const push = await lab.startPush();
  const audience = await lab.makeAudience([push], SUBSCRIBER_COUNT);
  const { origin } = await lab.startWeb();
  const rest = await openRest(origin, audience);
  const { rows: people } = await pool.query<{ id: bigint; endpoint: string }>(
    'SELECT id, endpoint FROM subscribers WHERE site_id = $1 ORDER BY id',
    [audience.site.id],
  );
  await push.setFault('*', { delayMs: 100 });
  const run = await makeRun(audience.site, { ambiguityPolicy: 'resend', shardCount: 4 });
  // So that it lasts as long as the leaving does.
  await pool.query('UPDATE runs SET throttle_per_minute = $2 WHERE id = $1', [run.id, PER_MINUTE]);
  await enqueueOrLeave(fanOutJob, [{ runId: String(run.id) }]);

  const left = new Map<bigint, { endpoint: string; at: number; how: 'erased' | 'unsubscribed' }>();
  const leave = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const person = people.splice(random.between(0, people.length - 1), 1)[0];
      if (!person) return;
      const how = random.next() < 0.5 ? 'erased' : 'unsubscribed';
      if (how === 'erased') {
        const path = `/api/v1/sites/${audience.site.publicId}/subscribers/${encodeId('subscriber', person.id)}`;
        expect((await rest('DELETE', path)).status).toBe(204);
      } else {
        await pool.query(`UPDATE subscribers SET status = 'unsubscribed', ended_at = now() WHERE id = $1`, [person.id]);
      }
      left.set(person.id, { endpoint: person.endpoint, at: Date.now(), how });
    }
  };

  for (let kill = 0; kill < kills; kill++) {
    const before = (await push.counts()).requestCount;
    const worker = lab.startWorker();
    await eventually(async () => worker.hasEnded() || (await push.counts()).requestCount > before, {
      timeoutMs: 120_000,
      what: 'first messages of a worker',
    });
    await Promise.all([leave(15), sleep(random.between(0, 400))]);
    await worker.kill();
    seen.inDoubtCount += await countSending(run);
    // Among them those whom a dead worker was sending to: their rows are due again, and they are gone.
    await leave(15);
    await letLeasesRunOut();
  }
  const survivor = lab.startWorker();
  await leave(30);
  await pool.query('UPDATE runs SET throttle_per_minute = NULL WHERE id = $1', [run.id]);
  await push.clearFaults();
  await untilDone(run);
  await survivor.kill();

  // The fence of a row begins with the instant of its last claim: see belfry_id() in the first migration.
  const { rows } = await pool.query<{ id: bigint; state: number; reason: string | null; claimed_at: number | null }>(
    `SELECT subscriber_id AS id, state, reason,
       CASE WHEN fence > 0 THEN ((fence >> 20) + 1767225600000)::float8 END AS claimed_at
     FROM deliveries WHERE run_id = $1`,
    [run.id],
  );
  expect(rows.length, 'I1: a row for each of the audience').toBe(SUBSCRIBER_COUNT);
  const late: string[] = [];
  const taken = await push.taken();
  let suppressedCount = 0;
  for (const row of rows) {
    const gone = left.get(row.id);
    const count = Object.values(taken[gone?.endpoint ?? ''] ?? {}).reduce((sum, one) => sum + one, 0);
    if (row.state === 6) suppressedCount++;
    if (!gone) expect(row.state, 'those who stayed got it').toBe(2);
    else if (row.claimed_at !== null && row.claimed_at > gone.at + STATEMENT_MS) late.push(`claimed: ${gone.how}`);
    else if (row.claimed_at === null && count > 0) late.push(`sent to without a claim: ${gone.how}`);
    else if (row.state === 6) expect(row.reason).toBe(gone.how);
    else expect(row.state, 'sent before').toBe(2);
  }
  expect(late, 'I7: no claim after it was committed').toEqual([]);
  expect(suppressedCount, 'some left before they were sent to').toBeGreaterThan(0);
  for (const messages of Object.values(taken)) {
    for (const count of Object.values(messages)) {
      seen.takenCount += count;
      seen.repeatCount += count - 1;
    }
  }
  expect(seen.repeatCount, 'I4: repeats are of what was in flight').toBeLessThanOrEqual(seen.inDoubtCount);
  seen.note = `${left.size} left, ${suppressedCount} of them before they were sent to`;
});
