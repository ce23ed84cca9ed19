import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AbTestInput } from '@/lib/contracts/ab-tests';
import type { Actor } from '@/lib/contracts/actors';
import { pool } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { createSite } from '@/lib/sites/create-site';
import { cancelCampaign } from './cancel-campaign';
import { chooseWinner } from './choose-winner';
import { createCampaign } from './create-campaign';
import { createDraft } from './create-draft';
import { decideDue } from './decide-due';
import { duplicateCampaign } from './duplicate-campaign';
import { getCampaign } from './get-campaign';
import { launchCampaign } from './launch-campaign';
import { pauseCampaign } from './pause-campaign';
import { resumeCampaign } from './resume-campaign';
import { sendTest } from './send-test';
import { updateDraft } from './update-draft';

let actor: Actor;
let siteId: string;
let otherActor: Actor;

beforeAll(async () => {
  const make = async (name: string): Promise<Actor> => {
    const { rows } = await pool.query<{ id: bigint }>(`INSERT INTO workspaces (name) VALUES ($1) RETURNING id`, [name]);
    return { kind: 'system', workspaceId: encodeId('workspace', rows[0]?.id ?? 0n) };
  };
  actor = await make('W');
  otherActor = await make('Other');
  const site = { name: 'Shop', allowedOrigins: ['https://shop.example'], vapidSubject: 'mailto:a@shop.example' };
  siteId = (await createSite(actor, site)).id;
});
afterAll(closeQueues);

const message = { title: 'A', url: 'https://shop.example/' };
const winner = { decide: 'after', afterSeconds: 3_600 } as const;
const twoVariants: AbTestInput = {
  variants: [{ weight: 1 }, { weight: 3, message: { title: 'B' } }],
  holdoutPercent: 5,
  testPercent: 20,
  winner,
};
const fieldsOf = async (promise: Promise<unknown>): Promise<string[]> => {
  const error = await promise.then(
    () => null,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(AppError);
  return error instanceof AppError ? error.fields.map(({ path }) => path) : [];
};
const make = (abTest: AbTestInput, more: object = {}) =>
  createCampaign(actor, siteId, { name: 'Test', message, audience: { all: true }, abTest, ...more });

/** A test that is launched, and as if it were planned and sent with these figures. */
async function launchTest(abTest: AbTestInput, figures: [accepted: number, clicked: number][]) {
  const { id } = await make(abTest);
  await launchCampaign(actor, id);
  const campaignId = decodeId('campaign', id);
  const { rows } = await pool.query<{ id: bigint; site_id: bigint }>(
    'SELECT id, site_id FROM runs WHERE campaign_id = $1',
    [campaignId],
  );
  const runId = rows[0]?.id ?? 0n;
  await pool.query(`UPDATE runs SET planned_at = now(), finished_at = now(), status = 'done' WHERE id = $1`, [runId]);
  for (const [arm, [accepted, clicked]] of figures.entries()) {
    await pool.query(
      `INSERT INTO run_counters (run_id, slot, site_id, planned_count, accepted_count, clicked_count)
       VALUES ($1, $2, $3, $4, $4, $5)`,
      [runId, arm * 32, rows[0]?.site_id, accepted, clicked],
    );
  }
  const setDue = () =>
    pool.query(`UPDATE winner_phases SET decide_at = now() - interval '1 second' WHERE campaign_id = $1`, [campaignId]);
  return { id, campaignId, runId, setDue };
}

async function winnerRuns(campaignId: bigint) {
  const { rows } = await pool.query<{ seed_run_id: bigint; arm_cuts: number[]; messages: { title: string }[] }>(
    'SELECT seed_run_id, arm_cuts, messages FROM runs WHERE campaign_id = $1 AND seed_run_id IS NOT NULL',
    [campaignId],
  );
  return rows;
}
const phaseOf = async (campaignId: bigint) =>
  (await pool.query('SELECT winner, decided_by, asked_at FROM winner_phases WHERE campaign_id = $1', [campaignId]))
    .rows[0];

describe('a draft with variants', () => {
  it('keeps them as they were given, with its languages, and is copied with them', async () => {
    const abTest: AbTestInput = {
      ...twoVariants,
      variants: [
        { weight: 2 },
        { weight: 1, message: { title: 'B' }, translations: { de: { title: 'B auf Deutsch' } } },
      ],
    };
    const made = await make(abTest, { translations: { de: { title: 'Auf Deutsch' } } });
    const expected = {
      ...abTest,
      winner: { ...winner, metric: 'clicks', confidencePercent: 95, ifUnclear: 'leading' },
    };
    expect(made.abTest).toEqual(expected);
    expect(made.translations).toEqual({ de: { title: 'Auf Deutsch' } });
    const copy = await duplicateCampaign(actor, made.id);
    expect(copy).toMatchObject({ abTest: expected, translations: made.translations });

    // Each part is changed apart from the others.
    const changed = await updateDraft(actor, made.id, { translations: {} });
    expect(changed).toMatchObject({ translations: {}, abTest: expected });
    expect((await updateDraft(actor, made.id, { name: 'Other' })).abTest).toEqual(expected);
    const without = await updateDraft(actor, made.id, { abTest: null, translations: { fr: { title: 'Oui' } } });
    expect(without).toMatchObject({ abTest: null, translations: { fr: { title: 'Oui' } } });
  });

  it('is refused with the field that is wrong', async () => {
    const variant = { message: { title: 'B' } };
    const refused = (abTest: unknown, more: object = {}) => fieldsOf(make(abTest as AbTestInput, more));
    expect(await refused({ variants: [{}] })).toEqual(['abTest.variants']);
    expect(await refused({ variants: Array.from({ length: 9 }, () => variant) })).toContain('abTest.variants');
    expect(await refused({ variants: [variant, variant] })).toEqual(['abTest.variants.0.message']);
    expect(await refused({ variants: [{}, {}] })).toEqual(['abTest.variants.1.message']);
    expect(await refused({ variants: [{}, { message: { url: 'nowhere' } }] })).toEqual([
      'abTest.variants.1.message.url',
    ]);
    expect(await refused({ variants: [{}, variant], testPercent: 20 })).toEqual(['abTest.winner']);
    const german = { translations: { de: { title: 'D' } } };
    expect(await refused({ variants: [{}, variant] }, german)).toEqual(['abTest.variants.1.translations.de']);
    expect(await refused({ variants: [{}, { ...variant, ...german }] })).toEqual(['abTest.variants.1.translations.de']);
    const at = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 16);
    const schedule = { kind: 'local_time', at, whenPassed: 'skip', fallbackTimezone: 'UTC' };
    expect(await refused(twoVariants, { schedule })).toEqual(['abTest.testPercent']);
    expect((await make({ variants: [{}, variant] }, { schedule })).status).toBe('scheduled');
  });

  it('sends a test of the variant asked for', async () => {
    const { id } = await make(twoVariants);
    const site = decodeId('site', siteId);
    await pool.query(`INSERT INTO push_origins (id, origin) VALUES (1, 'https://push.example') ON CONFLICT DO NOTHING`);
    const { rows } = await pool.query<{ id: bigint }>(
      `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id)
       SELECT id, 'https://push.example/1', '\\x01', 1, 'x', 'y', current_vapid_key_id FROM sites WHERE id = $1 RETURNING id`,
      [site],
    );
    const subscriber = encodeId('subscriber', rows[0]?.id ?? 0n);
    const titleOf = async (variant?: string) => {
      const { runId } = await sendTest(actor, id, [subscriber], variant);
      const run = await pool.query('SELECT messages, arm_cuts FROM runs WHERE id = $1', [decodeId('run', runId)]);
      return [run.rows[0].messages.map((one: { title: string }) => one.title), run.rows[0].arm_cuts];
    };
    expect(await titleOf()).toEqual([['A'], []]);
    expect(await titleOf('B')).toEqual([['B'], []]);
    expect(await fieldsOf(sendTest(actor, id, [subscriber], 'C'))).toEqual(['variant']);
  });
});

describe('the winner', () => {
  it('is chosen by a person, once, and goes to those whom the test has left', async () => {
    const { id, campaignId, runId } = await launchTest(twoVariants, []);
    expect(await fieldsOf(chooseWinner(actor, id, 'C'))).toEqual(['variant']);
    await expect(chooseWinner(otherActor, id, 'B')).rejects.toMatchObject({ code: 'not_found' });
    const results = await Promise.allSettled([
      ...Array.from({ length: 3 }, () => chooseWinner(actor, id, 'B')),
      ...Array.from({ length: 3 }, () => chooseWinner(actor, id, 'A')),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'campaign_wrong_state' });
    }
    const runs = await winnerRuns(campaignId);
    const phase = await phaseOf(campaignId);
    expect(phase).toMatchObject({ decided_by: 'person' });
    expect(runs).toEqual([
      {
        seed_run_id: runId,
        arm_cuts: [240_000, 1_000_000],
        messages: [expect.objectContaining({ title: phase.winner })],
      },
    ]);
    await expect(updateDraft(actor, id, { name: 'Late' })).rejects.toMatchObject({ code: 'campaign_not_editable' });
  });

  it('is found by the rule when the time has come, however many look at once', async () => {
    const { campaignId, setDue } = await launchTest(twoVariants, [
      [1_000, 30],
      [1_000, 70],
    ]);
    await decideDue(campaignId);
    expect(await winnerRuns(campaignId)).toEqual([]);
    await setDue();
    await Promise.all(Array.from({ length: 6 }, () => decideDue(campaignId)));
    expect((await winnerRuns(campaignId)).length).toBe(1);
    expect(await phaseOf(campaignId)).toMatchObject({ winner: 'B', decided_by: 'confidence' });
  });

  it('is the leading one, or a person is asked, when it is too close', async () => {
    const close: [number, number][] = [
      [1_000, 30],
      [1_000, 32],
    ];
    const leading = await launchTest(twoVariants, close);
    await leading.setDue();
    await decideDue(leading.campaignId);
    expect(await phaseOf(leading.campaignId)).toMatchObject({ winner: 'B', decided_by: 'leading' });

    const asking = await launchTest({ ...twoVariants, winner: { ...winner, ifUnclear: 'wait' } }, close);
    await asking.setDue();
    await decideDue(asking.campaignId);
    await decideDue(asking.campaignId);
    expect(await phaseOf(asking.campaignId)).toMatchObject({ winner: null, asked_at: expect.any(Date) });
    expect(await winnerRuns(asking.campaignId)).toEqual([]);
    await chooseWinner(actor, asking.id, 'A');
    expect((await winnerRuns(asking.campaignId)).length).toBe(1);
  });

  it('is found as soon as it is clear', async () => {
    const rule = { ...winner, decide: 'significance' } as const;
    const { campaignId } = await launchTest({ ...twoVariants, winner: rule }, [
      [1_000, 30],
      [1_000, 70],
    ]);
    await decideDue(campaignId);
    expect(await phaseOf(campaignId)).toMatchObject({ winner: 'B', decided_by: 'confidence' });
  });

  it('waits while the campaign is paused, and never comes once it is cancelled', async () => {
    const { id, campaignId, setDue } = await launchTest(twoVariants, [
      [1_000, 30],
      [1_000, 70],
    ]);
    await setDue();
    await pauseCampaign(actor, id);
    await decideDue(campaignId);
    await expect(chooseWinner(actor, id, 'A')).rejects.toMatchObject({ code: 'campaign_wrong_state' });
    await resumeCampaign(actor, id);
    expect((await getCampaign(actor, id)).status).toBe('running');
    await cancelCampaign(actor, id);
    await decideDue(campaignId);
    await expect(chooseWinner(actor, id, 'A')).rejects.toMatchObject({ code: 'campaign_wrong_state' });
    expect(await winnerRuns(campaignId)).toEqual([]);
  });

  it('is none of a campaign that tests everyone at once, or nothing', async () => {
    const all = await launchTest({ variants: twoVariants.variants }, []);
    await expect(chooseWinner(actor, all.id, 'B')).rejects.toMatchObject({ code: 'campaign_wrong_state' });
    const plain = await createDraft(actor, siteId, { name: 'Plain', message, audience: { all: true } });
    await launchCampaign(actor, plain.id);
    await expect(chooseWinner(actor, plain.id, 'A')).rejects.toMatchObject({ code: 'campaign_wrong_state' });
  });
});
