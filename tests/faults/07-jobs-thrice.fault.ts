import { expect, it } from 'vitest';
import { createCampaign } from '@/lib/campaigns/create-campaign';
import { fanOutJob } from '@/lib/jobs/fan-out';
import { launchJob } from '@/lib/jobs/launch';
import { sendJob } from '@/lib/jobs/send';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { getQueue } from '@/lib/platform/queue';
import { eventually } from '../push-service/wait-for';
import { checkRun, untilDone } from './lab/check-run';
import { openLab, sleep } from './lab/lab';
import { beginRow, countIn } from './lab/report';

const lab = openLab({ queue: 'redis' });
const SUBSCRIBER_COUNT = 2_000;
const SHARD_COUNT = 8;

it('every job delivered three times, to three workers, again and again: one launch, nothing twice', async () => {
  const seen = beginRow(7, 'launch, plan and send jobs delivered three times, all the time');
  const push = await lab.startPush();
  const audience = await lab.makeAudience([push], SUBSCRIBER_COUNT);
  await push.setFault('*', { delayMs: 50 });
  for (let worker = 0; worker < 3; worker++) lab.startWorker();
  const sendAt = new Date(Date.now() + 4_000);
  const campaign = await createCampaign(audience.site.actor, audience.site.publicId, {
    name: 'Thrice',
    message: { title: 'Hello', url: 'https://shop.example/' },
    audience: { all: true },
    sendAt: sendAt.toISOString(),
  });
  const campaignId = decodeId('campaign', campaign.id);
  await sleep(Math.max(0, sendAt.getTime() - Date.now()));

  let deliveredCount = 0;
  /** A job id of its own each time: the queue cannot know that it is the same work. */
  const deliver = async (queue: 'schedule' | 'fan-out' | 'send', name: string, data: object) => {
    for (let copy = 0; copy < 3; copy++) {
      await getQueue(queue).add(name, data, { jobId: `copy-${deliveredCount++}` });
    }
  };
  const runId = async () => {
    const { rows } = await pool.query<{ id: bigint }>('SELECT id FROM runs WHERE campaign_id = $1', [campaignId]);
    return rows[0]?.id;
  };
  const launched = await eventually(
    async () => {
      await deliver('schedule', launchJob.name, { campaignId: String(campaignId), sendAtMs: sendAt.getTime() });
      return await runId();
    },
    { timeoutMs: 120_000, what: 'the launch' },
  );
  const run = { id: launched, campaignId };
  let isDone = false;
  const done = untilDone(run).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await deliver('fan-out', fanOutJob.name, { runId: String(run.id) });
    for (let shard = 0; shard < SHARD_COUNT; shard++) {
      await deliver('send', sendJob.name, { runId: String(run.id), shard, lane: 'bulk', cause: 'copy' });
    }
    await sleep(200);
  }
  await done;
  const { rows } = await pool.query('SELECT FROM runs WHERE campaign_id = $1', [campaignId]);
  expect(rows.length, 'one launch').toBe(1);
  const outcome = await checkRun(run, audience);
  countIn(seen, outcome);
  seen.note = `${deliveredCount} jobs beyond the product's own`;
  expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({ accepted: SUBSCRIBER_COUNT });
  expect(outcome.repeatCount).toBe(0);
});
