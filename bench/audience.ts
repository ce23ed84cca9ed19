// How long it takes to count whom a rule of five conditions finds, and to show a rule while it is written.
// Run: npx tsx bench/audience.ts [subscribers, 1,000,000 unless told]; BELFRY_BENCH_DIR keeps them for the next run.
import { pathToFileURL } from 'node:url';
import type { SegmentRule } from '@/lib/contracts/segments';
import { startBenchDatabase } from './support/bench-database';

const ROUNDS = 9;

const RULES: Record<string, SegmentRule> = {
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
}

export async function benchAudience(subscriberCount: number): Promise<AudienceRow[]> {
  const database = await startBenchDatabase();
  const { makeBenchSite } = await import('./support/bench-site');
  const { countAudience } = await import('@/lib/segments/count-audience');
  const { closeDb } = await import('@/lib/platform/db');
  try {
    // Nothing is sent: the push service need not be there.
    const { actor, siteId } = await makeBenchSite('https://127.0.0.1:21998', subscriberCount);
    const rows: AudienceRow[] = [];
    for (const [what, rule] of Object.entries(RULES)) {
      const times: number[] = [];
      let count = 0;
      // The first reads what is not in memory yet.
      for (let round = -1; round < ROUNDS; round++) {
        const from = performance.now();
        count = (await countAudience(actor, siteId, { rule })).count;
        if (round >= 0) times.push(performance.now() - from);
      }
      times.sort((a, b) => a - b);
      rows.push({ what, count, medianMs: times[Math.floor(ROUNDS / 2)] ?? 0, worstMs: times.at(-1) ?? 0 });
    }
    return rows;
  } finally {
    await closeDb();
    await database.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const rows = await benchAudience(Number(process.argv[2] ?? 1_000_000));
  console.log('| rule | found | median | worst of nine |\n|---|---|---|---|');
  for (const { what, count, medianMs, worstMs } of rows) {
    console.log(`| ${what} | ${count.toLocaleString('en')} | ${medianMs.toFixed(0)} ms | ${worstMs.toFixed(0)} ms |`);
  }
}
