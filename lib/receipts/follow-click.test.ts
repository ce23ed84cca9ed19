import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { fanOutRun } from '@/lib/delivery/fan-out-run';
import { finishRun } from '@/lib/delivery/finish-run';
import { closeConnections } from '@/lib/delivery/post-message';
import { sendShard } from '@/lib/delivery/send-shard';
import { addSubscribers, makeRun, makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { followClick } from './follow-click';

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
  await closeQueues();
  await closeConnections();
  await sink.close();
});

async function sendAll(runId: bigint) {
  await fanOutRun(runId);
  await Promise.all([0, 1].map((shard) => sendShard(runId, shard, never)));
  await finishRun(runId);
}

const setTags = (id: bigint | undefined, tags: unknown) =>
  pool.query('UPDATE subscribers SET tags = $2 WHERE id = $1', [id, JSON.stringify(tags)]);

it('leads a click to the address with the values of the one who clicks, and of nobody once they are erased', async () => {
  const [ann] = await addSubscribers(site, sink, 1);
  await setTags(ann?.id, { name: 'Ann & Bob' });
  const run = await makeRun(site, {
    message: { url: 'https://shop.example/?n={{ tags.name | default: "you" }}', utm: { source: 'belfry' } },
  });
  await sendAll(run.id);
  const token = sink.messages[0]?.message.notification.navigate.split('/c/')[1] ?? '';
  expect(await followClick(token)).toBe('https://shop.example/?n=Ann%20%26%20Bob&utm_source=belfry');
  await pool.query('DELETE FROM subscribers WHERE id = $1', [ann?.id]);
  expect(await followClick(token, false)).toBe('https://shop.example/?n=you&utm_source=belfry');
});
