import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '@/lib/contracts/actors';
import type { CampaignSchedule } from '@/lib/contracts/schedules';
import { pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { createSite } from '@/lib/sites/create-site';
import { cancelCampaign } from './cancel-campaign';
import { createCampaign } from './create-campaign';
import { duplicateCampaign } from './duplicate-campaign';
import { getCampaign } from './get-campaign';
import { launchDue } from './launch-due';
import { pauseCampaign } from './pause-campaign';
import { resumeCampaign } from './resume-campaign';

let actor: Actor;
let siteId: string;
const daily: CampaignSchedule = {
  kind: 'recurring',
  rule: { every: 'day' },
  // Half a day from now, so that no date of the rule falls into a test.
  time: new Date(Date.now() + 12 * 3_600_000).toISOString().slice(11, 16),
  timezone: 'UTC',
};

beforeAll(async () => {
  const { rows } = await pool.query<{ id: bigint }>(`INSERT INTO workspaces (name) VALUES ('W') RETURNING id`);
  actor = { kind: 'system', workspaceId: encodeId('workspace', rows[0]?.id ?? 0n) };
  const site = { name: 'Shop', allowedOrigins: ['https://shop.example'], vapidSubject: 'mailto:a@shop.example' };
  siteId = (await createSite(actor, site)).id;
});
afterAll(closeQueues);

async function makeSeries(schedule: CampaignSchedule = daily): Promise<string> {
  const message = { title: 'Good morning', url: 'https://shop.example/' };
  const made = await createCampaign(actor, siteId, { name: 'Daily', message, audience: { all: true }, schedule });
  return made.id;
}
/** As if the next date were so long ago. */
const setNext = (id: string, ago: string) =>
  pool.query(`UPDATE campaigns SET next_at = now() - $2::interval WHERE id = $1`, [decodeId('campaign', id), ago]);
const due = (id: string) => launchDue(decodeId('campaign', id));
const dates = async (id: string) => {
  const { rows } = await pool.query<{ run_id: bigint | null; reason: string | null }>(
    'SELECT run_id, reason FROM campaign_occurrences WHERE campaign_id = $1 ORDER BY occurs_at',
    [decodeId('campaign', id)],
  );
  return rows.map((row) => (row.run_id === null ? row.reason : 'sent'));
};
const runCount = async (id: string) => {
  const { rows } = await pool.query('SELECT count(*)::int AS count FROM runs WHERE campaign_id = $1', [
    decodeId('campaign', id),
  ]);
  return rows[0].count;
};

describe('a recurring campaign', () => {
  it('waits for its first date, then starts one run for each', async () => {
    const id = await makeSeries();
    const first = await getCampaign(actor, id);
    expect(first).toMatchObject({ status: 'scheduled', schedule: daily, sendAt: first.nextAt });
    await due(id);
    expect(await dates(id)).toEqual([]);

    await setNext(id, '1 second');
    // Called for by many workers at once.
    await Promise.all(Array.from({ length: 6 }, () => due(id)));
    expect(await dates(id)).toEqual(['sent']);
    expect(await runCount(id)).toBe(1);
    const started = await getCampaign(actor, id);
    expect(started).toMatchObject({ status: 'running', launchedAt: expect.any(String) });
    expect(Date.parse(started.nextAt ?? '')).toBeGreaterThan(Date.now());

    await setNext(id, '1 minute');
    await due(id);
    expect(await dates(id)).toEqual(['sent', 'sent']);
    expect(await runCount(id)).toBe(2);
  });

  it('makes up for the latest date missed if it is less than three hours late, and writes the others down', async () => {
    const id = await makeSeries({
      ...daily,
      time: new Date(Date.now() - 3_600_000).toISOString().slice(11, 16),
      timezone: 'UTC',
    });
    await setNext(id, '3 days 1 hour 2 minutes');
    await due(id);
    const seen = await dates(id);
    expect(seen.slice(0, -1)).toEqual(seen.slice(0, -1).map(() => 'missed'));
    expect(seen.length).toBeGreaterThanOrEqual(4);
    expect(seen.at(-1)).toBe('sent');
    expect(await runCount(id)).toBe(1);

    const late = await makeSeries({
      ...daily,
      time: new Date(Date.now() - 5 * 3_600_000).toISOString().slice(11, 16),
      timezone: 'UTC',
    });
    await setNext(late, '1 day 5 hours 2 minutes');
    await due(late);
    const skipped = await dates(late);
    expect(skipped.length).toBeGreaterThanOrEqual(2);
    expect(new Set(skipped)).toEqual(new Set(['missed']));
    expect(await runCount(late)).toBe(0);
    expect(await getCampaign(actor, late)).toMatchObject({ status: 'scheduled', nextAt: expect.any(String) });
  });

  it('ends after its count, with the end of its last run', async () => {
    const id = await makeSeries({ ...daily, count: 1 });
    await setNext(id, '1 second');
    await due(id);
    expect(await getCampaign(actor, id)).toMatchObject({ status: 'running', nextAt: null });
    await due(id);
    expect(await dates(id)).toEqual(['sent']);
  });

  it('skips the dates of a pause, goes on when resumed, and stops for good', async () => {
    const id = await makeSeries();
    await setNext(id, '1 second');
    await due(id);
    await pauseCampaign(actor, id);
    await setNext(id, '2 hours');
    await due(id);
    expect(await dates(id)).toEqual(['sent']);
    await resumeCampaign(actor, id);
    expect((await dates(id)).sort()).toContain('paused');
    expect(await runCount(id)).toBe(1);
    const resumed = await getCampaign(actor, id);
    expect(resumed.status).toBe('running');
    expect(Date.parse(resumed.nextAt ?? '')).toBeGreaterThan(Date.now());

    await cancelCampaign(actor, id);
    expect(await getCampaign(actor, id)).toMatchObject({ status: 'cancelled', nextAt: null });
    await setNext(id, '1 second');
    await due(id);
    expect(await runCount(id)).toBe(1);
  });

  it('passes over a date on which it cannot be sent', async () => {
    const id = await makeSeries();
    await pool.query(`UPDATE campaigns SET audience = '{"include":["seg_000000000000a"]}' WHERE id = $1`, [
      decodeId('campaign', id),
    ]);
    await setNext(id, '1 second');
    await due(id);
    expect(await dates(id)).toEqual(['failed']);
    expect(await getCampaign(actor, id)).toMatchObject({ nextAt: expect.any(String) });
  });

  it('is paused when its site was archived in the meantime, and called for no more', async () => {
    const site = { name: 'Gone', allowedOrigins: ['https://gone.example'], vapidSubject: 'mailto:a@gone.example' };
    const gone = (await createSite(actor, site)).id;
    const message = { title: 'Good morning', url: 'https://gone.example/' };
    const series = { name: 'Daily', message, audience: { all: true } as const, schedule: daily };
    const { id } = await createCampaign(actor, gone, series);
    await setNext(id, '1 second');
    await due(id);
    // As archiving leaves it when a date begins at that very moment.
    await pool.query('UPDATE sites SET archived_at = now() WHERE id = $1', [decodeId('site', gone)]);
    await setNext(id, '1 second');
    for (let round = 0; round < 3; round++) await due(id);

    const { rows } = await pool.query(
      `SELECT c.status::text, ARRAY(SELECT r.status::text FROM runs r WHERE r.campaign_id = c.id) AS runs,
         (SELECT count(*)::int FROM audit_entries a WHERE a.target = $2 AND a.action = 'campaign.launch_failed') AS told
       FROM campaigns c WHERE c.id = $1`,
      [decodeId('campaign', id), id],
    );
    expect(rows).toEqual([{ status: 'paused', runs: ['paused'], told: 1 }]);
  });

  it('is copied with its rule', async () => {
    const copy = await duplicateCampaign(actor, await makeSeries({ ...daily, startsOn: '2026-01-01' }));
    expect(copy).toMatchObject({ status: 'draft', schedule: daily });
    expect(copy.schedule).not.toHaveProperty('startsOn');
  });
});
