import { pool } from '@/lib/platform/db';
import type { ClaimedDelivery } from './claim-deliveries';
import type { WebhookAnswer } from './post-webhook';
import { retryDelaySeconds } from './retry-delay';

/** After so many failures in a row nothing is sent for a while, and then one delivery as a probe. */
export const BREAKER_FAILURES = 5;
/** An endpoint that failed every request for so long is disabled. */
const DISABLE_AFTER_DAYS = 5;
/** What waited for an endpoint that works again is spread over this time. */
const RECOVERY_SECONDS = 60;

/**
 * Records what became of an attempt, and all that follows from it for its delivery and its endpoint, in one statement;
 * a delivery that another worker has claimed meanwhile, or that is to be sent anew, is left alone. 2xx delivers, 410
 * disables the endpoint, all else is tried again until it is given up.
 */
export async function settleAttempt(delivery: ClaimedDelivery, answer: WebhookAnswer): Promise<void> {
  const isDelivered = answer.error === null;
  const isTest = delivery.type === 'webhook.test';
  const ends = isDelivered || delivery.isLastAttempt || answer.statusCode === 410;
  const { rows } = await pool.query<{ has_recovered: boolean }>({
    name: 'settle-webhook-attempt',
    text: SETTLE_SQL,
    values: [
      delivery.id,
      delivery.fence,
      isDelivered ? 'delivered' : ends ? 'failed' : 'pending',
      ends ? null : Math.round(retryDelaySeconds(delivery.attemptCount, answer.retryAfterSeconds) * 1_000),
      answer.statusCode,
      answer.error,
      answer.durationMs,
      answer.responseBody,
      // A failed test says something of the test, not of the endpoint's daily work.
      isDelivered ? 'works' : isTest ? 'none' : answer.statusCode === 410 ? 'gone' : 'fails',
    ],
  });
  if (rows[0]?.has_recovered)
    await pool.query(BRING_FORWARD_SQL, [delivery.webhookId, delivery.siteId, RECOVERY_SECONDS]);
}

const SETTLE_SQL = `
  WITH moved AS (
    UPDATE webhook_deliveries SET state = $3::"WebhookDeliveryState", fence = NULL,
      due_at = LEAST(now() + $4::int * interval '1 millisecond', CASE WHEN $4::int IS NOT NULL THEN give_up_at END),
      settled_at = CASE WHEN $4::int IS NULL THEN now() END, status_code = $5, error = $6
    WHERE id = $1 AND fence = $2
    RETURNING id, site_id, webhook_id
  ),
  logged AS (
    INSERT INTO webhook_attempts (site_id, delivery_id, status_code, error, duration_ms, response_body)
    SELECT site_id, id, $5, $6, $7, $8 FROM moved
  ),
  recovered AS (
    UPDATE webhooks w SET failure_count = 0, failing_since = NULL, open_until = NULL FROM moved m
    WHERE $9 = 'works' AND w.id = m.webhook_id AND (w.failure_count > 0 OR w.open_until IS NOT NULL)
    RETURNING w.id
  ),
  failing AS (
    UPDATE webhooks w SET failure_count = w.failure_count + 1, failing_since = COALESCE(w.failing_since, now()),
      -- 30 s, then twice as long each time, up to an hour; half of it is chance.
      open_until = CASE WHEN w.failure_count + 1 >= ${BREAKER_FAILURES} THEN now() + LEAST(3600,
        30 * 2 ^ LEAST(w.failure_count + 1 - ${BREAKER_FAILURES}, 10)) * (0.5 + random() / 2) * interval '1 second' END,
      status = CASE WHEN $9 = 'gone' OR w.failing_since < now() - interval '${DISABLE_AFTER_DAYS} days'
        THEN 'disabled' ELSE w.status END,
      disabled_reason = CASE WHEN $9 = 'gone' THEN 'gone'
        WHEN w.failing_since < now() - interval '${DISABLE_AFTER_DAYS} days' THEN 'failing' ELSE w.disabled_reason END
    FROM moved m WHERE $9 IN ('fails', 'gone') AND w.id = m.webhook_id
  )
  SELECT EXISTS (SELECT FROM recovered) AS has_recovered`;

const BRING_FORWARD_SQL = `
  UPDATE webhook_deliveries SET due_at = now() + random() * $3::int * interval '1 second'
  WHERE webhook_id = $1 AND site_id = $2 AND due_at > now() + $3::int * interval '1 second' AND fence IS NULL`;
