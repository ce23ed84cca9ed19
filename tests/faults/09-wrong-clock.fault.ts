import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { createCampaign } from '@/lib/campaigns/create-campaign';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { eventually } from '../push-service/wait-for';
import { checkRun, untilDone } from './lab/check-run';
import { openLab } from './lab/lab';
import { beginRow } from './lab/report';

const lab = openLab({ queue: 'postgres' });
const SUBSCRIBER_COUNT = 500;
const PRELOAD = pathToFileURL(join(import.meta.dirname, 'lab/shift-clock.mjs')).href;
const startShifted = (hours: number) =>
  lab.startWorker({ BELFRY_CLOCK_SHIFT_MS: String(hours * 3_600_000) }, ['--import', PRELOAD]);
/** The reconciler's round, and what starting takes on a busy machine. */
const LATE_MS = 75_000;

it.each([
  { name: 'two hours ahead', hours: [2] },
  { name: 'two hours behind', hours: [-2] },
  { name: 'one of each', hours: [2, -2] },
])(
  'workers whose clocks are $name: sent once, signed validly, and a scheduled one not before its time',
  async (given) => {
    const seen = beginRow(9, `clocks of the workers ${given.name}`);
    const push = await lab.startPush();
    const audience = await lab.makeAudience([push], SUBSCRIBER_COUNT);
    // Some answers ask for another try, so that there are waits to get wrong.
    await push.setFault(audience.endpoints.slice(0, 50), { status: 500, times: 1 });
    const workers = given.hours.map(startShifted);
    const sendAt = new Date(Date.now() + 12_000);
    const campaign = await createCampaign(audience.site.actor, audience.site.publicId, {
      name: 'At its time',
      message: { title: 'Hello', url: 'https://shop.example/' },
      audience: { all: true },
      sendAt: sendAt.toISOString(),
    });
    const campaignId = decodeId('campaign', campaign.id);
    const run = await lab.launch(audience);
    await untilDone(run);
    const outcome = await checkRun(run, audience);
    expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({ accepted: SUBSCRIBER_COUNT });
    expect(outcome.repeatCount).toBe(0);

    const launched = await eventually(
      async () => {
        // The expiry is counted from the launch by the database's clock, and has a minute for sending.
        const { rows } = await pool.query<{ id: bigint; at: Date }>(
          `SELECT id, expires_at - (ttl_seconds + 60) * interval '1 second' AS at FROM runs WHERE campaign_id = $1`,
          [campaignId],
        );
        return rows[0];
      },
      { timeoutMs: 12_000 + LATE_MS, what: 'the scheduled launch' },
    );
    const lateMs = launched.at.getTime() - sendAt.getTime();
    expect(lateMs, 'not before its time').toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(LATE_MS);
    const scheduled = { id: launched.id, campaignId };
    await untilDone(scheduled);
    const second = await checkRun(scheduled, audience);
    expect(second.states).toEqual({ accepted: SUBSCRIBER_COUNT });
    expect(second.repeatCount).toBe(0);
    const { byStatus } = await push.counts();
    expect(byStatus[401] ?? byStatus[403] ?? 0, 'no signature was refused').toBe(0);
    expect(workers.map((worker) => worker.hasEnded())).toEqual(workers.map(() => false));
    seen.takenCount = outcome.takenCount + second.takenCount;
    seen.note = `scheduled launch ${(lateMs / 1_000).toFixed(1)} s after its time`;
  },
);
