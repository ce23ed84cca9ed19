import { pool } from '@/lib/platform/db';

/** Tables that stay small however much is sent and whoever subscribes. Every other one counts as large. */
export const BOUNDED: Record<string, string> = {
  workspaces: 'made by hand',
  users: 'made by hand',
  memberships: 'made by hand',
  sites: 'made by hand',
  vapid_keys: 'one a site, and one a key pair brought along',
  topics: 'made by hand, and shown all at once in a prompt',
  goals: 'made by hand',
  webhooks: 'made by hand',
  push_origins: 'one a push service',
  origin_states: 'one a push service and key',
  walk_cursors: 'one a task',
  process_beats: 'one a process',
  job_failures: 'the newest few hundred are kept',
  _prisma_migrations: 'one a migration',
};

/** Every table of the database, partitions under the name of the whole. */
export async function readTables(): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND NOT relispartition ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** @param table as a plan names it: of a partition, its own name */
export const isLarge = (table: string) => BOUNDED[table] === undefined;

/**
 * Keys to other tables that no index begins with: when a row of the other table goes, all of this one are read. Plans
 * of statements do not show it.
 */
export async function unindexedKeys(): Promise<string[]> {
  const { rows } = await pool.query<{ key: string }>(
    `SELECT c.conrelid::regclass || ' (' || string_agg(a.attname, ', ' ORDER BY k.position) || ')' AS key
     FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY k(attnum, position)
     JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
     WHERE c.contype = 'f' AND NOT c.conrelid::regclass::text = ANY ($1) AND NOT EXISTS (
       SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)
     GROUP BY c.oid, c.conrelid ORDER BY 1`,
    [Object.keys(BOUNDED)],
  );
  return rows.map(({ key }) => key);
}
