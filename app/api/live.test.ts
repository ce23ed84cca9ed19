import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwner } from '@/lib/accounts/create-owner';
import { createCampaign } from '@/lib/campaigns/create-campaign';
import { launchCampaign } from '@/lib/campaigns/launch-campaign';
import type { UserActor } from '@/lib/contracts/actors';
import type { CampaignProgress } from '@/lib/contracts/campaigns';
import { fanOutRun } from '@/lib/delivery/fan-out-run';
import { closeConnections } from '@/lib/delivery/post-message';
import { sendDue } from '@/lib/delivery/send-due';
import { addSubscribers, makeSite } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { createSite } from '@/lib/sites/create-site';
import { api } from './app';

let sink: PushSink;
let owner: UserActor;
let cookie: string;
let siteId: string;

beforeAll(async () => {
  sink = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = sink.host;
  owner = await createOwner({ email: 'owner@example.com', password: 'violet kettle seventeen' });
  const token = await encode({ secret: env().BELFRY_SECRET, token: { sub: owner.userId, sessionVersion: 1 } });
  cookie = `belfry-session=${token}`;
  const site = await createSite(owner, {
    name: 'Shop',
    allowedOrigins: ['https://shop.example'],
    vapidSubject: 'mailto:a@shop.example',
  });
  siteId = site.id;
  const id = decodeId('site', siteId);
  const key = await pool.query<{ id: bigint }>('SELECT id FROM vapid_keys WHERE site_id = $1', [id]);
  const { vapidPublicKey } = site;
  await addSubscribers(
    {
      actor: { kind: 'system', workspaceId: owner.workspaceId },
      id,
      publicId: siteId,
      vapidKeyId: key.rows[0]?.id ?? 0n,
      vapidPublicKey,
    },
    sink,
    40,
  );
});
afterAll(async () => {
  await closeQueues();
  await closeConnections();
  await sink.close();
});

const input = {
  name: 'Sale',
  message: { title: 'Sale', url: 'https://shop.example/' },
  audience: { all: true as const },
};
const open = (id: string, headers: Record<string, string>, signal?: AbortSignal) =>
  api.request(`/api/live/campaigns/${id}`, { headers, signal });

/** Reads events until `check` says so, then leaves. */
async function follow(id: string, check: (progress: CampaignProgress) => boolean): Promise<CampaignProgress[]> {
  const leaving = new AbortController();
  const response = await open(id, { cookie }, leaving.signal);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const seen: CampaignProgress[] = [];
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { value: '', done: true };
    if (done) throw new Error('the stream ended early');
    text += value;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks.filter((one) => one.startsWith('event: progress'))) {
      seen.push(JSON.parse(block.slice(block.indexOf('data: ') + 6)));
    }
    const last = seen.at(-1);
    if (last && check(last)) break;
  }
  await reader?.cancel();
  leaving.abort();
  return seen;
}

describe('live progress', () => {
  it('shows a campaign move, whole after each reconnect', async () => {
    const { id } = await createCampaign(owner, siteId, input);
    expect((await follow(id, () => true))[0]).toMatchObject({ status: 'draft', stats: { audience: 0 } });

    await launchCampaign(owner, id);
    const watching = [1, 2].map(() => follow(id, (progress) => progress.status === 'done'));
    const { rows } = await pool.query<{ id: bigint; shard_count: number }>('SELECT id, shard_count FROM runs');
    const run = rows[0];
    if (!run) throw new Error('it was launched');
    await fanOutRun(run.id);
    for (let shard = 0; shard < run.shard_count; shard++) {
      await sendDue(run.id, shard, 'bulk', new AbortController().signal);
    }
    for (const seen of await Promise.all(watching)) {
      expect(seen.at(-1)).toMatchObject({
        status: 'done',
        planned: true,
        stats: { audience: 40, accepted: 40, pending: 0 },
      });
    }
    // A page opened later sees the same.
    expect((await follow(id, () => true))[0]).toMatchObject({ status: 'done', stats: { accepted: 40 } });
  }, 60_000);

  it('ends some time after the campaign has', async () => {
    const { id } = await createCampaign(owner, siteId, input);
    await pool.query(`UPDATE campaigns SET status = 'done', finished_at = now() - interval '1 hour' WHERE id = $1`, [
      decodeId('campaign', id),
    ]);
    const text = await (await open(id, { cookie })).text();
    expect(text).toContain('event: progress');
    expect(text.trimEnd().endsWith('event: end\ndata:')).toBe(true);
  });

  it('asks for a session, and tells nothing of another tenant', async () => {
    const { id } = await createCampaign(owner, siteId, input);
    expect((await open(id, {})).status).toBe(401);
    expect((await open('cmp_0000000000001', { cookie })).status).toBe(404);
    const other = await makeSite('Other');
    const foreign = await createCampaign(other.actor, other.publicId, input);
    expect((await open(foreign.id, { cookie })).status).toBe(404);
  });
});
