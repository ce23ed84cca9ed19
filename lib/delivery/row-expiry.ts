import { SEND_WINDOW_SECONDS } from '@/lib/campaigns/create-run';

/**
 * When a row expires, as SQL: with its run, or, having a start of its own, when its own TTL is over.
 * @param row alias with `starts_at`
 * @param run alias with `expires_at` and `ttl_seconds`
 */
export function rowExpiry(row: string, run: string): string {
  return `LEAST(${run}.expires_at, ${row}.starts_at + (${run}.ttl_seconds + ${SEND_WINDOW_SECONDS}) * interval '1 second')`;
}
