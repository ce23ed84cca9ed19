import type { PoolClient } from 'pg';
import { AppError } from '@/lib/platform/errors';
import { inTransaction, sqlState } from '@/lib/platform/transaction';
import { decideSubscription, type SubscriptionDecision } from './decide-subscription';
import { isDeviceSecret } from './device-secret';
import type { CheckedSubscription, StoredDevice } from './subscribe.types';

export type Resolution =
  | { kind: 'taken'; id: bigint; isProvedBySecret: boolean; quarantined: boolean }
  /** Nobody holds the endpoint (any more), or it was taken in between: decide anew. */
  | { kind: 'insert' | 'retry' };

/**
 * Settles a subscription that is not simply new: a device that comes back (healing, delivery.md §2), an ended row
 * that returns, an endpoint that another row holds. The rows are locked in the order of their ids.
 *
 * @param secretHash of the secret that the device gets when its keys alone prove it
 * @throws AppError `endpoint_taken`
 */
export async function resolveSubscription(
  wanted: CheckedSubscription,
  proof: { id: bigint; secret: string } | null,
  secretHash: Buffer,
): Promise<Resolution> {
  try {
    return await inTransaction(async (client) => {
      const rows = await lockRows(client, wanted, proof?.id ?? null);
      const device = rows.find((row) => proof?.id === row.id && isDeviceSecret(proof.secret, row.secretHash)) ?? null;
      const holder = rows.find((row) => row.endpointHash.equals(wanted.endpointHash)) ?? null;
      const decision = decideSubscription(wanted, device, holder);
      if (decision.kind === 'insert') return { kind: 'insert' };
      if (decision.kind === 'refuse') {
        throw new AppError('endpoint_taken', {
          detail:
            'This endpoint is registered with other keys; only the device that holds its secret may replace them.',
        });
      }
      await take(client, wanted, decision, device ? null : secretHash);
      return {
        kind: 'taken',
        id: decision.row.id,
        isProvedBySecret: device !== null,
        quarantined: decision.quarantined,
      };
    });
  } catch (error) {
    // Another request inserted the endpoint between our look and our write.
    if (sqlState(error) === '23505') return { kind: 'retry' };
    throw error;
  }
}

async function lockRows(client: PoolClient, wanted: CheckedSubscription, deviceId: bigint | null) {
  const { rows } = await client.query<StoredDevice>(
    `SELECT id, status, endpoint_hash AS "endpointHash", p256dh, auth, device_secret_hash AS "secretHash"
     FROM subscribers WHERE site_id = $1 AND (id = $2 OR endpoint_hash = $3) ORDER BY id FOR UPDATE`,
    [wanted.siteId, deviceId, wanted.endpointHash],
  );
  return rows;
}

async function take(
  client: PoolClient,
  wanted: CheckedSubscription,
  { row, merge, event, quarantined }: Extract<SubscriptionDecision, { kind: 'take' }>,
  secretHash: Buffer | null,
): Promise<void> {
  if (merge) await retire(client, wanted.siteId, merge.id, row.id);
  await client.query(
    `UPDATE subscribers s SET
       endpoint = $3, endpoint_hash = $4, origin_id = $5, p256dh = $6, auth = $7, vapid_key_id = $8,
       device_secret_hash = coalesce($9, device_secret_hash),
       endpoint_set_at = CASE WHEN endpoint_hash = $4 AND p256dh = $6 AND auth = $7 THEN endpoint_set_at ELSE now() END,
       subscribed_at = CASE WHEN status = 'unsubscribed' THEN now() ELSE subscribed_at END,
       status = CASE WHEN $18::boolean THEN status ELSE 'active' END,
       ended_at = CASE WHEN $18::boolean THEN ended_at END,
       language = coalesce($10, s.language), timezone = coalesce($11, s.timezone), country = coalesce($12, s.country),
       browser = coalesce($13, s.browser), browser_version = coalesce($14, s.browser_version), os = coalesce($15, s.os),
       device = CASE WHEN $16::text = 'unknown' THEN s.device ELSE $16 END,
       session_count = s.session_count + $17::int, last_seen_at = now(), updated_at = now()
     WHERE site_id = $1 AND id = $2`,
    [
      wanted.siteId,
      row.id,
      wanted.endpoint,
      wanted.endpointHash,
      wanted.originId,
      wanted.keys.p256dh,
      wanted.keys.auth,
      wanted.vapidKeyId,
      secretHash,
      wanted.language,
      wanted.timezone,
      wanted.country,
      wanted.client.browser,
      wanted.client.browserVersion,
      wanted.client.os,
      wanted.client.device,
      wanted.isNewSession ? 1 : 0,
      quarantined,
    ],
  );
  if (event) await recordReturn(client, wanted, row.id, event);
}

async function recordReturn(
  client: PoolClient,
  { siteId, consent }: CheckedSubscription,
  id: bigint,
  event: 'subscribed' | 'healed',
): Promise<void> {
  await client.query('INSERT INTO subscriber_events (site_id, subscriber_id, kind) VALUES ($1, $2, $3)', [
    siteId,
    id,
    event,
  ]);
  if (event !== 'subscribed') return;
  await client.query(
    `INSERT INTO consent_records (site_id, subscriber_id, decision, origin, prompt_kind, text_version)
     VALUES ($1, $2, 'granted', $3, $4, $5)`,
    [siteId, id, consent.origin, consent.promptKind, consent.textVersion],
  );
}

/**
 * One device had come to hold two rows (it subscribed anew before its old id was read). The elder identity keeps
 * its own tags, learns those it lacks, and the other row ends and gives up the endpoint, so that nobody is sent to twice.
 */
async function retire(client: PoolClient, siteId: bigint, fromId: bigint, intoId: bigint): Promise<void> {
  await client.query(
    `UPDATE subscribers keep SET
       tags = gone.tags || keep.tags,
       topics = ARRAY(SELECT DISTINCT t FROM unnest(keep.topics || gone.topics) AS t ORDER BY t),
       external_id = coalesce(keep.external_id, gone.external_id)
     FROM subscribers gone WHERE keep.site_id = $1 AND gone.site_id = $1 AND keep.id = $3 AND gone.id = $2`,
    [siteId, fromId, intoId],
  );
  await client.query(
    `UPDATE subscribers SET status = 'gone', ended_at = coalesce(ended_at, now()), updated_at = now(),
       endpoint = '', endpoint_hash = sha256(convert_to('merged:' || id, 'UTF8')), device_secret_hash = NULL
     WHERE site_id = $1 AND id = $2`,
    [siteId, fromId],
  );
  await client.query(
    `INSERT INTO subscriber_events (site_id, subscriber_id, kind, props) VALUES ($1, $2, 'gone', '{"merged": true}')`,
    [siteId, fromId],
  );
}
