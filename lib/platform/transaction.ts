import type { PoolClient } from 'pg';
import { pool } from './db';

/** Deadlock and failed serialisation: the server undid the transaction, and it may simply be tried again. */
const RETRYABLE = new Set(['40P01', '40001']);
const MAX_ATTEMPTS = 4;
/**
 * A process that is frozen or cut off in the middle of a transaction would keep its row locks for as long: the server
 * ends the transaction instead, well before a lease runs out (60 s).
 */
const MAX_IDLE_SECONDS = 15;

/** Runs `work` again when the server undid it for a deadlock or a failed serialisation; at most four times in all. */
export async function retryConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !RETRYABLE.has(sqlState(error))) throw error;
    }
  }
}

/**
 * Runs `work` in one transaction on one connection of the hot-path pool; rolls back when it throws. `work` must have
 * no effect outside of the database, since a deadlock runs it again.
 */
export function inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  return retryConflicts(async () => {
    const client = await pool.connect();
    let broken = false;
    // Between two statements nobody listens, and an error that nobody hears ends the process.
    const onLost = () => {
      broken = true;
    };
    client.on('error', onLost);
    try {
      await client.query(`BEGIN; SET LOCAL idle_in_transaction_session_timeout = '${MAX_IDLE_SECONDS}s'`);
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      // A connection that cannot roll back is not given back to the pool.
      await client.query('ROLLBACK').catch(onLost);
      throw error;
    } finally {
      client.off('error', onLost);
      client.release(broken);
    }
  });
}

/** The SQLSTATE of a Postgres error (`23505`: unique violation), or an empty string. */
export function sqlState(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
