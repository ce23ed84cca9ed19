import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { BOUNDED, isLarge, readTables, unindexedKeys } from './page-plans/bounded-tables';
import { CAMPAIGN_COUNTS, CAMPAIGN_LISTS } from './page-plans/campaign-cases';
import { type FilledSite, fillDatabase } from './page-plans/fill-database';
import { PEOPLE_COUNTS, PEOPLE_LISTS } from './page-plans/people-cases';
import { problemsOf } from './page-plans/problems-of';
import { WORKSPACE_LISTS } from './page-plans/workspace-cases';

// What the pages of the dashboard ask the database, statement by statement, whoever sends it: nothing scans a large
// table, and a list reads about as many rows as it shows, also where the filter finds nobody.

let at: FilledSite;
beforeAll(async () => {
  at = await fillDatabase();
}, 300_000);

describe('a list of the dashboard reads about what it shows', () => {
  it.each([...PEOPLE_LISTS, ...CAMPAIGN_LISTS, ...WORKSPACE_LISTS])('%s', async (_name, ask) => {
    expect(await problemsOf(() => ask(at))).toEqual([]);
  });
});

describe('a count of a whole site goes by an index', () => {
  it.each([...PEOPLE_COUNTS, ...CAMPAIGN_COUNTS])('%s', async (_name, ask) => {
    expect(await problemsOf(() => ask(at), Number.POSITIVE_INFINITY)).toEqual([]);
  });
});

it('a scan, or a walk over everybody, would be seen', async () => {
  const scan = () => pool.query(`SELECT id FROM subscribers WHERE p256dh = 'x' ORDER BY endpoint`);
  expect(await problemsOf(scan)).toHaveLength(1);
  const walk = () => pool.query(`SELECT id FROM subscribers WHERE p256dh = 'x' ORDER BY id DESC LIMIT 1`);
  expect(await problemsOf(walk)).toHaveLength(1);
});

describe('nothing is forgotten', () => {
  it('every table is large, and filled here, or bounded by nature', async () => {
    const tables = await readTables();
    expect(Object.keys(BOUNDED).filter((table) => !tables.includes(table))).toEqual([]);
    const few: string[] = [];
    for (const table of tables.filter(isLarge)) {
      const { rows } = await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM "${table}"`);
      if ((rows[0]?.count ?? 0) < 2_000)
        few.push(`${table} has ${rows[0]?.count} rows: fill it, or say why it stays small`);
    }
    expect(few).toEqual([]);
  });

  it('what a large table refers to can go without a scan of it', async () => {
    expect(await unindexedKeys()).toEqual([]);
    await pool.query('CREATE TABLE later (id bigint PRIMARY KEY, site_id bigint REFERENCES sites)');
    expect(await unindexedKeys()).toEqual(['later (site_id)']);
    await pool.query('DROP TABLE later');
  });

  it('every function that a page reads with is asked', () => {
    const root = resolve(import.meta.dirname, '..');
    const importsOf = (...files: string[]) =>
      files.flatMap((file) =>
        [...readFileSync(resolve(root, file), 'utf8').matchAll(/^import \{.*from '@\/lib\/(.*)';$/gm)].map(
          ([, path = '']) => path,
        ),
      );
    const filesIn = (folder: string, name: RegExp) =>
      readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => name.test(file))
        .map((file) => `${folder}/${file}`);
    const asked = new Set(importsOf(...filesIn('tests/page-plans', /-cases\.ts$/)));
    const used = importsOf(
      ...filesIn('app/(dashboard)', /\.tsx?$/),
      'app/site-page.ts',
      'app/auth.ts',
      'app/api/live.ts',
    );
    const reads = used.filter((path) => !ELSEWHERE.test(path) && !CHANGES.test(path) && !PURE.test(path));
    expect([...new Set(reads)].filter((path) => !asked.has(path)).sort()).toEqual([]);
  });
});

const ELSEWHERE = /^(contracts|platform)\//;
/** What a button does, once. */
const CHANGES =
  /\/(add-vapid|archive|cancel|change|check-import|choose|clear|create|delete|duplicate|edit|erase|export-secrets|launch|pause|redeliver|replay|restore|resume|retry|revoke|rotate|save|schedule|send|set|start|test-webhook|undo|unschedule|update|verify)(-|$)/;
/** Without the database. */
const PURE =
  /^(accounts\/(authorize|can)|campaigns\/(campaign-row|write-defaults)|exports\/render-[a-z]+|accounts\/has-owner)$/;
