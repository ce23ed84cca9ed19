import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { fanOutRun } from './fan-out-run';
import { finishRun } from './finish-run';
import { closeConnections } from './post-message';
import { sendShard } from './send-shard';
import { addSubscribers, countersOf, makeRun, makeSite, runRow, statesOf, type TestSite } from './test-kit/fixture';
import { type PushSink, startPushSink } from './test-kit/push-sink';
import { verifyToken } from './tokens';

const never = new AbortController().signal;
let sink: PushSink;
let site: TestSite;

beforeAll(async () => {
  sink = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = sink.host;
});
beforeEach(async () => {
  site = await makeSite();
  sink.messages.length = 0;
  sink.answer = () => ({ status: 201 });
});
afterAll(async () => {
  await closeConnections();
  await sink.close();
});

async function sendAll(runId: bigint, shardCount = 2) {
  await fanOutRun(runId);
  return Promise.all(Array.from({ length: shardCount }, (_, shard) => sendShard(runId, shard, never)));
}

describe('a whole run', () => {
  it('gives everyone one decryptable message of their own and ends with the sums equal', async () => {
    const subscribers = await addSubscribers(site, sink, 700);
    const run = await makeRun(site);
    expect(await sendAll(run.id)).toEqual(['drained', 'drained']);
    expect(await finishRun(run.id)).toBe(true);

    expect(sink.problems).toEqual([]);
    expect(await statesOf(run.id)).toEqual({ accepted: 700 });
    expect(await countersOf(run.id)).toEqual({ planned: 700, accepted: 700 });
    expect(await runRow(run.id)).toMatchObject({ status: 'done', audience_count: 700 });
    const campaign = await pool.query('SELECT status, finished_at FROM campaigns WHERE id = $1', [run.campaignId]);
    expect(campaign.rows[0]).toMatchObject({ status: 'done', finished_at: expect.any(Date) });

    expect(new Set(sink.messages.map((one) => one.token)).size).toBe(700);
    const byToken = new Map(subscribers.map((one) => [one.token, one.id]));
    for (const { token, message, headers } of sink.messages) {
      const { data, tag, navigate } = message.notification;
      expect(verifyToken(data.t)).toEqual({
        runId: run.id,
        subscriberId: byToken.get(token),
        kind: 'receipt',
        action: 0,
      });
      expect(verifyToken(navigate.split('/c/')[1] ?? '')).toMatchObject({
        kind: 'click',
        subscriberId: byToken.get(token),
      });
      expect(data.i).toBe(encodeId('run', run.id));
      expect(tag).toBe(data.i);
      expect(Number(headers.ttl)).toBe(3_600);
      expect(headers.topic).toMatch(/^[A-Za-z0-9_-]{32}$/);
      expect(headers.urgency).toBe('low');
      expect(headers['content-encoding']).toBe('aes128gcm');
      expect(headers.authorization).toContain(`k=${site.vapidPublicKey}`);
    }
  });
});
