import { pool } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';
import { parseDatabaseUrl } from '@/lib/platform/env-fields';
import { pendingMigrations } from '@/lib/platform/pending-migrations';
import { queueHealth } from '@/lib/platform/queue';
import { reasonOf } from '@/lib/platform/reason-of';
import { unknownMigrations } from '@/lib/platform/unknown-migrations';
import { loadVapidKey } from '@/lib/sites/load-vapid-key';
import type { Finding } from './run-check';

const OLDEST_POSTGRES = 140_000;
const CLOCK_WARNING_MS = 2_000;
const CLOCK_FAILURE_MS = 60_000;

/** Connects and looks at the server's version. */
export async function checkDatabase(): Promise<Finding> {
  const host = parseDatabaseUrl(env().DATABASE_URL)?.host ?? '';
  try {
    const { rows } = await pool.query<{ number: number; version: string; free: number }>(
      `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version,
         current_setting('max_connections')::int - (SELECT count(*)::int FROM pg_stat_activity) AS free`,
    );
    const { number = 0, version = '?', free = 0 } = rows[0] ?? {};
    if (number < OLDEST_POSTGRES) {
      return { status: 'failed', detail: `Postgres ${version} at ${host}`, remedy: 'Use Postgres 14 or newer.' };
    }
    if (free < 50) {
      return {
        status: 'warning',
        detail: `Postgres ${version} at ${host}, only ${free} connections free`,
        remedy: 'Raise max_connections of the server; Belfry uses up to 80.',
      };
    }
    return { status: 'ok', detail: `Postgres ${version} at ${host}, ${free} connections free` };
  } catch (error) {
    return {
      status: 'failed',
      detail: `no connection to ${host}: ${reasonOf(error)}`,
      remedy: 'Check DATABASE_URL, that the server runs, and that this machine may connect to it.',
    };
  }
}

export async function checkMigrations(): Promise<Finding> {
  const pending = await pendingMigrations();
  const unknown = await unknownMigrations(pool);
  if (unknown.length > 0) {
    const remedy = 'Start the version of Belfry that ran on it last; docs/operate.md, "Rolling deploys and upgrades".';
    return { status: 'warning', detail: `the database is newer than this version: ${unknown.join(', ')}`, remedy };
  }
  if (pending.length === 0) return { status: 'ok', detail: 'all applied' };
  return { status: 'failed', detail: `not applied: ${pending.join(', ')}`, remedy: 'npm run belfry -- migrate' };
}

export async function checkQueue(): Promise<Finding> {
  const { backend, ok, detail, remedy } = await queueHealth();
  if (ok) return { status: 'ok', detail: `on ${backend}` };
  const otherwise = backend === 'redis' ? undefined : 'See the database check.';
  return { status: 'failed', detail: `on ${backend}: ${detail}`, remedy: remedy ?? otherwise };
}

/** Opens the newest sealed VAPID key with the master key given. */
export async function checkKeys(): Promise<Finding> {
  const { rows } = await pool.query<{ id: bigint }>('SELECT id FROM vapid_keys ORDER BY id DESC LIMIT 1');
  const id = rows[0]?.id;
  if (id === undefined) return { status: 'ok', detail: 'no site yet, so no sealed key' };
  try {
    await loadVapidKey(id);
    return { status: 'ok', detail: 'the newest VAPID key opens with the master key' };
  } catch {
    return {
      status: 'failed',
      detail: 'the newest VAPID key does not open: it was sealed with another master key',
      remedy: `Give the BELFRY_MASTER_KEY that was used before, or put its file back: ${env().BELFRY_DATA_DIR}/master.key`,
    };
  }
}

/** Leases and schedules use the database's clock, VAPID tokens this machine's: they must agree. */
export async function checkClock(): Promise<Finding> {
  const before = Date.now();
  const { rows } = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  const middle = (before + Date.now()) / 2;
  const apartMs = Math.round(Math.abs((rows[0]?.now.getTime() ?? 0) - middle));
  const detail = `this machine and the database are ${apartMs} ms apart`;
  if (apartMs < CLOCK_WARNING_MS) return { status: 'ok', detail };
  const remedy = 'Let both machines set their clocks by NTP (timedatectl set-ntp true).';
  return { status: apartMs < CLOCK_FAILURE_MS ? 'warning' : 'failed', detail, remedy };
}
