import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor, UserActor } from '@/lib/contracts/actors';
import type { CampaignInput } from '@/lib/contracts/campaigns';
import { pool } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { createSite } from '@/lib/sites/create-site';
import { cancelCampaign } from './cancel-campaign';
import { createCampaign } from './create-campaign';
import { createDraft } from './create-draft';
import { deleteDraft } from './delete-draft';
import { duplicateCampaign } from './duplicate-campaign';
import { getCampaign } from './get-campaign';
import { launchCampaign } from './launch-campaign';
import { launchDue } from './launch-due';
import { listCampaigns } from './list-campaigns';
import { pauseCampaign } from './pause-campaign';
import { resumeCampaign } from './resume-campaign';
import { scheduleCampaign } from './schedule-campaign';
import { sendTest } from './send-test';
import { unscheduleCampaign } from './unschedule-campaign';
import { updateDraft } from './update-draft';

let actor: Actor;
let siteId: string;
let other: Actor;
const input: CampaignInput = {
  name: 'Sale',
  message: { title: 'Sale', url: 'https://shop.example/' },
  audience: { all: true },
};
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

async function makeWorkspace(): Promise<Actor> {
  const { rows } = await pool.query<{ id: bigint }>(`INSERT INTO workspaces (name) VALUES ('W') RETURNING id`);
  return { kind: 'system', workspaceId: encodeId('workspace', rows[0]?.id ?? 0n) };
}
const makeSite = async (owner: Actor) =>
  (
    await createSite(owner, {
      name: 'Shop',
      allowedOrigins: ['https://shop.example'],
      vapidSubject: 'mailto:a@shop.example',
    })
  ).id;

beforeAll(async () => {
  [actor, other] = [await makeWorkspace(), await makeWorkspace()];
  siteId = await makeSite(actor);
  await makeSite(other);
});

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
const runsOf = async (campaignId: string) => {
  const { rows } = await pool.query('SELECT * FROM runs WHERE campaign_id = $1 ORDER BY id', [
    decodeId('campaign', campaignId),
  ]);
  return rows;
};
const actionsOf = async (campaignId: string) => {
  const { rows } = await pool.query<{ action: string }>(
    'SELECT action FROM audit_entries WHERE target = $1 ORDER BY id',
    [campaignId],
  );
  return rows.map((row) => row.action);
};

describe('drafts', () => {
  it('may be incomplete, are saved field by field, and keep what is not given', async () => {
    const draft = await createDraft(actor, siteId, {
      name: 'New',
      message: {},
      audience: { all: true },
      ttlSeconds: 600,
    });
    expect(draft).toMatchObject({ status: 'draft', message: {}, ttlSeconds: 600, urgency: 'low' });
    const saved = await updateDraft(actor, draft.id, { message: { title: '' }, urgency: 'very-low' });
    expect(saved).toMatchObject({ name: 'New', message: { title: '' }, ttlSeconds: 600, urgency: 'very-low' });
    expect(await getCampaign(actor, draft.id)).toEqual(saved);
    expect(await code(launchCampaign(actor, draft.id))).toBe('invalid_input');
    expect((await getCampaign(actor, draft.id)).status).toBe('draft');
  });

  it('are not changed by an autosave that comes after the launch', async () => {
    const { id } = await createCampaign(actor, siteId, input);
    await launchCampaign(actor, id);
    expect(await code(updateDraft(actor, id, { name: 'Late' }))).toBe('campaign_not_editable');
    expect(await code(deleteDraft(actor, id))).toBe('campaign_not_editable');
    expect((await getCampaign(actor, id)).name).toBe('Sale');
  });

  it('refuse what Postgres cannot hold, by the name of its field', async () => {
    const fields = (message: object) =>
      createDraft(actor, siteId, {
        name: 'x',
        message: message as Record<string, unknown>,
        audience: { all: true },
      }).catch((error: AppError) => error.fields.map((field) => field.path));
    expect(await fields({ title: 'a\0b' })).toEqual(['message.title']);
    expect(await fields({ actions: [{ title: '\ud83d' }] })).toEqual(['message.actions.0.title']);
    expect(await fields({ body: 'x'.repeat(40_000) })).toEqual(['message']);
  });

  it('are listed newest first by key, copied and deleted', async () => {
    const owner = await makeWorkspace();
    const site = await makeSite(owner);
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift((await createCampaign(owner, site, { ...input, name: `C${i}` })).id);
    const first = await listCampaigns(owner, site, { limit: 3 });
    const second = await listCampaigns(owner, site, { limit: 3, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items].map((one) => one.id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
    expect((await listCampaigns(owner, site, { limit: 9, search: 'c3' })).items.map((one) => one.name)).toEqual(['C3']);

    const copy = await duplicateCampaign(owner, ids[0] ?? '');
    expect(copy).toMatchObject({ name: 'C4 (copy)', status: 'draft', message: { title: 'Sale' } });
    await deleteDraft(owner, copy.id);
    expect(await code(getCampaign(owner, copy.id))).toBe('not_found');
  });
});

describe('launch', () => {
  it('freezes message and audience in a run, with its audit entry', async () => {
    const { id } = await createCampaign(actor, siteId, { ...input, ttlSeconds: 3_600, urgency: 'normal' });
    expect(await launchCampaign(actor, id)).toMatchObject({ status: 'running', launchedAt: expect.any(String) });
    const [run] = await runsOf(id);
    expect(run).toMatchObject({
      status: 'running',
      is_test: false,
      ttl_seconds: 3_600,
      urgency: 'normal',
      lane: 'bulk',
      planned_at: null,
      messages: [expect.objectContaining({ title: 'Sale' })],
    });
    expect(run.expires_at - run.created_at).toBeGreaterThanOrEqual(3_600_000);
    expect(await actionsOf(id)).toEqual(['campaign.create', 'campaign.launch']);
  });

  it('happens once, however many press at once', async () => {
    const { id } = await createCampaign(actor, siteId, input);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => code(launchCampaign(actor, id))));
    expect(outcomes.filter((outcome) => outcome === 'no error')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['no error', 'campaign_wrong_state']));
    expect(await runsOf(id)).toHaveLength(1);
  });

  it('names the byte count of a message that is too large, in emoji', async () => {
    const message = { ...input.message, body: '🎉'.repeat(250), url: `https://shop.example/${'x'.repeat(1_400)}` };
    const error = await createCampaign(actor, siteId, { ...input, message }).catch((failure: AppError) => failure);
    expect(error).toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'message', message: expect.stringMatching(/\d{4} bytes/) }],
    });
  });

  it.each([
    ['message.url', { message: { ...input.message, url: 'javascript:alert(1)' } }],
    ['message.actions.0.url', { message: { ...input.message, actions: [{ title: 'x', url: 'data:text/html,x' }] } }],
    [
      'message.actions',
      {
        message: {
          ...input.message,
          actions: Array.from({ length: 3 }, () => ({ title: 'x', url: 'https://a.example' })),
        },
      },
    ],
    ['message.vibrate', { message: { ...input.message, silent: true, vibrate: [1] } }],
    ['message.renotify', { message: { ...input.message, renotify: true } }],
    ['message.title', { message: { ...input.message, title: 'a\0' } }],
    ['sendAt', { sendAt: '2020-01-01T00:00:00Z' }],
    ['sendAt', { sendAt: '9999-01-01T00:00:00Z' }],
    ['ttlSeconds', { ttlSeconds: 59 }],
    ['ttlSeconds', { ttlSeconds: 2_419_201 }],
    ['audience.include.0', { audience: { include: ['seg_0000000000001'] } }],
    ['audience.subscriberIds.0', { audience: { subscriberIds: ['x'] } }],
  ] as [string, Partial<CampaignInput>][])('refuses a bad %s and saves nothing', async (path, change) => {
    const before = await listCampaigns(actor, siteId, { limit: 200 });
    const error = await createCampaign(actor, siteId, { ...input, ...change }).catch((failure: AppError) => failure);
    expect(error).toMatchObject({ code: 'invalid_input', fields: [{ path }] });
    expect((await listCampaigns(actor, siteId, { limit: 200 })).items.length).toBe(before.items.length);
  });
});

describe('schedule', () => {
  it('launches at its time and not before, once', async () => {
    const campaign = await createCampaign(actor, siteId, { ...input, sendAt: inMs(60_000) });
    const number = decodeId('campaign', campaign.id);
    expect(campaign).toMatchObject({ status: 'scheduled' });
    await launchDue(number);
    expect((await getCampaign(actor, campaign.id)).status).toBe('scheduled');
    await pool.query(`UPDATE campaigns SET send_at = now() - interval '1 second' WHERE id = $1`, [number]);
    await Promise.all([launchDue(number), launchDue(number), launchDue(number)]);
    expect((await getCampaign(actor, campaign.id)).status).toBe('running');
    expect(await runsOf(campaign.id)).toHaveLength(1);
  });

  it('can be undone and cancelled, but only by the moves of the table', async () => {
    const { id } = await createCampaign(actor, siteId, input);
    expect(await code(pauseCampaign(actor, id))).toBe('campaign_wrong_state');
    expect(await code(cancelCampaign(actor, id))).toBe('campaign_wrong_state');
    await scheduleCampaign(actor, id, inMs(3_600_000 * 48));
    expect(await code(updateDraft(actor, id, { name: 'x' }))).toBe('campaign_not_editable');
    expect(await unscheduleCampaign(actor, id)).toMatchObject({ status: 'draft' });
    await scheduleCampaign(actor, id, inMs(3_600_000));
    expect(await cancelCampaign(actor, id)).toMatchObject({ status: 'cancelled', finishedAt: expect.any(String) });
    for (const move of [launchCampaign, resumeCampaign, unscheduleCampaign, cancelCampaign, pauseCampaign]) {
      expect(await code(move(actor, id))).toBe('campaign_wrong_state');
    }
    expect(await runsOf(id)).toHaveLength(0);
  });

  it('becomes a draft again when it cannot be launched, and says why', async () => {
    const campaign = await createCampaign(actor, siteId, { ...input, sendAt: inMs(60_000) });
    const number = decodeId('campaign', campaign.id);
    await pool.query(
      `UPDATE campaigns SET send_at = now() - interval '1 second', audience = '{"include":["seg_0000000000001"]}' WHERE id = $1`,
      [number],
    );
    await launchDue(number);
    expect((await getCampaign(actor, campaign.id)).status).toBe('draft');
    expect(await actionsOf(campaign.id)).toContain('campaign.launch_failed');
  });
});

describe('pause, resume, cancel', () => {
  it('move campaign and run together', async () => {
    const { id } = await createCampaign(actor, siteId, input);
    await launchCampaign(actor, id);
    const both = async () => [(await getCampaign(actor, id)).status, (await runsOf(id))[0].status];
    await pauseCampaign(actor, id);
    expect(await both()).toEqual(['paused', 'paused']);
    expect(await code(launchCampaign(actor, id))).toBe('campaign_wrong_state');
    await resumeCampaign(actor, id);
    expect(await both()).toEqual(['running', 'running']);
    expect(await code(resumeCampaign(actor, id))).toBe('campaign_wrong_state');
    await cancelCampaign(actor, id);
    expect(await both()).toEqual(['cancelled', 'cancelled']);
  });
});

describe('test send', () => {
  it('refuses an audience that is nobody of this site', async () => {
    const { id } = await createCampaign(actor, siteId, input);
    for (const ids of [[], ['nonsense'], [encodeId('subscriber', 5n)], Array.from({ length: 21 }, () => 'x')]) {
      expect(await code(sendTest(actor, id, ids))).toBe('invalid_input');
    }
    expect(await runsOf(id)).toHaveLength(0);
  });
});

describe('tenancy and roles', () => {
  it("answer 404 to another tenant's id everywhere, and change nothing (I10)", async () => {
    const { id } = await createCampaign(actor, siteId, input);
    const before = await getCampaign(actor, id);
    const attempts = [
      getCampaign(other, id),
      updateDraft(other, id, { name: 'mine' }),
      deleteDraft(other, id),
      duplicateCampaign(other, id),
      launchCampaign(other, id),
      scheduleCampaign(other, id, inMs(60_000)),
      unscheduleCampaign(other, id),
      cancelCampaign(other, id),
      pauseCampaign(other, id),
      resumeCampaign(other, id),
      sendTest(other, id, ['sub_0000000000001']),
      createCampaign(other, siteId, input),
      createDraft(other, siteId, { name: 'x', message: {}, audience: { all: true } }),
      listCampaigns(other, siteId, { limit: 5 }),
    ];
    expect(new Set(await Promise.all(attempts.map(code)))).toEqual(new Set(['not_found']));
    expect(await getCampaign(actor, id)).toEqual(before);
  });

  it('let a viewer look and an editor send', async () => {
    const as = (role: UserActor['role']): Actor => ({
      kind: 'user',
      userId: encodeId('user', 1n),
      workspaceId: actor.workspaceId,
      role,
      name: role,
      email: 'x@shop.example',
    });
    const { id } = await createCampaign(as('editor'), siteId, input);
    expect(await code(getCampaign(as('viewer'), id))).toBe('no error');
    for (const attempt of [
      launchCampaign(as('viewer'), id),
      updateDraft(as('viewer'), id, {}),
      sendTest(as('viewer'), id, []),
    ]) {
      expect(await code(attempt)).toBe('forbidden');
    }
    expect(await code(launchCampaign(as('editor'), id))).toBe('no error');
  });
});
