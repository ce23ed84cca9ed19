import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { type Gate, startGate } from '@/tests/support/start-gate';
import { type ClaimedRow, claimBatch } from './claim-batch';
import { fanOutRun } from './fan-out-run';
import { loadRun } from './load-run';
import { closeConnections } from './post-message';
import { createRowSender } from './send-row';
import { addSubscribers, makeRun, makeSite } from './test-kit/fixture';
import { type PushSink, startPushSink } from './test-kit/push-sink';

let sink: PushSink;
let gate: Gate;
beforeAll(async () => {
  sink = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = sink.host;
  gate = await startGate(process.env.DATABASE_URL ?? '');
  process.env.DATABASE_URL = gate.url;
});
afterAll(async () => {
  await Promise.all([closeConnections(), sink.close(), gate.shut()]);
});

/** The one row of a run to one subscriber, claimed, and what sends it. */
async function claimOne(): Promise<(msLeft?: number) => Promise<{ outcome: string }>> {
  const site = await makeSite();
  await addSubscribers(site, sink, 1);
  const { id } = await makeRun(site, { shardCount: 1 });
  await fanOutRun(id);
  const run = await loadRun(id);
  const [row] = (await claimBatch(id, 0, 1)).rows;
  if (!run || !row) throw new Error('no row was claimed');
  const send = createRowSender(run);
  return async (msLeft = 600_000) => (await send(row satisfies ClaimedRow, msLeft)).verdict;
}

it('a database that is away is no fault of the key: the row is given back unsent, and goes out later', async () => {
  const send = await claimOne();
  await gate.shut();
  expect(await send()).toEqual({ outcome: 'unsent', delayMs: 0 });
  expect(sink.messages).toEqual([]);
  await gate.open();
  expect(await send()).toEqual({ outcome: 'accepted' });
  expect(sink.messages).toHaveLength(1);
});

it('a key that came too late: what its wait took is gone, of the expiry and of the lease', async () => {
  const [expiring, leased] = [await claimOne(), await claimOne()];
  const earlierCount = sink.messages.length;
  const client = await pool.connect();
  await client.query('BEGIN; LOCK TABLE vapid_keys IN ACCESS EXCLUSIVE MODE');
  // Until a minute is left it may be posted.
  const sending = expiring(61_000);
  await sleep(1_500);
  await client.query('COMMIT');
  expect(await sending).toEqual({ outcome: 'expired', reason: 'expired' });
  await client.query('BEGIN; LOCK TABLE vapid_keys IN ACCESS EXCLUSIVE MODE');
  const other = leased();
  await sleep(5_500);
  await client.query('COMMIT');
  client.release();
  expect(await other).toEqual({ outcome: 'unsent', delayMs: 0 });
  expect(sink.messages).toHaveLength(earlierCount);
  expect(await leased()).toEqual({ outcome: 'accepted' });
}, 30_000);
