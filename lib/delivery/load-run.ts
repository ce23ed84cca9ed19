import { type Message, URGENCIES, type Urgency } from '@/lib/contracts/messages';
import { pool } from '@/lib/platform/db';
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
}

/**
 * @returns null unless the run is running
 * @throws AppError `internal` when the row holds an urgency that we do not know
 */
export async function loadRun(runId: bigint): Promise<SendableRun | null> {
  const { rows } = await pool.query<{
    site_id: bigint;
    lane: 'bulk' | 'priority';
    throttle_per_minute: number | null;
    messages: Message[];
    ttl_seconds: number;
    urgency: string;
    ambiguity_policy: 'resend' | 'skip';
    expires_at: Date;
  }>(
    `SELECT site_id, lane::text, messages, ttl_seconds, urgency::text, ambiguity_policy::text, throttle_per_minute,
       expires_at
     FROM runs WHERE id = $1 AND status = 'running'`,
    [runId],
  );
  const row = rows[0];
  if (!row) return null;
  const urgency = URGENCIES.find((known) => known === row.urgency);
  if (!urgency) throw new AppError('internal', { detail: `Run ${runId} has the unknown urgency ${row.urgency}.` });
  return {
    id: runId,
    siteId: row.site_id,
    lane: row.lane,
    messages: row.messages,
    ttlSeconds: row.ttl_seconds,
    urgency,
    ambiguityPolicy: row.ambiguity_policy,
    throttlePerMinute: row.throttle_per_minute,
    expiresAt: row.expires_at,
  };
}
