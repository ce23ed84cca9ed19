import type { PromptReport } from '@/lib/contracts/embed';
import { pool } from '@/lib/platform/db';
import { createGatherer } from '@/lib/platform/gather';
import { countIngest } from '@/lib/platform/metrics';

/** Reports that come within this time share one statement and one commit. */
const GATHER_MS = 10;
const MAX_BATCH = 2_000;
/** Of one day, prompt and outcome: far from any site, within the column. */
const MAX_COUNT = 1_000_000_000;

interface Told {
  siteId: bigint;
  report: PromptReport;
}

const gather = createGatherer<Told, null>({ maxBatch: MAX_BATCH, gatherMs: GATHER_MS, write });

/**
 * Adds to the numbers of today (UTC) that a prompt was shown, or how it was answered; returns once they are committed.
 * An outcome counts once a report. Nothing is kept of who told it.
 */
export async function recordPrompt(siteId: bigint, report: PromptReport): Promise<void> {
  await gather({ siteId, report });
  countIngest('prompts');
}

async function write(batch: Told[]): Promise<null[]> {
  const counts = new Map<string, { siteId: bigint; prompt: string; outcome: string; count: number }>();
  for (const { siteId, report } of batch) {
    for (const outcome of new Set(report.outcomes)) {
      const key = `${siteId} ${report.prompt} ${outcome}`;
      const entry = counts.get(key) ?? { siteId, prompt: report.prompt, outcome, count: 0 };
      counts.set(key, { ...entry, count: entry.count + 1 });
    }
  }
  const rows = [...counts.values()];
  await pool.query({
    name: 'record-prompts',
    text: RECORD_PROMPTS_SQL,
    values: [
      rows.map(({ siteId }) => siteId),
      rows.map(({ prompt }) => prompt),
      rows.map(({ outcome }) => outcome),
      rows.map(({ count }) => count),
    ],
  });
  return batch.map(() => null);
}

/** In one order in all processes, so that two of them wait for each other and never lock each other out. */
const RECORD_PROMPTS_SQL = `
  INSERT INTO prompt_counts AS c (site_id, day, prompt, outcome, count)
  SELECT site_id, (now() AT TIME ZONE 'UTC')::date, prompt, outcome, count
  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::int[]) AS given (site_id, prompt, outcome, count)
  ORDER BY site_id, prompt, outcome
  ON CONFLICT (site_id, day, prompt, outcome) DO UPDATE SET count = least(c.count + excluded.count, ${MAX_COUNT})`;
