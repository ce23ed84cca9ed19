import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { cloneDatabase } from '@/tests/support/test-database';
import { closeDb } from './db';
import { diffSchema, migrate, writeMigration } from './migrate';
import { listMigrationNames, pendingMigrations } from './pending-migrations';

const databaseUrl = () => process.env.DATABASE_URL ?? '';
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'belfry-migrate-'));
  cpSync('prisma', join(root, 'prisma'), { recursive: true });
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function emptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = inject('testServer');
  return cloneDatabase({ ...server, template: 'template0' }, `empty_${Date.now()}`);
}

describe('diffSchema', () => {
  it('finds no difference between the migrations and the schema, the hand-written parts included', async () => {
    expect(await diffSchema(databaseUrl())).toBeNull();
  });

  it('writes what changed in the schema and nothing about deliveries, and the result can be applied', async () => {
    const schema = join(root, 'prisma/schema.prisma');
    writeFileSync(schema, `${readFileSync(schema, 'utf8')}\nmodel Planted {\n  id Int @id\n\n  @@map("planted")\n}\n`);
    const file = await writeMigration(databaseUrl(), 'Add planted!', root);
    expect(file).toMatch(/\d{14}_add_planted\/migration\.sql$/);
    const sql = readFileSync(file ?? '', 'utf8');
    expect(sql).toContain('CREATE TABLE "planted"');
    expect(sql).not.toMatch(/deliver|belfry_id|DROP/);
    expect(await migrate(databaseUrl(), root)).toHaveLength(1);
    expect(await query(databaseUrl(), 'SELECT * FROM planted')).toEqual([]);
    expect(await diffSchema(databaseUrl(), root)).toBeNull();
  });

  it('leaves no shadow database behind', async () => {
    const left = await query(databaseUrl(), "SELECT datname FROM pg_database WHERE datname LIKE 'belfry_shadow%'");
    expect(left).toEqual([]);
  });
});

describe('migrate', () => {
  it('is safe when two start together: each migration is applied once', async () => {
    const empty = await emptyDatabase();
    const applied = await Promise.all([migrate(empty.url), migrate(empty.url)]);
    expect(applied.flat()).toEqual(listMigrationNames());
    const rows = await query(empty.url, 'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL');
    expect(rows).toHaveLength(listMigrationNames().length);
    await empty.drop();
  });

  it('says which migration fails and why, and refuses to go on until it is dealt with', async () => {
    const empty = await emptyDatabase();
    const broken = mkdtempSync(join(tmpdir(), 'belfry-broken-'));
    cpSync('prisma', join(broken, 'prisma'), { recursive: true });
    mkdirSync(join(broken, 'prisma/migrations/29991231000000_broken'));
    writeFileSync(join(broken, 'prisma/migrations/29991231000000_broken/migration.sql'), 'SELECT no_such_function();');
    await expect(migrate(empty.url, broken)).rejects.toThrow(/no_such_function[\s\S]*29991231000000_broken/);
    await expect(migrate(empty.url, broken)).rejects.toThrow(/29991231000000_broken/);
    rmSync(broken, { recursive: true, force: true });
    await empty.drop();
  });
});

describe('a database that a newer build has migrated', () => {
  it('is refused in plain words and left alone; the newer build goes on with it', async () => {
    const empty = await emptyDatabase();
    const newer = mkdtempSync(join(tmpdir(), 'belfry-newer-'));
    cpSync('prisma', join(newer, 'prisma'), { recursive: true });
    mkdirSync(join(newer, 'prisma/migrations/29991231000000_later'));
    writeFileSync(join(newer, 'prisma/migrations/29991231000000_later/migration.sql'), 'CREATE TABLE later (id int);');
    await migrate(empty.url, newer);
    await expect(migrate(empty.url)).rejects.toThrow(
      /newer than this version.*29991231000000_later.*Nothing was changed[\s\S]*--newer-database/,
    );
    expect(await migrate(empty.url, newer)).toEqual([]);
    expect(await query(empty.url, 'SELECT * FROM later')).toEqual([]);
    rmSync(newer, { recursive: true, force: true });
    await empty.drop();
  });
});

describe('pendingMigrations', () => {
  it('is empty on a migrated database and names everything on an empty one', async () => {
    expect(await pendingMigrations()).toEqual([]);
    await query(databaseUrl(), 'UPDATE _prisma_migrations SET finished_at = NULL');
    expect(await pendingMigrations()).toEqual(listMigrationNames());
    await query(databaseUrl(), 'DROP TABLE _prisma_migrations');
    expect(await pendingMigrations()).toEqual(listMigrationNames());
    await closeDb();
  });
});
