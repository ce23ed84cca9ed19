import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pool } from './db';

/** Names of the migrations in prisma/migrations, oldest first. */
export function listMigrationNames(root = process.cwd()): string[] {
  return readdirSync(join(root, 'prisma/migrations'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Names of the migrations that the database has not had yet (or that failed on it), oldest first. */
export async function pendingMigrations(): Promise<string[]> {
  const names = listMigrationNames();
  const { rows: tables } = await pool.query(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there`);
  if (!tables[0]?.there) return names;
  const { rows } = await pool.query<{ migration_name: string }>(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  const applied = new Set(rows.map((row) => row.migration_name));
  return names.filter((name) => !applied.has(name));
}
