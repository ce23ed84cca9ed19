// How long it takes to count whom a rule of five conditions finds, and to show a rule while it is written.
// Run: npx tsx bench/audience.ts [subscribers, 1,000,000 unless told]; BELFRY_BENCH_DIR keeps them for the next run.
import { pathToFileURL } from 'node:url';
import type { SegmentRule } from '@/lib/contracts/segments';
import { startBenchDatabase } from './support/bench-database';
import { timeRounds } from './support/time-rounds';

/** Beyond it people are like those that there are. */
const MADE_ONE_BY_ONE = 1_000_000;

/** What audiences are chosen by, from few who match to many. */
export const RULES: Record<string, SegmentRule> = {
  'narrow: 5 conditions, all to be met': {
    op: 'and',
    rules: [
      { field: 'country', operator: 'is', values: ['DE', 'FR'] },
      { field: 'browser', operator: 'is', values: ['Chrome'] },
      { field: 'topic', operator: 'has', value: 'offers' },
      { field: 'tag', key: 'plan', operator: 'is', value: 'plus' },
      { field: 'lastSeenAt', operator: 'within_days', days: 30 },
    ],
  },
  'wide: 5 conditions, most of them "not"': {
    op: 'and',
    rules: [
      { field: 'os', operator: 'is_not', values: ['Linux'] },
      { field: 'language', operator: 'is_not', values: ['ja'] },
      { field: 'topic', operator: 'has_not', value: 'restock' },
      { field: 'tag', key: 'newsletter', operator: 'is_not', value: true },
      { field: 'lastSeenAt', operator: 'within_days', days: 60 },
    ],
  },
  'nested: (2 or 2) and not 1': {
    op: 'and',
    rules: [
      {
        op: 'or',
        rules: [
          {
            op: 'and',
            rules: [
              { field: 'country', operator: 'is', values: ['US', 'GB'] },
              { field: 'device', operator: 'is', values: ['mobile'] },
            ],
          },
          {
            op: 'and',
            rules: [
              { field: 'language', operator: 'is', values: ['de'] },
              { field: 'tag', key: 'orders', operator: 'greater', value: 2 },
            ],
          },
        ],
      },
      { op: 'not', rule: { field: 'subscribedAt', operator: 'within_days', days: 7 } },
    ],
  },
};

export interface AudienceRow {
  what: string;
  count: number;
  medianMs: number;
  worstMs: number;
  /** What the estimate says, how far it may be off, and how long it takes; null for a site that is counted. */
  estimate: { count: number; margin: number; medianMs: number; worstMs: number } | null;
}

export async function benchAudience(subscriberCount: number): Promise<AudienceRow[]> {
  const database = await startBenchDatabase();
  const { makeBenchSite } = await import('./support/bench-site');
  const { countAudience } = await import('@/lib/segments/count-audience');
  const { estimateRule } = await import('@/lib/segments/estimate-rule');
  const { multiplyPeople } = await import('./support/multiply-people');
  const { closeDb, pool } = await import('@/lib/platform/db');
  const { decodeId } = await import('@/lib/platform/ids');
  try {
    // Nothing is sent: the push service need not be there.
    const madeCount = Math.min(subscriberCount, MADE_ONE_BY_ONE);
    const { actor, siteId } = await makeBenchSite('https://127.0.0.1:21998', madeCount, `Bench ${subscriberCount}`);
    await multiplyPeople(decodeId('site', siteId), subscriberCount);
    if (subscriberCount > madeCount) await pool.query('VACUUM ANALYZE subscribers');
    const rows: AudienceRow[] = [];
    for (const [what, rule] of Object.entries(RULES)) {
      const exact = await timeRounds(async () => (await countAudience(actor, siteId, { rule })).count);
      const rough = await timeRounds(() => estimateRule(decodeId('site', siteId), rule, new Date()));
      rows.push({
        what,
        count: exact.result,
        medianMs: exact.medianMs,
        worstMs: exact.worstMs,
        estimate: rough.result && {
          count: rough.result.count,
          margin: rough.result.margin,
          medianMs: rough.medianMs,
          worstMs: rough.worstMs,
        },
      });
    }
    return rows;
  } finally {
    await closeDb();
    await database.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const rows = await benchAudience(Number(process.argv[2] ?? 1_000_000));
  console.log('| rule | found | counted: median, worst of nine | estimated | within | median, worst of nine |');
  console.log('|---|---|---|---|---|---|');
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  for (const { what, count, medianMs, worstMs, estimate } of rows) {
    const rough = estimate
      ? `${estimate.count.toLocaleString('en')} | ± ${estimate.margin.toLocaleString('en')} | ${ms(estimate.medianMs)}, ${ms(estimate.worstMs)}`
      : 'counted at once | | ';
    console.log(`| ${what} | ${count.toLocaleString('en')} | ${ms(medianMs)}, ${ms(worstMs)} | ${rough} |`);
  }
}
