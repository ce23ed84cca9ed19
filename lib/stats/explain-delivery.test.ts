import { beforeAll, describe, expect, it } from 'vitest';
import { cancelCampaign } from '@/lib/campaigns/cancel-campaign';
import { createDraft } from '@/lib/campaigns/create-draft';
import { scheduleCampaign } from '@/lib/campaigns/schedule-campaign';
import type { SystemActor } from '@/lib/contracts/actors';
import type { FrozenAudience } from '@/lib/contracts/campaigns';
import type { SegmentRule } from '@/lib/contracts/segments';
import { db, pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { archiveSegment } from '@/lib/segments/archive-segment';
import { createSegment } from '@/lib/segments/create-segment';
import { createSubscribers } from '@/lib/subscribers/create-subscribers';
import { makeSubscription, makeTestSite } from '@/lib/subscribers/test-support';
import { explainDelivery } from './explain-delivery';

let actor: SystemActor;
let site: string;
let siteId: bigint;
let stranger: Awaited<ReturnType<typeof makeTestSite>>;
let person: string;
let german: string;

const MAX = (1n << 63n) - 1n;
const EVERYONE: FrozenAudience['selection'] = { kind: 'rule', include: [{ op: 'and', rules: [] }], exclude: [] };

async function addPerson(about: Record<string, unknown> = {}): Promise<string> {
  const [row] = await createSubscribers(actor, site, [{ ...makeSubscription(), ...about }]);
  return row?.id ?? '';
}

interface RunOptions {
  selection?: FrozenAudience['selection'];
  audience?: object;
  status?: 'running' | 'paused' | 'done';
  bound?: bigint;
  isPlanned?: boolean;
  createdAt?: string;
}

/** A campaign that was launched once, or not at all. */
async function launch(options: RunOptions | null): Promise<{ campaignId: string; runId: bigint }> {
  const campaign = await db.campaign.create({
    data: { siteId, name: 'Autumn', audience: options?.audience ?? { all: true }, ttlSeconds: 3_600 },
  });
  if (!options) return { campaignId: encodeId('campaign', campaign.id), runId: 0n };
  const { selection = EVERYONE, status = 'done', bound = MAX, isPlanned = true, createdAt = '2026-11-20' } = options;
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO runs (site_id, campaign_id, status, audience, messages, ttl_seconds, urgency, ambiguity_policy, expires_at,
       shard_count, bound_subscriber_id, planned_at, created_at)
     VALUES ($1, $2, $3::"RunStatus", $4, '[]', 3600, 'low', 'resend', now(), 1, $5, CASE WHEN $6 THEN now() END, $7)
     RETURNING id`,
    [siteId, campaign.id, status, { asOf: '2026-11-20T12:00:00Z', selection }, bound, isPlanned, createdAt],
  );
  return { campaignId: encodeId('campaign', campaign.id), runId: rows[0]?.id ?? 0n };
}

async function plan(runId: bigint, subscriberId: string, set: string): Promise<void> {
  await pool.query(
    `INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard)
     SELECT $1, id, site_id, origin_id, 0 FROM subscribers WHERE id = $2`,
    [runId, decodeId('subscriber', subscriberId)],
  );
  await pool.query(`UPDATE deliveries SET ${set} WHERE run_id = $1 AND subscriber_id = $2`, [
    runId,
    decodeId('subscriber', subscriberId),
  ]);
}

const explain = (campaignId: string, who = person) => explainDelivery(actor, site, who, campaignId);

beforeAll(async () => {
  const made = await makeTestSite();
  stranger = await makeTestSite();
  ({ actor, publicId: site, id: siteId } = made);
  person = await addPerson({ country: 'FR', tags: { plan: 'free' }, externalId: 'u1' });
  german = await addPerson({ country: 'DE', externalId: 'u2' });
});

describe('explainDelivery, when something was planned for them', () => {
  it.each([
    ['waiting', `due_at = now() + interval '1 hour'`, 'Their turn comes'],
    ['sending', 'state = 1', undefined],
    ['clicked', 'state = 2, settled_at = now(), shown_at = now(), clicked_at = now()', 'Handed to the push service'],
    [
      'dismissed',
      'state = 2, settled_at = now(), shown_at = now(), dismissed_at = now()',
      'Handed to the push service',
    ],
    ['shown', 'state = 2, settled_at = now(), shown_at = now()', 'Handed to the push service'],
    ['received', 'state = 2, settled_at = now(), received_at = now()', 'Handed to the push service'],
    ['gone', `state = 3, settled_at = now(), reason = 'gone', status_code = 410`, 'Found to have ended'],
    ['rejected', `state = 4, settled_at = now(), reason = 'too_large', status_code = 413`, 'Refused'],
    ['expired', `state = 5, settled_at = now(), reason = 'expired', attempts = 3`, 'Given up'],
    ['suppressed', `state = 6, settled_at = now(), reason = 'unsubscribed'`, 'Left out'],
    ['unknown', `state = 7, settled_at = now(), reason = 'timeout'`, 'Tried'],
  ])('%s', async (code, set, firstEvidence) => {
    const { campaignId, runId } = await launch({});
    await plan(runId, person, set);
    const answer = await explain(campaignId);
    expect(answer).toMatchObject({ code, subscriberId: person, campaignId, runId: encodeId('run', runId) });
    expect(answer.delivery).not.toBeNull();
    expect(answer.evidence[0]?.what).toBe(firstEvidence);
    expect(`${answer.title} ${answer.detail}`).not.toMatch(/undefined|null/);
  });

  it('tells the reason of a failure and what to do about it', async () => {
    const { campaignId, runId } = await launch({});
    await plan(runId, person, `state = 4, settled_at = now(), reason = 'too_large', status_code = 413`);
    const answer = await explain(campaignId);
    expect(answer.detail).toContain('Message too large');
    expect(answer.remedy).toContain('Shorten');
    expect(answer.evidence).toContainEqual({ what: 'Answer of the push service', found: '413' });
  });

  it('says what silence can mean, while it may still arrive and after that', async () => {
    const [fresh, old] = [await launch({}), await launch({})];
    await plan(fresh.runId, person, 'state = 2, settled_at = now()');
    await plan(old.runId, person, `state = 2, settled_at = now() - interval '2 hours'`);
    const [first, second] = [await explain(fresh.campaignId), await explain(old.campaignId)];
    expect([first.code, second.code]).toEqual(['never_seen', 'never_seen']);
    expect(first.detail).toContain('may still arrive');
    expect(second.detail).toContain('switched off');
  });

  it('says that it waits because the campaign is paused', async () => {
    const { campaignId, runId } = await launch({ status: 'paused' });
    await plan(runId, person, 'state = 0');
    expect(await explain(campaignId)).toMatchObject({ code: 'paused' });
  });

  it('takes what was reported for true, although the connection hid it', async () => {
    const { campaignId, runId } = await launch({});
    await plan(runId, person, 'state = 7, settled_at = now(), received_at = now(), shown_at = now()');
    expect(await explain(campaignId)).toMatchObject({ code: 'shown' });
  });

  it('names other devices of the same person', async () => {
    const phone = await addPerson({ externalId: 'u1' });
    const { campaignId, runId } = await launch({});
    await plan(runId, person, `state = 6, settled_at = now(), reason = 'unsubscribed'`);
    await plan(runId, phone, 'state = 2, settled_at = now(), clicked_at = now()');
    const { otherDevices } = await explain(campaignId);
    expect(otherDevices).toEqual([{ subscriberId: phone, name: 'Another device', outcome: 'clicked' }]);
  });
});

describe('explainDelivery, when nothing was planned for them', () => {
  it('says that it was not sent yet, or not to them yet', async () => {
    expect(await explain((await launch(null)).campaignId)).toMatchObject({ code: 'not_sent_yet', runId: null });
    const { campaignId } = await launch({ isPlanned: false, status: 'running' });
    expect(await explain(campaignId)).toMatchObject({ code: 'still_planning' });
  });

  it('says that they came later', async () => {
    const { campaignId } = await launch({ bound: decodeId('subscriber', person) - 1n });
    const answer = await explain(campaignId);
    expect(answer).toMatchObject({ code: 'subscribed_later' });
    expect(answer.evidence[0]).toEqual({ what: 'The campaign was sent', found: '2026-11-20T00:00:00.000Z' });
  });

  it.each([
    ['unsubscribed', 'They unsubscribed'],
    ['gone', 'Their subscription ended'],
    ['key_mismatch', 'Set aside'],
  ])('says that they had left before: %s', async (status, what) => {
    const who = await addPerson();
    await pool.query(
      `UPDATE subscribers SET status = $2::"SubscriberStatus", ended_at = '2026-11-19T10:00:00Z' WHERE id = $1`,
      [decodeId('subscriber', who), status],
    );
    const { campaignId } = await launch({});
    const answer = await explain(campaignId, who);
    expect(answer).toMatchObject({ code: 'left_before' });
    expect(answer.evidence).toContainEqual({ what, found: '2026-11-19T10:00:00.000Z' });
  });

  it('says that they were not chosen by name', async () => {
    const selections: FrozenAudience['selection'][] = [
      { kind: 'externalIds', externalIds: ['u2'] },
      { kind: 'subscribers', ids: [german] },
    ];
    for (const selection of selections) {
      const { campaignId } = await launch({ selection });
      expect(await explain(campaignId)).toMatchObject({ code: 'not_chosen' });
      expect(await explain(campaignId, german)).toMatchObject({ code: 'matches_now' });
    }
  });

  it('names the part of the frozen rule that fails, whatever became of the segment', async () => {
    const rule: SegmentRule = {
      op: 'and',
      rules: [
        { field: 'country', operator: 'is', values: ['FR'] },
        { op: 'not', rule: { field: 'tag', key: 'plan', operator: 'is', value: 'free' } },
        {
          op: 'or',
          rules: [
            { field: 'event', operator: 'did', event: 'bought', withinDays: 7 },
            { field: 'topic', operator: 'has', value: 'offers' },
          ],
        },
      ],
    };
    const segment = await createSegment(actor, site, { name: 'Buyers', rule });
    await archiveSegment(actor, site, segment.id);
    const { campaignId } = await launch({
      audience: { include: [segment.id] },
      selection: { kind: 'rule', include: [rule], exclude: [] },
    });
    const answer = await explain(campaignId);
    expect(answer.code).toBe('not_in_audience');
    expect(answer.evidence).toEqual([
      { what: 'Segment', found: '“Buyers”' },
      { what: 'not (tag plan is "free")', found: 'theirs is "free"' },
      { what: 'did “bought” in the last 7 days', found: 'this is not so' },
      { what: 'follows topic offers', found: 'they follow no topic' },
    ]);
  });

  it('says by which rule they were excluded', async () => {
    const { campaignId } = await launch({
      selection: { ...EVERYONE, exclude: [{ field: 'country', operator: 'is', values: ['FR', 'BE'] }] },
    });
    const answer = await explain(campaignId);
    expect(answer).toMatchObject({ code: 'excluded' });
    expect(answer.evidence).toEqual([{ what: 'country is France or Belgium', found: 'theirs is France' }]);
  });

  it('says that they match only since, or that it is no longer known', async () => {
    const { campaignId, runId } = await launch({});
    expect(await explain(campaignId)).toMatchObject({ code: 'matches_now' });
    await pool.query('UPDATE runs SET deliveries_dropped_at = now() WHERE id = $1', [runId]);
    expect(await explain(campaignId)).toMatchObject({ code: 'no_longer_known' });
  });

  it('says that they wait for the version that wins', async () => {
    const { campaignId, runId } = await launch({});
    await pool.query(`INSERT INTO winner_phases (campaign_id, site_id, test_run_id) VALUES ($1, $2, $3)`, [
      decodeId('campaign', campaignId),
      siteId,
      runId,
    ]);
    expect(await explain(campaignId)).toMatchObject({ code: 'waiting_for_winner' });
    // Nobody wins while it stands still, nor ever when it was given up.
    for (const status of ['paused', 'cancelled'] as const) {
      await db.campaign.update({ where: { id: decodeId('campaign', campaignId), siteId }, data: { status } });
      expect(await explain(campaignId)).toMatchObject({ code: status });
    }
  });

  it('does not promise a campaign that was cancelled before its time', async () => {
    const draft = await createDraft(actor, site, {
      name: 'Never',
      message: { title: 'Never', url: 'https://shop.example/' },
      audience: { all: true },
    });
    await scheduleCampaign(actor, draft.id, new Date(Date.now() + 86_400_000).toISOString());
    expect(await explain(draft.id)).toMatchObject({ code: 'not_sent_yet', evidence: [{ what: 'It is scheduled' }] });
    await cancelCampaign(actor, draft.id);
    expect(await explain(draft.id)).toMatchObject({ code: 'cancelled', evidence: [], delivery: null });
  });
});

describe('explainDelivery', () => {
  it('takes the last date that they were part of, of a recurring campaign', async () => {
    const { campaignId, runId } = await launch({});
    await plan(runId, person, 'state = 2, settled_at = now(), shown_at = now()');
    await pool.query(
      `INSERT INTO runs (site_id, campaign_id, audience, messages, ttl_seconds, urgency, ambiguity_policy, expires_at,
         shard_count, bound_subscriber_id, planned_at)
       SELECT site_id, campaign_id, audience, messages, ttl_seconds, urgency, ambiguity_policy, expires_at, shard_count,
         bound_subscriber_id, planned_at FROM runs WHERE id = $1`,
      [runId],
    );
    expect(await explain(campaignId)).toMatchObject({ code: 'shown', runId: encodeId('run', runId) });
    expect(await explain(campaignId, german)).toMatchObject({ code: 'matches_now' });
  });

  it('tells another tenant nothing', async () => {
    const { campaignId } = await launch({});
    for (const [from, its] of [
      [stranger.actor, site],
      [stranger.actor, stranger.publicId],
    ] as const)
      await expect(explainDelivery(from, its, person, campaignId)).rejects.toMatchObject({ code: 'not_found' });
    await expect(explain('cmp_0000000000001')).rejects.toMatchObject({ code: 'not_found' });
  });
});
