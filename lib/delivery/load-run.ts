import { type Message, URGENCIES, type Urgency } from '@/lib/contracts/messages';
import { keyPool } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';

/** What sending needs of a run: frozen at launch, so that it is read once a job. */
export interface SendableRun {
  id: bigint;
  siteId: bigint;
  lane: 'bulk' | 'priority';
  messages: Message[];
  ttlSeconds: number;
  urgency: Urgency;
  ambiguityPolicy: 'resend' | 'skip';
  /** At the start of the job; watchRun tells of changes. */
  throttlePerMinute: number | null;
  expiresAt: Date;
  /** As far as it is planned. */
  audienceCount: number;
  shardCount: number;
}

/**
 * @returns null unless the run is running
 * @throws AppError `internal` when the row holds an urgency that we do not know
 */
export async function loadRun(runId: bigint): Promise<SendableRun | null> {
  return (await loadRuns([runId]))[0] ?? null;
}

/** The same for several runs in one statement; those that are not running are left out. */
export async function loadRuns(runIds: readonly bigint[]): Promise<SendableRun[]> {
  const { rows } = await keyPool.query<{
    id: bigint;
    site_id: bigint;
    lane: 'bulk' | 'priority';
    throttle_per_minute: number | null;
    messages: Message[];
    ttl_seconds: number;
    urgency: string;
    ambiguity_policy: 'resend' | 'skip';
    expires_at: Date;
    audience_count: number;
    shard_count: number;
  }>({
    name: 'load-runs',
    text: `SELECT id, site_id, lane::text, messages, ttl_seconds, urgency::text, ambiguity_policy::text, throttle_per_minute,
       expires_at, audience_count, shard_count
     FROM runs WHERE id = ANY($1::bigint[]) AND status = 'running'`,
    values: [runIds],
  });
  return rows.map((row) => {
    const urgency = URGENCIES.find((known) => known === row.urgency);
    if (!urgency) throw new AppError('internal', { detail: `Run ${row.id} has the unknown urgency ${row.urgency}.` });
    return {
      id: row.id,
      siteId: row.site_id,
      lane: row.lane,
      messages: row.messages,
      ttlSeconds: row.ttl_seconds,
      urgency,
      ambiguityPolicy: row.ambiguity_policy,
      throttlePerMinute: row.throttle_per_minute,
      expiresAt: row.expires_at,
      audienceCount: row.audience_count,
      shardCount: row.shard_count,
    };
  });
}
