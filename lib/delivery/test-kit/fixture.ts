import { createHash } from 'node:crypto';
import type { SystemActor } from '@/lib/contracts/actors';
import { DELIVERY_STATES, type DeliveryState, type FrozenAudience } from '@/lib/contracts/campaigns';
import { MessageInput } from '@/lib/contracts/messages';
import { pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { createSite } from '@/lib/sites/create-site';
import type { PushSink } from './push-sink';

export interface TestSite {
  actor: SystemActor;
  id: bigint;
  publicId: string;
  vapidKeyId: bigint;
  vapidPublicKey: string;
}

/** A workspace with one site and its key pair. */
export async function makeSite(name = 'Shop'): Promise<TestSite> {
  const { rows } = await pool.query<{ id: bigint }>(`INSERT INTO workspaces (name) VALUES ($1) RETURNING id`, [name]);
  const actor: SystemActor = { kind: 'system', workspaceId: encodeId('workspace', rows[0]?.id ?? 0n) };
  const view = await createSite(actor, {
    name,
    allowedOrigins: ['https://shop.example'],
    vapidSubject: 'mailto:push@shop.example',
  });
  const id = decodeId('site', view.id);
  const key = await pool.query<{ id: bigint }>('SELECT current_vapid_key_id AS id FROM sites WHERE id = $1', [id]);
  return {
    actor,
    id,
    publicId: view.id,
    vapidKeyId: key.rows[0]?.id ?? 0n,
    vapidPublicKey: view.vapidPublicKey,
  };
}

export interface TestSubscriber {
  id: bigint;
  token: string;
}

/** Subscribers at a sink, subscribed two days ago. */
export async function addSubscribers(site: TestSite, sink: PushSink, count: number): Promise<TestSubscriber[]> {
  const made = Array.from({ length: count }, () => sink.subscribe());
  const origin = await pool.query<{ id: number }>(
    `INSERT INTO push_origins (origin) VALUES ($1) ON CONFLICT (origin) DO UPDATE SET origin = excluded.origin RETURNING id`,
    [sink.origin],
  );
  const { rows } = await pool.query<{ id: bigint; endpoint: string }>(
    `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, external_id,
       subscribed_at, endpoint_set_at)
     SELECT $1, endpoint, hash, $2, p256dh, auth, $3, external_id, now() - interval '2 days', now() - interval '2 days'
     FROM unnest($4::text[], $5::bytea[], $6::bytea[], $7::bytea[], $8::text[]) AS s (endpoint, hash, p256dh, auth, external_id)
     RETURNING id, endpoint`,
    [
      site.id,
      origin.rows[0]?.id,
      site.vapidKeyId,
      made.map((one) => one.endpoint),
      made.map((one) => createHash('sha256').update(one.endpoint).digest()),
      made.map((one) => one.p256dh),
      made.map((one) => one.auth),
      made.map((one) => `user-${one.token}`),
    ],
  );
  return rows.map((row) => ({ id: row.id, token: row.endpoint.split('/').at(-1) ?? '' }));
}

export const EVERYONE: FrozenAudience = {
  asOf: '2026-11-21T00:00:00Z',
  selection: { kind: 'rule', include: [{ op: 'and', rules: [] }], exclude: [] },
};

interface RunOptions {
  audience?: FrozenAudience;
  ambiguityPolicy?: 'resend' | 'skip';
  /** From now. */
  expiresInSeconds?: number;
  ttlSeconds?: number;
  shardCount?: number;
  lane?: 'bulk' | 'priority';
  message?: Partial<MessageInput>;
}

export interface TestRun {
  id: bigint;
  campaignId: bigint;
}

/** A launched campaign's run, not planned yet. */
export async function makeRun(site: TestSite, options: RunOptions = {}): Promise<TestRun> {
  const message = MessageInput.parse({
    title: 'Hello',
    body: 'World',
    url: 'https://shop.example/',
    ...options.message,
  });
  const campaign = await pool.query<{ id: bigint }>(
    `INSERT INTO campaigns (site_id, name, status, audience, ttl_seconds, launched_at, updated_at)
     VALUES ($1, 'Test', 'running', '{"all":true}', $2, now(), now()) RETURNING id`,
    [site.id, options.ttlSeconds ?? 3_600],
  );
  const campaignId = campaign.rows[0]?.id ?? 0n;
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO runs (site_id, campaign_id, audience, messages, ttl_seconds, urgency, ambiguity_policy, expires_at,
       shard_count, lane, bound_subscriber_id)
     VALUES ($1, $2, $3, $4, $5, 'low', $6::"AmbiguityPolicy", now() + $7 * interval '1 second', $8, $9::"Lane",
       (SELECT COALESCE(max(id), 0) FROM subscribers)) RETURNING id`,
    [
      site.id,
      campaignId,
      JSON.stringify(options.audience ?? EVERYONE),
      JSON.stringify([message]),
      options.ttlSeconds ?? 3_600,
      options.ambiguityPolicy ?? 'resend',
      options.expiresInSeconds ?? 3_660,
      options.shardCount ?? 2,
      options.lane ?? 'bulk',
    ],
  );
  return { id: rows[0]?.id ?? 0n, campaignId };
}

/** Rows by state, of those states that occur. */
export async function statesOf(runId: bigint): Promise<Partial<Record<DeliveryState, number>>> {
  const { rows } = await pool.query<{ state: number; count: bigint }>(
    'SELECT state, count(*) FROM deliveries WHERE run_id = $1 GROUP BY state ORDER BY state',
    [runId],
  );
  return Object.fromEntries(rows.map((row) => [DELIVERY_STATES[row.state], Number(row.count)]));
}

/** The run's counters as `statesOf` gives the rows (terminal states only), to be compared with it (I8). */
export async function countersOf(runId: bigint): Promise<Partial<Record<DeliveryState | 'planned', number>>> {
  const { rows } = await pool.query<Record<string, bigint>>(
    `SELECT sum(planned_count) AS planned, sum(accepted_count) AS accepted, sum(gone_count) AS gone,
       sum(rejected_count) AS rejected, sum(expired_count) AS expired, sum(suppressed_count) AS suppressed,
       sum(unknown_count) AS unknown FROM run_counters WHERE run_id = $1`,
    [runId],
  );
  const sums = Object.entries(rows[0] ?? {}).map(([state, sum]) => [state, Number(sum ?? 0)] as const);
  return Object.fromEntries(sums.filter(([, sum]) => sum > 0));
}

export async function runRow(runId: bigint): Promise<{
  status: string;
  audience_count: number;
  planned_at: Date | null;
  finished_at: Date | null;
}> {
  const { rows } = await pool.query('SELECT * FROM runs WHERE id = $1', [runId]);
  return rows[0];
}
