import type { Actor } from '@/lib/contracts/actors';
import { AudienceInput, DELIVERY_STATES, type FrozenAudience } from '@/lib/contracts/campaigns';
import type { ExplanationCode, ExplanationView } from '@/lib/contracts/explanations';
import type { SegmentRule } from '@/lib/contracts/segments';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import type { Campaign } from '@/lib/generated/prisma/client';
import { now } from '@/lib/platform/clock';
import { db, pool } from '@/lib/platform/db';
import { decodeId, encodeId, tryDecodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { explainRule } from '@/lib/segments/explain-rule';
import { nameRuleCampaigns } from '@/lib/segments/rule-campaigns';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { getSubscriber } from '@/lib/subscribers/get-subscriber';
import { type DeliveryRow, deliveryView } from './delivery-view';
import { type ExplanationText, explanationText, neverSeenText, waitingText } from './explanation-text';
import { listOtherDevices } from './list-other-devices';

type Evidence = ExplanationView['evidence'];
interface Answer {
  code: ExplanationCode;
  text?: ExplanationText;
  evidence: Evidence;
}

interface RunRow {
  id: bigint;
  status: string;
  audience: FrozenAudience;
  bound: bigint;
  cursor: bigint;
  isPlanned: boolean;
  createdAt: Date;
  expiresAt: Date;
  ttlSeconds: number;
  waitsForWinner: boolean;
  /** Its rows were dropped for their age. */
  isDropped: boolean;
  /** Whether each row has a start of its own, and which: `local_time`, `best_time`. */
  ownTimes: string | null;
}

type Delivery = DeliveryRow & { dueAt: Date; startsAt: Date | null };

/**
 * Why a subscriber did or did not get a campaign: one answer with what it rests on, from the run's own frozen rule and
 * not from what the segment says today. Of a recurring campaign it is about the last date that the subscriber was part
 * of, else about the last one.
 * @throws AppError `forbidden`; `not_found`
 */
export async function explainDelivery(
  actor: Actor,
  siteId: string,
  subscriberId: string,
  campaignId: string,
): Promise<ExplanationView> {
  const site = await authorizeSite(actor, 'campaigns.read', siteId);
  const subscriber = await getSubscriber(actor, siteId, subscriberId);
  const campaign = await db.campaign.findFirst({
    where: { siteId: site, id: decodeId('campaign', campaignId), archivedAt: null },
    select: { id: true, status: true, sendAt: true, audience: true },
  });
  if (!campaign) throw notFound('campaign');
  const id = decodeId('subscriber', subscriberId);
  const { run, delivery } = await findRun(site, campaign.id, id);
  const answer = !run
    ? notSentYet(campaign)
    : delivery
      ? explainState(run, delivery)
      : await explainAbsence(actor, siteId, site, subscriber, run, campaign);
  const text = answer.text ?? explanationText(answer.code, delivery?.reason ?? null);
  return {
    campaignId,
    subscriberId,
    runId: run ? encodeId('run', run.id) : null,
    code: answer.code,
    ...text,
    evidence: answer.evidence,
    delivery: delivery ? deliveryView(delivery) : null,
    otherDevices: run ? await listOtherDevices(site, run.id, id, subscriber.externalId) : [],
  };
}

async function findRun(site: bigint, campaignId: bigint, subscriberId: bigint) {
  const { rows } = await pool.query<RunRow>(RUNS_SQL, [site, campaignId]);
  const found = await pool.query<Delivery>(DELIVERY_SQL, [site, subscriberId, rows.map(({ id }) => id)]);
  const delivery = found.rows[0] ?? null;
  return { run: rows.find(({ id }) => id === delivery?.runId) ?? rows[0] ?? null, delivery };
}

const RUNS_SQL = `
SELECT r.id, r.status::text, r.audience, r.bound_subscriber_id AS bound, r.cursor_subscriber_id AS cursor,
  r.planned_at IS NOT NULL AS "isPlanned", r.created_at AS "createdAt", r.expires_at AS "expiresAt",
  r.deliveries_dropped_at IS NOT NULL AS "isDropped", r.ttl_seconds AS "ttlSeconds", r.local_time ->> 'kind' AS "ownTimes",
  EXISTS (SELECT FROM winner_phases w WHERE w.campaign_id = r.campaign_id AND w.test_run_id = r.id AND w.winner_run_id IS NULL)
    AS "waitsForWinner"
FROM runs r WHERE r.site_id = $1 AND r.campaign_id = $2 AND NOT r.is_test ORDER BY r.id DESC LIMIT 1000`;

// The runs are known, so that only their months are opened, by the primary key.
const DELIVERY_SQL = `
SELECT d.run_id AS "runId", d.subscriber_id AS "subscriberId", s.external_id AS "externalId", o.origin, d.variant,
  d.state, d.reason, d.status_code AS "statusCode", d.attempts AS "attemptCount", d.settled_at AS "settledAt",
  d.received_at AS "receivedAt", d.shown_at AS "shownAt", d.clicked_at AS "clickedAt",
  d.clicked_actions AS "clickedActions", d.dismissed_at AS "dismissedAt", d.due_at AS "dueAt", d.starts_at AS "startsAt"
FROM deliveries d JOIN push_origins o ON o.id = d.origin_id
JOIN subscribers s ON s.id = d.subscriber_id AND s.site_id = d.site_id
WHERE d.site_id = $1 AND d.subscriber_id = $2 AND d.run_id = ANY ($3::bigint[]) ORDER BY d.run_id DESC LIMIT 1`;

function notSentYet({ status, sendAt }: Pick<Campaign, 'status' | 'sendAt'>): Answer {
  if (status === 'cancelled') return { code: 'cancelled', evidence: [] };
  return { code: 'not_sent_yet', evidence: sendAt ? [fact('It is scheduled', at(sendAt))] : [] };
}

/** Something was planned for them: where it stands. */
function explainState(run: RunRow, delivery: Delivery): Answer {
  const sent = delivery.settledAt ? [fact('Handed to the push service', at(delivery.settledAt))] : [];
  const status = delivery.statusCode === null ? [] : [fact('Answer of the push service', String(delivery.statusCode))];
  switch (DELIVERY_STATES[delivery.state]) {
    case 'pending':
      return run.status === 'paused' ? { code: 'paused', evidence: [] } : explainWaiting(run, delivery);
    case 'sending':
      return { code: 'sending', evidence: [] };
    case 'accepted':
      return explainReceipts(run, delivery, sent);
    case 'gone':
      return { code: 'gone', evidence: [...settled('Found to have ended', delivery), ...status] };
    case 'rejected':
      return { code: 'rejected', evidence: [...settled('Refused', delivery), ...status] };
    case 'expired':
      return {
        code: 'expired',
        evidence: [...settled('Given up', delivery), fact('Tries', String(delivery.attemptCount)), ...status],
      };
    case 'suppressed':
      return { code: 'suppressed', evidence: settled('Left out', delivery) };
    default:
      // What was reported since is known, whatever the connection hid.
      return delivery.receivedAt
        ? explainReceipts(run, delivery, [])
        : { code: 'unknown', evidence: settled('Tried', delivery) };
  }
}

function explainWaiting(run: RunRow, delivery: Delivery): Answer {
  const evidence = delivery.dueAt > now() ? [fact('Their turn comes', at(delivery.dueAt))] : [];
  if (delivery.attemptCount > 0) evidence.push(fact('Tries so far', String(delivery.attemptCount)));
  if (delivery.statusCode !== null) evidence.push(fact('Last answer of the push service', String(delivery.statusCode)));
  const isOwnTime = delivery.startsAt !== null && delivery.startsAt > now();
  return { code: 'waiting', text: waitingText(isOwnTime ? run.ownTimes : null), evidence };
}

function explainReceipts(run: RunRow, delivery: Delivery, sent: Evidence): Answer {
  const { receivedAt, shownAt, clickedAt, dismissedAt } = delivery;
  const evidence = [
    ...sent,
    ...(receivedAt ? [fact('Arrived at the browser', at(receivedAt))] : []),
    ...(shownAt ? [fact('Shown', at(shownAt))] : []),
    ...(dismissedAt ? [fact('Closed', at(dismissedAt))] : []),
    ...(clickedAt ? [fact('Clicked', at(clickedAt))] : []),
  ];
  if (clickedAt) return { code: 'clicked', evidence };
  if (dismissedAt) return { code: 'dismissed', evidence };
  if (shownAt) return { code: 'shown', evidence };
  if (receivedAt) return { code: 'received', evidence };
  const keptUntil = new Date((delivery.settledAt?.getTime() ?? 0) + run.ttlSeconds * 1_000);
  return {
    code: 'never_seen',
    text: neverSeenText(keptUntil > now()),
    evidence: [...evidence, fact('The push service keeps it until', at(keptUntil))],
  };
}

/** Nothing was planned for them: which of the conditions of being in the audience was not met. */
async function explainAbsence(
  actor: Actor,
  siteId: string,
  site: bigint,
  subscriber: SubscriberView,
  run: RunRow,
  campaign: Pick<Campaign, 'status' | 'audience'>,
): Promise<Answer> {
  const id = decodeId('subscriber', subscriber.id);
  const launched = fact('The campaign was sent', at(run.createdAt));
  if (id > run.bound) {
    return { code: 'subscribed_later', evidence: [launched, fact('They subscribed', at(subscriber.subscribedAt))] };
  }
  const left = leftText(subscriber);
  if (left && (subscriber.endedAt === null || new Date(subscriber.endedAt) <= run.createdAt))
    return { code: 'left_before', evidence: [launched, left] };
  if (!run.isPlanned && id > run.cursor) return { code: 'still_planning', evidence: [launched] };
  if (run.isDropped) return { code: 'no_longer_known', evidence: [launched] };
  const { selection, asOf } = run.audience;
  if (selection.kind !== 'rule') {
    const isChosen =
      selection.kind === 'subscribers'
        ? selection.ids.includes(subscriber.id)
        : subscriber.externalId !== null && selection.externalIds.includes(subscriber.externalId);
    return isChosen ? matching(run, campaign.status, launched, left) : { code: 'not_chosen', evidence: [launched] };
  }
  const campaigns = await nameRuleCampaigns(actor, siteId, [...selection.include, ...selection.exclude]);
  const names = await segmentNames(site, campaign.audience);
  const judge = (rule: SegmentRule) => explainRule(site, id, subscriber, rule, new Date(asOf), campaigns);
  for (const [index, rule] of selection.exclude.entries()) {
    const judged = await judge(rule);
    if (judged?.holds) return { code: 'excluded', evidence: [...named(names.exclude[index]), ...judged.parts] };
  }
  const evidence: Evidence = [];
  for (const [index, rule] of selection.include.entries()) {
    const judged = await judge(rule);
    if (judged?.holds) return matching(run, campaign.status, launched, left);
    evidence.push(...named(names.include[index]), ...(judged?.parts ?? []));
  }
  return { code: 'not_in_audience', evidence };
}

/** They match, and yet nothing was planned for them. */
function matching(
  run: RunRow,
  status: Campaign['status'],
  launched: Evidence[number],
  left: Evidence[number] | null,
): Answer {
  // They left while the launch was still going through the audience.
  if (left) return { code: 'left_before', evidence: [launched, left] };
  if (!run.waitsForWinner) return { code: 'matches_now', evidence: [launched] };
  // Nobody wins while the campaign stands still, or once it is over.
  if (status === 'cancelled' || status === 'paused') return { code: status, evidence: [launched] };
  return { code: 'waiting_for_winner', evidence: [launched] };
}

function leftText({ status, endedAt }: SubscriberView): Evidence[number] | null {
  if (status === 'active') return null;
  const what = { unsubscribed: 'They unsubscribed', gone: 'Their subscription ended', key_mismatch: 'Set aside' }[
    status
  ];
  return fact(what, endedAt ? at(endedAt) : 'before that');
}

const named = (name: string | undefined): Evidence => (name ? [fact('Segment', `“${name}”`)] : []);

/** What the segments are called today, in the order of the frozen rules; nothing when the audience names none. */
async function segmentNames(site: bigint, audience: unknown): Promise<{ include: string[]; exclude: string[] }> {
  const parsed = AudienceInput.safeParse(audience);
  if (!parsed.success || !('include' in parsed.data)) return { include: [], exclude: [] };
  const { include, exclude = [] } = parsed.data;
  const ids = [...include, ...exclude].map((id) => tryDecodeId('segment', id)).filter((id) => id !== null);
  const rows = await db.segment.findMany({
    where: { siteId: site, id: { in: ids } },
    select: { id: true, name: true },
  });
  const names = new Map(rows.map((row) => [encodeId('segment', row.id), row.name]));
  const inOrder = (list: string[]) => list.map((segment) => names.get(segment) ?? '');
  return { include: inOrder(include), exclude: inOrder(exclude) };
}

function settled(what: string, { settledAt }: Delivery): Evidence {
  return settledAt ? [fact(what, at(settledAt))] : [];
}

function fact(what: string, found: string): Evidence[number] {
  return { what, found };
}

/** Instants are ISO here, for machines; the page writes them in the viewer's zone. */
function at(instant: Date | string): string {
  return new Date(instant).toISOString();
}
