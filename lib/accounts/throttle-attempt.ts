import { createHmac } from 'node:crypto';
import { pool } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';

const WINDOW_SECONDS = 15 * 60;
/** Failures allowed in a window. An office shares an address prefix, an account has one owner. */
export const ATTEMPT_LIMITS = { account: 10, address: 50 } as const;

export interface Attempt {
  /** Call when the secret was right: gives the attempt back and clears the account's failures. */
  succeeded(): Promise<void>;
}

/**
 * Counts an attempt as failed before its secret is looked at, so that a burst of parallel guesses counts in full.
 * @param email of the account tried, whether it exists or not
 * @param addressPrefix of the caller (`addressPrefix()` of lib/platform/ip-address), null when it is not known
 * @throws AppError `too_many_requests` with the seconds to wait.
 */
export async function throttleAttempt(email: string, addressPrefix: string | null): Promise<Attempt> {
  const account = throttleKey('account', email);
  const address = addressPrefix === null ? null : throttleKey('address', addressPrefix);
  if (address !== null) await countFailure(address, ATTEMPT_LIMITS.address);
  await countFailure(account, ATTEMPT_LIMITS.account);
  return {
    async succeeded() {
      await pool.query('DELETE FROM auth_throttles WHERE key = $1', [account]);
      if (address === null) return;
      await pool.query(
        'UPDATE auth_throttles SET failure_count = greatest(failure_count - 1, 0), blocked_until = NULL WHERE key = $1',
        [address],
      );
    },
  };
}

/** Keyed, so that the table tells neither who tried nor from where. */
function throttleKey(kind: string, value: string): string {
  return createHmac('sha256', env().BELFRY_SECRET).update(`throttle:${kind}:${value}`).digest('base64url');
}

async function countFailure(key: string, limit: number): Promise<void> {
  // The window starts at its first failure. The one that reaches the limit still runs; those after it wait until
  // the window ends. One statement, so that parallel attempts are counted one by one.
  const counted = await pool.query(
    `INSERT INTO auth_throttles AS t (key, failure_count, window_started_at) VALUES ($1, 1, now())
     ON CONFLICT (key) DO UPDATE SET
       failure_count = CASE WHEN t.window_started_at <= now() - make_interval(secs => $3) THEN 1 ELSE t.failure_count + 1 END,
       window_started_at = CASE WHEN t.window_started_at <= now() - make_interval(secs => $3) THEN now() ELSE t.window_started_at END,
       blocked_until = CASE WHEN t.window_started_at > now() - make_interval(secs => $3) AND t.failure_count + 1 >= $2
         THEN t.window_started_at + make_interval(secs => $3) END
     WHERE t.blocked_until IS NULL OR t.blocked_until <= now()`,
    [key, limit, WINDOW_SECONDS],
  );
  if (counted.rowCount === 1) return;
  const { rows } = await pool.query<{ seconds: number }>(
    'SELECT ceil(extract(epoch FROM blocked_until - now()))::int AS seconds FROM auth_throttles WHERE key = $1',
    [key],
  );
  const seconds = Math.max(1, rows[0]?.seconds ?? 1);
  throw new AppError('too_many_requests', {
    detail: `Too many attempts. Try again in ${waitText(seconds)}.`,
    retryAfterSeconds: seconds,
  });
}

function waitText(seconds: number): string {
  if (seconds < 90) return `${seconds} second${seconds === 1 ? '' : 's'}`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
