import { DELIVERY_STATES } from '@/lib/contracts/campaigns';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { SUBSCRIBER_COLUMNS, type SubscriberRow, subscriberView } from '@/lib/subscribers/subscriber-view';

/** An event as it is stored: by ids. */
export interface StoredEvent {
  id: bigint;
  siteId: bigint;
  type: string;
  runId: bigint | null;
  /** Digits: pg gives the elements of an int8[] as text. */
  subscriberIds: string[];
  details: string[];
  times: Date[];
  createdAt: Date;
}

/**
 * The JSON body of an event, as docs/webhooks.md describes it: what it tells of as it was, people as they are now, so
 * that somebody erased since appears by number only.
 */
export async function renderEvent(event: StoredEvent): Promise<string> {
  const { siteId, type } = event;
  const data = { siteId: encodeId('site', siteId), ...(await renderData(event)) };
  return JSON.stringify({ type, timestamp: event.createdAt.toISOString(), data });
}

async function renderData(event: StoredEvent): Promise<object> {
  switch (event.type.split('.')[0]) {
    case 'subscriber':
      return { items: await subscriberItems(event) };
    case 'message':
      return { ...(await runData(event)), items: await messageItems(event) };
    case 'campaign':
      return campaignData(event);
    default:
      return { message: 'This is a test of your webhook.' };
  }
}

async function subscriberItems({ siteId, subscriberIds, details, times }: StoredEvent): Promise<object[]> {
  const { rows } = await pool.query<SubscriberRow>({
    name: 'webhook-subscribers',
    text: `SELECT ${SUBSCRIBER_COLUMNS} FROM subscribers s JOIN push_origins o ON o.id = s.origin_id
      WHERE s.site_id = $1 AND s.id = ANY ($2::bigint[])`,
    values: [siteId, subscriberIds],
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return subscriberIds.map((id, index) => {
    const row = byId.get(BigInt(id));
    return {
      subscriberId: encodeId('subscriber', BigInt(id)),
      at: times[index]?.toISOString(),
      cause: details[index],
      subscriber: row ? subscriberView(row) : null,
    };
  });
}

async function messageItems({ siteId, type, subscriberIds, details, times }: StoredEvent): Promise<object[]> {
  const { rows } = await pool.query<{ id: bigint; external_id: string }>({
    name: 'webhook-external-ids',
    text: `SELECT id, external_id FROM subscribers
      WHERE site_id = $1 AND id = ANY ($2::bigint[]) AND external_id IS NOT NULL`,
    values: [siteId, subscriberIds],
  });
  const externalIds = new Map(rows.map((row) => [row.id, row.external_id]));
  return subscriberIds.flatMap((id, index) => {
    const common = {
      subscriberId: encodeId('subscriber', BigInt(id)),
      externalId: externalIds.get(BigInt(id)) ?? null,
      at: times[index]?.toISOString(),
    };
    const detail = details[index] ?? '';
    if (type === 'message.clicked') return clickTargets(Number(detail)).map((target) => ({ ...common, target }));
    if (type === 'message.failed') return [{ ...common, ...failure(detail) }];
    return [common];
  });
}

const TARGETS = ['body', 'button-1', 'button-2'];

/** Bit 0: the body, bits 1 and 2: the buttons (lib/receipts/receipt-marks.ts). */
function clickTargets(bits: number): string[] {
  return TARGETS.filter((_target, bit) => (bits & (1 << bit)) !== 0);
}

/** `4 payload_rejected`: the state's number and the reason (lib/delivery/rollup.ts). */
function failure(detail: string): { outcome: string | undefined; reason: string | null } {
  const [, state = '', reason = ''] = /^(\d+) (.*)$/s.exec(detail) ?? [];
  return { outcome: DELIVERY_STATES[Number(state)], reason: reason || null };
}

interface RunRow {
  campaign_id: bigint | null;
  name: string | null;
  is_test: boolean;
  status: string;
  audience_count: number;
  created_at: Date;
  finished_at: Date | null;
}

async function findRun({ siteId, runId }: StoredEvent): Promise<RunRow | undefined> {
  const { rows } = await pool.query<RunRow>({
    name: 'webhook-run',
    text: `SELECT r.campaign_id, c.name, r.is_test, r.status::text, r.audience_count, r.created_at, r.finished_at
      FROM runs r LEFT JOIN campaigns c ON c.id = r.campaign_id AND c.site_id = r.site_id
      WHERE r.site_id = $1 AND r.id = $2`,
    values: [siteId, runId],
  });
  return rows[0];
}

/** A run without a campaign is one transactional message. */
async function runData(event: StoredEvent): Promise<object> {
  const run = await findRun(event);
  const runId = event.runId ?? 0n;
  return {
    campaignId: run?.campaign_id ? encodeId('campaign', run.campaign_id) : null,
    runId: encodeId('run', runId),
    messageId: run && run.campaign_id === null ? encodeId('message', runId) : null,
    isTest: run?.is_test ?? false,
  };
}

async function campaignData(event: StoredEvent): Promise<object> {
  const run = await findRun(event);
  if (!run?.campaign_id) return { campaignId: null, runId: encodeId('run', event.runId ?? 0n) };
  const common = {
    campaignId: encodeId('campaign', run.campaign_id),
    runId: encodeId('run', event.runId ?? 0n),
    name: run.name,
    startedAt: run.created_at.toISOString(),
  };
  if (event.type === 'campaign.started') return common;
  const finishedAt = run.finished_at?.toISOString() ?? null;
  return { ...common, finishedAt, status: run.status, counts: await countsOf(event, run.audience_count) };
}

const OUTCOMES = ['accepted', 'gone', 'rejected', 'expired', 'suppressed', 'unknown'] as const;

async function countsOf({ siteId, runId }: StoredEvent, audience: number): Promise<Record<string, number>> {
  const { rows } = await pool.query<Record<string, number>>({
    name: 'webhook-run-counts',
    text: `SELECT ${OUTCOMES.map((name) => `coalesce(sum(${name}_count), 0)::int AS ${name}`).join(', ')}
      FROM run_counters WHERE site_id = $1 AND run_id = $2`,
    values: [siteId, runId],
  });
  return { audience, ...rows[0] };
}
