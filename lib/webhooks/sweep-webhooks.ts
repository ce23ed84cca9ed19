import { deliverWebhooksJob } from '@/lib/jobs/deliver-webhooks';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { pool } from '@/lib/platform/db';
import { formDeliveries } from './form-deliveries';

/**
 * Makes the queue agree with the database: turns the outbox into deliveries and calls for endpoints that have due
 * ones. Every worker does it about once a second; what a second has gathered is merged. Two queries when there is
 * nothing to do.
 */
export async function sweepWebhooks(): Promise<void> {
  const { rows } = await pool.query<{ has_outbox: boolean }>(
    'SELECT EXISTS (SELECT FROM webhook_outbox) AS has_outbox',
  );
  while (rows[0]?.has_outbox) {
    if ((await formDeliveries()).isComplete) break;
  }
  await callForDue();
}

async function callForDue(): Promise<void> {
  const { rows } = await pool.query<{ id: bigint }>({ name: 'due-webhooks', text: DUE_SQL });
  if (rows.length === 0) return;
  await enqueueOrLeave(
    deliverWebhooksJob,
    rows.map(({ id }) => ({ webhookId: String(id) })),
  );
}

/** Exported for the test that reads its plan. */
export const DUE_SQL = `
  SELECT w.id FROM webhooks w
  WHERE w.status = 'active' AND w.archived_at IS NULL AND (w.open_until IS NULL OR w.open_until <= now())
    AND EXISTS (SELECT FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.due_at <= now())
  ORDER BY w.id`;
