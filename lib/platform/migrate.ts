import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine, SchemaFilter } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { listMigrationNames } from './pending-migrations';
import { reasonOf } from './reason-of';
import { requireKnownMigrations } from './unknown-migrations';

// Any number, the same in every process: who holds it may change the schema.
const LOCK_KEY = 728_041_001;

/** Written by hand, because Prisma cannot describe a partitioned table: never compared, never dropped. */
const EXTERNAL_TABLE = 'deliveries';

/**
 * Brings the database to the newest schema with Prisma's own engine as WebAssembly (nothing is downloaded) and
 * records it in `_prisma_migrations`. Safe to call from several processes at once: one works, the others wait.
 * @returns the names of the migrations applied now.
 * @throws Error with the engine's message when a migration fails or an earlier one has failed; with the remedy when a
 *   newer build has migrated the database.
 */
export async function migrate(databaseUrl: string, root = process.cwd()): Promise<string[]> {
  const lock = new pg.Client({ connectionString: databaseUrl });
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
    await requireKnownMigrations(lock, root);
    return await withEngine(databaseUrl, root, async (engine) => {
      const input = { migrationsList: readMigrations(root), filters: filtersFor([EXTERNAL_TABLE]) };
      return (await engine.applyMigrations(input)).appliedMigrationNames;
    });
  } finally {
    await lock.end();
  }
}

/**
 * The SQL that leads from the migrations to prisma/schema.prisma, or null when nothing changed. The migrations
 * are replayed in a temporary database beside the one given.
 */
export async function diffSchema(databaseUrl: string, root = process.cwd()): Promise<string | null> {
  const shadow = `belfry_shadow_${process.pid}_${Date.now()}`;
  const admin = new pg.Client({ connectionString: databaseUrl });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE "${shadow}" TEMPLATE template0`);
    const url = new URL(databaseUrl);
    url.pathname = `/${shadow}`;
    await migrate(url.href, root);
    const external = await listPartitions(url.href);
    return await withEngine(url.href, root, async (engine) => {
      const files = [{ path: schemaPath(root), content: readFileSync(schemaPath(root), 'utf8') }];
      const { stdout } = await engine.diff({
        from: { tag: 'schemaDatasource', files, configDir: join(root, 'prisma') },
        to: { tag: 'schemaDatamodel', files },
        script: true,
        exitCode: null,
        filters: filtersFor(external),
      });
      return isEmpty(stdout) ? null : stdout;
    });
  } finally {
    await admin.query(`DROP DATABASE IF EXISTS "${shadow}" WITH (FORCE)`);
    await admin.end();
  }
}

/**
 * Writes the next migration from the schema.
 * @param name words for the folder's name, e.g. `add_templates`
 * @returns the path of the new file, or null when the schema has not changed.
 */
export async function writeMigration(databaseUrl: string, name: string, root = process.cwd()): Promise<string | null> {
  const sql = await diffSchema(databaseUrl, root);
  if (!sql) return null;
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const file = join(root, 'prisma/migrations', `${stamp}_${slug || 'change'}`, 'migration.sql');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, sql);
  return file;
}

async function withEngine<T>(url: string, root: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const module = await loadEngine();
  const pgPool = new pg.Pool({ connectionString: url, max: 2 });
  pgPool.on('error', () => undefined);
  const adapter = bindMigrationAwareSqlAdapterFactory(new CatalogueAdapter(pgPool));
  const datamodels: [string, string][] = [[schemaPath(root), readFileSync(schemaPath(root), 'utf8')]];
  try {
    const engine = await module.SchemaEngine.new({ datamodels }, () => undefined, adapter);
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } catch (error) {
    throw new Error(readable(error), { cause: error });
  } finally {
    await pgPool.end();
  }
}

/** What Prisma's adapter keeps to itself and two of its gaps make us reach for. */
interface AdapterInternals {
  performIO(query: object): Promise<{ fields: { dataTypeID: number }[] }>;
  onError(error: unknown): never;
}

const INTERNAL_CHAR_OID = 18;
const BPCHAR_OID = 1042;

/**
 * Prisma's adapter with two gaps closed. It cuts a script at every semicolon, which tears functions apart: here a
 * migration is sent whole, as one implicit transaction, applied in full or not at all. And it cannot read
 * the catalogues' own type "char", which the engine asks for as soon as a table is partitioned
 * (prisma/orm#28145 is of the same kind).
 */
class CatalogueAdapter extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    const internals = adapter as unknown as AdapterInternals;
    // Sent as text, named a character afterwards: the adapter has no name for it, the engine insists on one.
    const performIO = internals.performIO.bind(adapter);
    const charColumns = new WeakMap<object, number[]>();
    internals.performIO = async (query) => {
      const result = await performIO(query);
      const columns = result.fields.flatMap((field, i) => (field.dataTypeID === INTERNAL_CHAR_OID ? [i] : []));
      for (const i of columns) Object.assign(result.fields[i] ?? {}, { dataTypeID: BPCHAR_OID });
      charColumns.set(query, columns);
      return result;
    };
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      for (const i of charColumns.get(query) ?? []) result.columnTypes[i] = ColumnTypeEnum.Character;
      return result;
    };
    adapter.executeScript = async (script) => {
      try {
        await adapter.underlyingDriver().query(script);
      } catch (error) {
        internals.onError(error); // Into the shape that the engine reads its message from.
      }
    };
    return adapter;
  }
}

type EngineModule = typeof import('@prisma/schema-engine-wasm');
let loaded: Promise<EngineModule> | undefined;

/** The package's own entry imports the .wasm as a module, which Node cannot do without a flag; so by hand. */
function loadEngine(): Promise<EngineModule> {
  loaded ??= (async () => {
    const require = createRequire(join(process.cwd(), 'package.json'));
    const glue = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
    const module = await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ pathToFileURL(glue).href);
    const wasm = await readFile(join(dirname(glue), 'schema_engine_bg.wasm'));
    const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': module });
    module.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
    return module as EngineModule;
  })();
  return loaded;
}

function readMigrations(root: string): MigrationList {
  const baseDir = join(root, 'prisma/migrations');
  const lockFile = readdirSync(baseDir).includes('migration_lock.toml')
    ? readFileSync(join(baseDir, 'migration_lock.toml'), 'utf8')
    : null;
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: lockFile },
    shadowDbInitScript: '',
    migrationDirectories: listMigrationNames(root).map((path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(baseDir, path, 'migration.sql'), 'utf8') },
      },
    })),
  };
}

async function listPartitions(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ relid: string }>(`SELECT relid::text FROM pg_partition_tree($1::regclass)`, [
      EXTERNAL_TABLE,
    ]);
    return rows.map((row) => row.relid);
  } finally {
    await client.end();
  }
}

function filtersFor(tables: string[]): SchemaFilter {
  return { externalTables: tables.map((table) => `public.${table}`), externalEnums: [] };
}

function schemaPath(root: string): string {
  return join(root, 'prisma/schema.prisma');
}

function isEmpty(sql: string | null): sql is null {
  return !sql || sql.replace(/^--.*$/gm, '').trim() === '';
}

function readable(error: unknown): string {
  const text = reasonOf(error);
  try {
    const parsed = JSON.parse(text) as { message?: string };
    return parsed.message ?? text;
  } catch {
    return text;
  }
}
