import { pool } from '@/lib/platform/db';
import { BREAKER_FAILURES } from './settle-attempt';

/** A claim holds its deliveries for this long, twice what a request may take. */
export const LEASE_SECONDS = 30;

/** A delivery taken for one attempt, with all that the attempt needs. */
export interface ClaimedDelivery {
  id: bigint;
  webhookId: bigint;
  siteId: bigint;
  fence: bigint;
  /** From 1; this one included. */
  attemptCount: number;
  isLastAttempt: boolean;
  url: string;
  secretSealed: Buffer;
  /** Null unless a changed secret still signs. */
  previousSecretSealed: Buffer | null;
  eventId: bigint;
  type: string;
  runId: bigint | null;
  subscriberIds: string[];
  details: string[];
  times: Date[];
  eventCreatedAt: Date;
}

/**
 * Takes up to `limit` due deliveries of an endpoint, oldest first: one statement, committed before the first request.
 * While a delivery is being sent its due time is the end of its lease, so that whoever dies gives it back. Nothing is
 * taken for an endpoint that is deleted or disabled or whose breaker is open; where it was open, one as a probe.
 */
export async function claimDeliveries(webhookId: bigint, limit: number): Promise<ClaimedDelivery[]> {
  const { rows } = await pool.query<ClaimedDelivery>({
    name: 'claim-webhook-deliveries',
    text: CLAIM_SQL,
    values: [webhookId, limit],
  });
  return rows;
}

/** What `ClaimedDelivery` is read with, from claimed rows `d`, their endpoint `w` and event `e`. */
export const CLAIMED_COLUMNS = `d.id, d.webhook_id AS "webhookId", d.site_id AS "siteId", d.fence,
  d.attempt_count AS "attemptCount", d.give_up_at <= now() AS "isLastAttempt", w.url, w.secret_sealed AS "secretSealed",
  CASE WHEN w.previous_secret_ends_at > now() THEN w.previous_secret_sealed END AS "previousSecretSealed",
  e.id AS "eventId", e.type, e.run_id AS "runId", e.subscriber_ids AS "subscriberIds", e.details, e.times,
  e.created_at AS "eventCreatedAt"`;

/** Exported for the test that reads its plan. */
export const CLAIM_SQL = `
  WITH w AS (
    SELECT id, url, secret_sealed, previous_secret_sealed, previous_secret_ends_at,
      failure_count >= ${BREAKER_FAILURES} AS is_probe
    FROM webhooks WHERE id = $1 AND status = 'active' AND archived_at IS NULL
      AND (open_until IS NULL OR open_until <= now()) FOR NO KEY UPDATE
  ),
  due AS (
    SELECT id FROM webhook_deliveries WHERE webhook_id = $1 AND due_at <= now() AND EXISTS (SELECT FROM w)
    ORDER BY due_at, id LIMIT (SELECT CASE WHEN is_probe THEN 1 ELSE $2::int END FROM w) FOR UPDATE SKIP LOCKED
  ),
  probed AS (
    UPDATE webhooks SET open_until = now() + interval '${LEASE_SECONDS} seconds' FROM w
    WHERE webhooks.id = w.id AND w.is_probe AND EXISTS (SELECT FROM due)
  ),
  d AS (
    UPDATE webhook_deliveries d SET due_at = now() + interval '${LEASE_SECONDS} seconds', fence = belfry_id(),
      attempt_count = d.attempt_count + 1
    FROM due WHERE d.id = due.id
    RETURNING d.id, d.webhook_id, d.site_id, d.event_id, d.fence, d.attempt_count, d.give_up_at
  )
  SELECT ${CLAIMED_COLUMNS} FROM d JOIN w ON w.id = d.webhook_id JOIN webhook_events e ON e.id = d.event_id ORDER BY d.id`;
