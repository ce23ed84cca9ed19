import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Actor } from '@/lib/contracts/actors';
import type { CampaignInput } from '@/lib/contracts/campaigns';
import { pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { createSite } from '@/lib/sites/create-site';
import { createCampaign } from './create-campaign';
import { getCampaign } from './get-campaign';
import { holdCampaigns } from './hold-campaigns';
import { launchCampaign } from './launch-campaign';
import { resumeCampaign } from './resume-campaign';
import { scheduleCampaign } from './schedule-campaign';

let actor: Actor;
let siteId: string;
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const HOUR_MS = 3_600_000;

beforeAll(async () => {
  const { rows } = await pool.query<{ id: bigint }>(`INSERT INTO workspaces (name) VALUES ('W') RETURNING id`);
  actor = { kind: 'system', workspaceId: encodeId('workspace', rows[0]?.id ?? 0n) };
  const site = { name: 'Shop', allowedOrigins: ['https://shop.example'], vapidSubject: 'mailto:a@shop.example' };
  siteId = (await createSite(actor, site)).id;
});
afterAll(closeQueues);

async function make(name: string, extra: Partial<CampaignInput> = {}): Promise<string> {
  const message = { title: name, url: 'https://shop.example/' };
  return (await createCampaign(actor, siteId, { name, message, audience: { all: true }, ...extra })).id;
}
const status = async (id: string) => (await getCampaign(actor, id)).status;
/** As after a restore: the time that lay ahead has passed. */
const letPass = (column: 'send_at' | 'next_at', id: string) =>
  pool.query(`UPDATE campaigns SET ${column} = now() - interval '1 hour' WHERE id = $1`, [decodeId('campaign', id)]);

it('holds what was being sent and what came due, leaves the rest, and a second time finds nothing', async () => {
  const running = await make('Running');
  await launchCampaign(actor, running);
  const due = await make('Due');
  await scheduleCampaign(actor, due, inMs(HOUR_MS));
  await letPass('send_at', due);
  const daily = { kind: 'recurring', rule: { every: 'day' }, time: inMs(12 * HOUR_MS).slice(11, 16), timezone: 'UTC' };
  const series = await make('Series', { schedule: daily as CampaignInput['schedule'] });
  const { status: begun } = await getCampaign(actor, series);
  await letPass('next_at', series);
  const ahead = await make('Ahead');
  await scheduleCampaign(actor, ahead, inMs(48 * HOUR_MS));
  const draft = await make('Draft');

  const held = await holdCampaigns();
  expect(held).toEqual([
    { id: running, name: 'Running', status: 'paused' },
    { id: due, name: 'Due', status: 'draft' },
    { id: series, name: 'Series', status: begun === 'running' ? 'paused' : 'draft' },
  ]);
  for (const { id, status: now } of held) expect(await status(id)).toBe(now);
  expect(await status(ahead)).toBe('scheduled');
  expect(await status(draft)).toBe('draft');
  const { rows } = await pool.query(`SELECT status FROM runs WHERE campaign_id = $1`, [decodeId('campaign', running)]);
  expect(rows).toEqual([{ status: 'paused' }]);
  const { rows: audit } = await pool.query(
    `SELECT action FROM audit_entries WHERE detail->>'reason' = 'held after a restore' ORDER BY id`,
  );
  expect(audit).toHaveLength(3);
  expect(await holdCampaigns()).toEqual([]);
  expect(await resumeCampaign(actor, running)).toMatchObject({ status: 'running' });
});
