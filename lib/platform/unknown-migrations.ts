import type { ClientBase, Pool } from 'pg';
import { listMigrationNames } from './pending-migrations';

/** Names of the migrations that the database has had and this build does not know, oldest first: a newer one ran on it. */
export async function unknownMigrations(client: ClientBase | Pool, root = process.cwd()): Promise<string[]> {
  const { rows: tables } = await client.query(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there`);
  if (!tables[0]?.there) return [];
  const { rows } = await client.query<{ name: string }>(
    'SELECT DISTINCT migration_name AS name FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY 1',
  );
  const known = new Set(listMigrationNames(root));
  return rows.map(({ name }) => name).filter((name) => !known.has(name));
}

/** @throws Error with the remedy when the database belongs to a newer build. */
export async function requireKnownMigrations(client: ClientBase, root: string): Promise<void> {
  const unknown = await unknownMigrations(client, root);
  if (unknown.length === 0) return;
  throw new Error(
    [
      `The database is newer than this version of Belfry, which does not know ${unknown.length} of its migrations (the newest: ${unknown.at(-1)}). Nothing was changed.`,
      'Start the version that ran last, or restore a backup that was made before the upgrade.',
      'The version directly before can work on it: npm start -- --newer-database',
    ].join('\n  '),
  );
}
