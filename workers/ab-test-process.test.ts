import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCampaign } from '@/lib/campaigns/create-campaign';
import { launchCampaign } from '@/lib/campaigns/launch-campaign';
import { addSubscribers, makeSite, statesOf } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { abTestResult } from '@/lib/stats/ab-test-result';
import { campaignStatsOf } from '@/lib/stats/campaign-stats';
import { compareCounters } from '@/tests/support/compare-counters';
import { startWorkerProcess } from '@/tests/support/start-worker-process';
import { waitFor } from '@/tests/support/wait-for';

const AUDIENCE = 400;
let sink: PushSink;

beforeAll(async () => {
  sink = await startPushSink();
});
afterAll(async () => {
  await closeQueues();
  await sink.close();
});

it('sends the winner to the rest once, with two processes of which one is killed while it goes out', async () => {
  const site = await makeSite();
  const subscribers = await addSubscribers(site, sink, AUDIENCE);
  const { id } = await createCampaign(site.actor, site.publicId, {
    name: 'Test',
    message: { title: 'A', url: 'https://shop.example/' },
    audience: { all: true },
    abTest: {
      variants: [{}, { message: { title: 'B' } }],
      holdoutPercent: 10,
      testPercent: 30,
      winner: { decide: 'after', afterSeconds: 3_600, ifUnclear: 'leading' },
    },
  });
  const campaignId = decodeId('campaign', id);
  const runs = async () => {
    const { rows } = await pool.query<{ id: bigint; status: string }>(
      'SELECT id, status::text FROM runs WHERE campaign_id = $1 ORDER BY id',
      [campaignId],
    );
    return rows;
  };
  const statusOf = async () =>
    (await pool.query<{ status: string }>('SELECT status::text FROM campaigns WHERE id = $1', [campaignId])).rows[0]
      ?.status;

  const [first] = [
    startWorkerProcess({ BELFRY_PUSH_HOSTS: sink.host }),
    startWorkerProcess({ BELFRY_PUSH_HOSTS: sink.host }),
  ];
  await launchCampaign(site.actor, id);
  await waitFor(async () => (await runs())[0]?.status === 'done', 120_000);
  // The test is over, and the campaign is not.
  expect(await statusOf()).toBe('running');
  const tested = sink.messages.length;
  const before = await abTestResult(site.actor, id);
  expect(before).toMatchObject({ phase: 'testing', winner: null, isRestCounted: true });
  expect(before.heldOutCount + before.restCount + tested).toBe(AUDIENCE);
  expect(before.variants.map(({ accepted }) => accepted).reduce((sum, count) => sum + count, 0)).toBe(tested);

  // The rest's messages hang, and one of the processes dies with those that it has in hand.
  sink.answer = () => 'hang';
  await pool.query(`UPDATE winner_phases SET decide_at = now() WHERE campaign_id = $1`, [campaignId]);
  await waitFor(() => sink.messages.length > tested, 120_000);
  first.kill('SIGKILL');
  sink.answer = () => ({ status: 201 });
  await waitFor(async () => (await statusOf()) === 'done', 300_000);

  const [test, rest, ...others] = await runs();
  expect(others).toEqual([]);
  expect([test?.status, rest?.status]).toEqual(['done', 'done']);
  const after = await abTestResult(site.actor, id);
  expect(after).toMatchObject({ phase: 'decided', winner: 'A', decidedBy: 'leading', restCount: before.restCount });
  // Each of the audience is in one of the two runs, once.
  const { rows } = await pool.query<{ subscriber_id: bigint; count: number }>(
    'SELECT subscriber_id, count(*)::int AS count FROM deliveries WHERE run_id = ANY($1) GROUP BY 1 ORDER BY 1',
    [[test?.id, rest?.id]],
  );
  expect(rows.map((row) => row.subscriber_id)).toEqual(
    subscribers.map((one) => one.id).sort((a, b) => (a < b ? -1 : 1)),
  );
  expect(new Set(rows.map((row) => row.count))).toEqual(new Set([1]));
  expect(await statesOf(test?.id ?? 0n)).toEqual({ accepted: tested, suppressed: before.heldOutCount });
  expect(await statesOf(rest?.id ?? 0n)).toEqual({ accepted: before.restCount });
  expect(await campaignStatsOf(site.id, campaignId)).toMatchObject({
    audience: AUDIENCE,
    accepted: AUDIENCE - before.heldOutCount,
    heldOut: before.heldOutCount,
    suppressed: 0,
    pending: 0,
  });
  for (const run of await runs()) {
    const { counters, rows: counted } = await compareCounters(run.id);
    expect(counters).toEqual(counted);
  }
}, 600_000);
