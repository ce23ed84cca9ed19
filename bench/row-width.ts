// What exact counts would cost if a subscriber's row were narrower: the rules of audience.ts on copies of the table without some columns.
// Run: npx tsx bench/row-width.ts [subscribers, 1,000,000 unless told]; BELFRY_BENCH_DIR keeps them for the next run.
import { RULES } from './audience';
import { startBenchDatabase } from './support/bench-database';
import { timeRounds } from './support/time-rounds';

const ADDRESS = ['endpoint', 'endpoint_hash', 'p256dh', 'auth', 'device_secret_hash'];
const LAYOUTS: Record<string, string[]> = {
  'as it is': [],
  'without the address': ['endpoint'],
  'without address, keys and hashes': ADDRESS,
};

const count = Number(process.argv[2] ?? 1_000_000);
const database = await startBenchDatabase();
const { makeBenchSite } = await import('./support/bench-site');
const { compileFrozenAudience } = await import('@/lib/segments/compile-frozen-audience');
const { closeDb, pool } = await import('@/lib/platform/db');
const { decodeId } = await import('@/lib/platform/ids');

async function copyWithout(left: string[], table: string): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT quote_ident(attname) AS name FROM pg_attribute
     WHERE attrelid = 'subscribers'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> ALL ($1) ORDER BY attnum`,
    [left],
  );
  await pool.query(`DROP TABLE IF EXISTS ${table}`);
  await pool.query(`CREATE TABLE ${table} AS SELECT ${rows.map(({ name }) => name).join(', ')} FROM subscribers`);
  await pool.query(`VACUUM ANALYZE ${table}`);
}

/** Indexes are left to the table as it is: rules that match much of a site use none. */
async function timeRule(site: bigint, rule: (typeof RULES)[string], table: string): Promise<number> {
  const params: unknown[] = [site];
  const selection = { kind: 'rule' as const, include: [rule], exclude: [] };
  const matches = compileFrozenAudience({ asOf: new Date().toISOString(), selection }, params, site);
  const text = `SELECT count(*)::int AS count FROM ${table} s WHERE s.site_id = $1 AND ${matches}`;
  return (await timeRounds(() => pool.query(text, params))).medianMs;
}

try {
  const { siteId } = await makeBenchSite('https://127.0.0.1:21998', count, `Bench ${count}`);
  const site = decodeId('site', siteId);
  const rules = Object.entries(RULES).filter(([name]) => !name.startsWith('narrow'));
  console.log(`| the row | bytes a row | ${rules.map(([name]) => name).join(' | ')} |`);
  console.log(`|---|---|${rules.map(() => '---|').join('')}`);
  for (const [layout, left] of Object.entries(LAYOUTS)) {
    await copyWithout(left, 'row_width_copy');
    const { rows } = await pool.query<{ bytes: number }>(
      `SELECT (pg_relation_size('row_width_copy') / greatest(count(*), 1))::int AS bytes FROM row_width_copy`,
    );
    const times: string[] = [];
    for (const [, rule] of rules) times.push(`${(await timeRule(site, rule, 'row_width_copy')).toFixed(0)} ms`);
    console.log(`| ${layout} | ${rows[0]?.bytes} | ${times.join(' | ')} |`);
  }
  await pool.query('DROP TABLE row_width_copy');
} finally {
  await closeDb();
  await database.close();
}
