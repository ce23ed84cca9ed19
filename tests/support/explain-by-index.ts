import { pool } from '@/lib/platform/db';

/**
 * A statement's plan where scans are forbidden as far as they can be. In a table of a few rows a scan is the best plan;
 * what is still one here has no index for its filter.
 */
export async function explainByIndex(text: string, params: unknown[]): Promise<string> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN; SET LOCAL enable_seqscan = off');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, params);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}
