import { describe, expect, it } from 'vitest';
import type { Actor, UserActor } from '@/lib/contracts/actors';
import type { CampaignPatch } from '@/lib/contracts/campaigns';
import { nextOccurrences } from '@/lib/contracts/recurrence';
import { pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { cancelCampaign } from './cancel-campaign';
import { createCampaign } from './create-campaign';
import { editSeries } from './edit-series';
import { getCampaign } from './get-campaign';
import { launchCampaign } from './launch-campaign';
import { listDraftVersions } from './list-draft-versions';
import { pauseCampaign } from './pause-campaign';
import { resumeCampaign } from './resume-campaign';
import {
  actor,
  daily,
  dates,
  due,
  HOUR_MS,
  keepSeriesSite,
  later,
  makeRunning,
  makeSeries,
  outcome,
  runCount,
  setNext,
  siteId,
  text,
} from './test-kit/series';
import { updateCampaign } from './update-campaign';
import { updateDraft } from './update-draft';

keepSeriesSite();

describe('a recurring campaign that goes on', () => {
  it('says and reaches what was saved from its next date on; dates already sent keep theirs', async () => {
    const id = await makeRunning();
    const before = await getCampaign(actor, id);
    const edited = await editSeries(
      actor,
      id,
      { message: text('New'), audience: { externalIds: ['ada'] }, name: 'Each day' },
      before.updatedAt,
    );
    expect(edited).toMatchObject({
      status: 'running',
      name: 'Each day',
      message: { title: 'New' },
      audience: { externalIds: ['ada'] },
      schedule: daily,
      nextAt: before.nextAt,
    });
    expect(await dates(id)).toEqual(['Old']);
    expect(await runCount(id)).toBe(1);

    await setNext(id, '1 second');
    await due(id);
    expect(await dates(id)).toEqual(['Old', 'New']);
    const { rows } = await pool.query(
      `SELECT audience->'selection'->>'kind' AS kind FROM runs ORDER BY id DESC LIMIT 1`,
    );
    expect(rows[0].kind).toBe('externalIds');
  });

  it('goes by another rule from the moment it is saved, once a date', async () => {
    const id = await makeRunning();
    const [expected] = nextOccurrences(later, new Date(), 1);
    const edited = await editSeries(actor, id, { schedule: later });
    expect(edited).toMatchObject({ schedule: later, nextAt: expected?.toISOString(), status: 'running' });
    // The call for the old date finds that it is none.
    await due(id);
    expect(await dates(id)).toEqual(['Old']);
    await setNext(id, '1 second');
    await Promise.all(Array.from({ length: 4 }, () => due(id)));
    expect(await dates(id)).toEqual(['Old', 'Old']);
  });

  it('can be changed before its first date, and keeps what it said as a version of its own', async () => {
    const id = await makeSeries();
    expect(await editSeries(actor, id, { message: text('New') })).toMatchObject({ status: 'scheduled' });
    await editSeries(actor, id, { message: text('Newer') });
    const { items } = await listDraftVersions(actor, id, { limit: 10 });
    expect(items.map(({ title, changed }) => [title, changed])).toEqual([
      ['Newer', ['title']],
      ['New', ['title']],
      ['Old', []],
    ]);
  });

  it('is changed by the composer before its first date: still scheduled, and the first date sends that', async () => {
    const id = await makeSeries();
    const before = await getCampaign(actor, id);
    // All that the composer sends, with the rule too.
    const { name, audience, translations, abTest, ttlSeconds } = before;
    const whole = { name, audience, translations, abTest, ttlSeconds, message: text('New'), schedule: later };
    const edited = await editSeries(actor, id, whole, before.updatedAt);
    expect(edited).toMatchObject({
      status: 'scheduled',
      nextAt: nextOccurrences(later, new Date(), 1)[0]?.toISOString(),
    });
    expect(await outcome(editSeries(actor, id, whole, before.updatedAt))).toBe('precondition_failed');
    // The call for the date that it had finds that it is none.
    await due(id);
    expect(await dates(id)).toEqual([]);
    await setNext(id, '1 second');
    await due(id);
    expect(await dates(id)).toEqual(['New']);
    expect(await getCampaign(actor, id)).toMatchObject({ status: 'running' });
  });

  it('does not lose a date whose time has come: it begins with what was saved', async () => {
    const id = await makeRunning();
    await setNext(id, '1 second');
    const { nextAt } = await getCampaign(actor, id);
    const edited = await editSeries(actor, id, { message: text('New'), schedule: later });
    expect(edited.nextAt).toBe(nextAt);
    await due(id);
    expect(await dates(id)).toEqual(['Old', 'New']);
    const after = await getCampaign(actor, id);
    expect(after.nextAt).toBe(nextOccurrences(later, new Date(), 1)[0]?.toISOString());
  });

  it('writes down the dates of its pause by the rule that they came from, and goes on by the new one', async () => {
    const id = await makeRunning();
    await pauseCampaign(actor, id);
    await setNext(id, '2 hours');
    const edited = await editSeries(actor, id, { message: text('New'), schedule: later });
    expect(edited).toMatchObject({ status: 'paused', schedule: later });
    expect(Date.parse(edited.nextAt ?? '')).toBeGreaterThan(Date.now());
    expect((await dates(id)).sort()).toEqual(['Old', 'paused']);
    await resumeCampaign(actor, id);
    expect(await getCampaign(actor, id)).toMatchObject({ status: 'running', nextAt: edited.nextAt });
    expect(await dates(id)).toHaveLength(2);
    expect(await runCount(id)).toBe(1);
  });

  it('counts all its dates, those before the change included', async () => {
    const id = await makeRunning({ schedule: { ...daily, count: 3 } });
    expect(await outcome(editSeries(actor, id, { schedule: { ...daily, count: 1 } }))).toBe('schedule.count');
    const edited = await editSeries(actor, id, { schedule: { ...daily, count: 2 } });
    expect(Date.parse(edited.nextAt ?? '')).toBeGreaterThan(Date.now());
    await setNext(id, '1 second');
    await due(id);
    expect(await getCampaign(actor, id)).toMatchObject({ nextAt: null });
    expect(await outcome(editSeries(actor, id, { message: text('New') }))).toBe('campaign_not_editable');
    // While its last run is open it can still be given more.
    expect(await editSeries(actor, id, { schedule: daily })).toMatchObject({ nextAt: expect.any(String) });
  });

  it('never comes back to a date that has passed, whatever the clocks say', async () => {
    const id = await makeRunning();
    const [next = new Date()] = nextOccurrences(later, new Date(), 1);
    await pool.query(
      `INSERT INTO campaign_occurrences (campaign_id, site_id, occurs_at, reason)
       SELECT id, site_id, $2, 'missed' FROM campaigns WHERE id = $1`,
      [decodeId('campaign', id), next],
    );
    const edited = await editSeries(actor, id, { schedule: later });
    expect(edited.nextAt).toBe(nextOccurrences(later, next, 1)[0]?.toISOString());
  });
});

describe('what cannot be', () => {
  it('is refused whole, and changes nothing', async () => {
    const id = await makeRunning();
    const before = await getCampaign(actor, id);
    const tries: CampaignPatch[] = [
      { message: { title: '', url: 'https://shop.example/' } },
      { name: 'Other', audience: { include: ['seg_000000000000a'] } },
      { schedule: null },
      { schedule: { kind: 'local_time', at: '2027-01-31T09:00', fallbackTimezone: 'UTC' } },
      { sendAt: new Date(Date.now() + HOUR_MS).toISOString() },
      { message: text('New'), schedule: { ...daily, until: '2026-01-01' } },
      { schedule: { ...daily, startsOn: new Date(Date.now() + 500 * 24 * HOUR_MS).toISOString().slice(0, 10) } },
    ];
    const outcomes = [];
    for (const patch of tries) outcomes.push(await outcome(editSeries(actor, id, patch)));
    expect(outcomes).toEqual([
      'message.title',
      'audience.include.0',
      'schedule',
      'schedule',
      'sendAt',
      'schedule.until',
      'schedule.startsOn',
    ]);
    expect(await getCampaign(actor, id)).toEqual(before);
  });

  it('is another tenant’s, a viewer’s, and a key’s that may not send', async () => {
    const id = await makeRunning();
    const { actor: stranger } = await makeTestSite();
    const { workspaceId } = actor;
    const viewer: UserActor = {
      kind: 'user',
      userId: encodeId('user', 1n),
      workspaceId,
      role: 'viewer',
      name: 'V',
      email: 'v@shop.example',
    };
    const key: Actor = {
      kind: 'api_key',
      apiKeyId: encodeId('apiKey', 1n),
      workspaceId,
      siteId: null,
      scopes: ['campaigns.read', 'campaigns.write'],
    };
    const edit = { message: text('Theirs') };
    expect(await outcome(updateCampaign(stranger, id, edit))).toBe('not_found');
    expect(await outcome(updateCampaign(viewer, id, edit))).toBe('forbidden');
    expect(await outcome(updateCampaign(key, id, edit))).toBe('forbidden');
    expect(await getCampaign(actor, id)).toMatchObject({ message: { title: 'Old' } });
  });

  it('is a series that was stopped, a campaign that is sent once, and by the autosave of a draft', async () => {
    const id = await makeRunning();
    expect(await outcome(updateDraft(actor, id, { name: 'Late' }))).toBe('campaign_not_editable');
    await cancelCampaign(actor, id);
    expect(await outcome(updateCampaign(actor, id, { name: 'Late' }))).toBe('campaign_not_editable');

    const input = { name: 'Once', message: text('Once'), audience: { all: true as const } };
    const once = await createCampaign(actor, siteId, input);
    expect(await updateCampaign(actor, once.id, { name: 'Twice' })).toMatchObject({ name: 'Twice', status: 'draft' });
    await launchCampaign(actor, once.id);
    expect(await outcome(updateCampaign(actor, once.id, { name: 'Late' }))).toBe('campaign_not_editable');
  });
});
