import { authorize } from '@/lib/accounts/authorize';
import type { Actor } from '@/lib/contracts/actors';
import { DELIVERY_STATES } from '@/lib/contracts/campaigns';
import { MAX_LISTED_RECIPIENTS, type MessageView } from '@/lib/contracts/transactional';
import { pool } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { actorSiteIds } from '@/lib/sites/actor-site-ids';

interface MessageRow {
  id: bigint;
  site_id: bigint;
  audience_count: number;
  created_at: Date;
  expires_at: Date;
  planned_at: Date | null;
  finished_at: Date | null;
}

/**
 * What became of a transactional message: sums by state, and each recipient's own when they are few.
 * @throws AppError `forbidden`; `not_found` when it does not exist or is another tenant's
 */
export async function getMessage(actor: Actor, messageId: string): Promise<MessageView> {
  const row = await findMessage(actor, messageId);
  const isFew = row.planned_at !== null && row.audience_count <= MAX_LISTED_RECIPIENTS;
  const [counts, recipients] = await Promise.all([readCounts(row), isFew ? readRecipients(row) : null]);
  return {
    id: encodeId('message', row.id),
    siteId: encodeId('site', row.site_id),
    status: row.planned_at === null ? 'planning' : row.finished_at === null ? 'sending' : 'done',
    audience: { count: row.audience_count },
    counts,
    recipients,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}

/** @throws AppError `forbidden`; `not_found` when it does not exist or is another tenant's */
export async function findMessage(actor: Actor, messageId: string): Promise<MessageRow> {
  authorize(actor, 'messages.read');
  const { rows } = await pool.query<MessageRow>(
    `SELECT id, site_id, audience_count, created_at, expires_at, planned_at, finished_at
     FROM runs WHERE id = $1 AND campaign_id IS NULL AND site_id = ANY($2::bigint[])`,
    [decodeId('message', messageId), await actorSiteIds(actor)],
  );
  const [row] = rows;
  if (!row) throw notFound('message');
  return row;
}

async function readCounts({ id, site_id }: MessageRow): Promise<MessageView['counts']> {
  const sum = (state: string) => `COALESCE(sum(${state}_count), 0)::int AS ${state}`;
  const ended = ['accepted', 'gone', 'rejected', 'expired', 'suppressed', 'unknown'];
  const { rows } = await pool.query<MessageView['counts']>({
    name: 'message-counts',
    text: `SELECT ${[...ended, 'received', 'shown', 'clicked', 'dismissed'].map(sum).join(', ')},
      COALESCE(sum(planned_count - ${ended.map((state) => `${state}_count`).join(' - ')}), 0)::int AS pending
      FROM run_counters WHERE run_id = $1 AND site_id = $2`,
    values: [id, site_id],
  });
  const [counts] = rows;
  if (!counts) throw new AppError('internal');
  return counts;
}

async function readRecipients({ id, site_id }: MessageRow): Promise<MessageView['recipients']> {
  const { rows } = await pool.query<{
    subscriber_id: bigint;
    external_id: string | null;
    state: number;
    reason: string | null;
    status_code: number | null;
    settled_at: Date | null;
    shown_at: Date | null;
    clicked_at: Date | null;
  }>({
    name: 'message-recipients',
    text: `SELECT d.subscriber_id, s.external_id, d.state, d.reason, d.status_code, d.settled_at, d.shown_at, d.clicked_at
      FROM deliveries d LEFT JOIN subscribers s ON s.id = d.subscriber_id AND s.site_id = d.site_id
      WHERE d.run_id = $1 AND d.site_id = $2 ORDER BY d.subscriber_id`,
    values: [id, site_id],
  });
  return rows.map((row) => ({
    subscriberId: encodeId('subscriber', row.subscriber_id),
    externalId: row.external_id,
    state: DELIVERY_STATES[row.state] ?? 'unknown',
    reason: row.reason,
    statusCode: row.status_code,
    settledAt: row.settled_at?.toISOString() ?? null,
    shownAt: row.shown_at?.toISOString() ?? null,
    clickedAt: row.clicked_at?.toISOString() ?? null,
  }));
}
