import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCampaign } from '@/lib/campaigns/create-campaign';
import { addSubscribers, makeSite, statesOf } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { startWorkerProcess } from '@/tests/support/start-worker-process';
import { waitFor } from '@/tests/support/wait-for';

let sink: PushSink;

beforeAll(async () => {
  sink = await startPushSink();
});
afterAll(async () => {
  await closeQueues();
  await sink.close();
});

it('starts each date of a recurring campaign once, with two processes and after one was killed', async () => {
  const site = await makeSite();
  await addSubscribers(site, sink, 30);
  const made = await createCampaign(site.actor, site.publicId, {
    name: 'Daily',
    message: { title: 'Good morning', url: 'https://shop.example/' },
    audience: { all: true },
    schedule: {
      kind: 'recurring',
      rule: { every: 'day' },
      time: new Date(Date.now() + 12 * 3_600_000).toISOString().slice(11, 16),
      timezone: 'UTC',
    },
  });
  const campaignId = decodeId('campaign', made.id);
  const call = () =>
    pool.query(`UPDATE campaigns SET next_at = now() + interval '2 seconds', updated_at = now() WHERE id = $1`, [
      campaignId,
    ]);
  const runs = async () => {
    const { rows } = await pool.query<{ id: bigint; status: string }>(
      'SELECT id, status::text FROM runs WHERE campaign_id = $1 ORDER BY id',
      [campaignId],
    );
    return rows;
  };
  const [first] = [
    startWorkerProcess({ BELFRY_PUSH_HOSTS: sink.host }),
    startWorkerProcess({ BELFRY_PUSH_HOSTS: sink.host }),
  ];
  await call();
  await waitFor(async () => (await runs())[0]?.status === 'done', 90_000);
  expect(sink.messages.length).toBe(30);

  // The second date's messages hang, and one of the processes dies with those that it has in hand.
  sink.answer = () => 'hang';
  await call();
  await waitFor(() => sink.messages.length > 30, 90_000);
  first.kill('SIGKILL');
  sink.answer = () => ({ status: 201 });
  await waitFor(async () => (await runs()).length === 2 && (await runs())[1]?.status === 'done', 240_000);

  const { rows } = await pool.query(
    'SELECT run_id, reason FROM campaign_occurrences WHERE campaign_id = $1 ORDER BY 1',
    [campaignId],
  );
  const ids = (await runs()).map((run) => run.id);
  expect(rows).toEqual(ids.map((id) => ({ run_id: id, reason: null })));
  for (const id of ids) {
    const states = await statesOf(id);
    // A connection that hung is tried again; nobody is left out.
    expect(states).toEqual({ accepted: 30 });
  }
}, 500_000);
