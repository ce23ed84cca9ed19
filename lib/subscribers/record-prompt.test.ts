import { expect, it } from 'vitest';
import { pool, systemDb } from '@/lib/platform/db';
import { purgePrompts } from './purge-prompts';
import { recordPrompt } from './record-prompt';
import { makeTestSite } from './test-support';

const counted = async (siteId: bigint) => {
  const rows = await systemDb.promptCount.findMany({
    where: { siteId },
    orderBy: [{ prompt: 'asc' }, { outcome: 'asc' }],
  });
  return rows.map(({ prompt, outcome, count }) => `${prompt} ${outcome} ${count}`);
};

it('adds up what many browsers tell at once, for each site apart', async () => {
  const [one, other] = [await makeTestSite(), await makeTestSite()];
  await Promise.all([
    ...Array.from({ length: 500 }, () => recordPrompt(one.id, { prompt: 'dialog', outcomes: ['shown'] })),
    ...Array.from({ length: 30 }, () => recordPrompt(one.id, { prompt: 'dialog', outcomes: ['granted'] })),
    ...Array.from({ length: 20 }, () => recordPrompt(one.id, { prompt: 'button', outcomes: ['shown', 'denied'] })),
    recordPrompt(other.id, { prompt: 'dialog', outcomes: ['shown'] }),
  ]);
  // Said twice in one report it is said once.
  await recordPrompt(one.id, { prompt: 'dialog', outcomes: ['shown', 'shown'] });
  expect(await counted(one.id)).toEqual([
    'button denied 20',
    'button shown 20',
    'dialog granted 30',
    'dialog shown 501',
  ]);
  expect(await counted(other.id)).toEqual(['dialog shown 1']);
});

it('is kept by day, for two years, and holds nothing of a person', async () => {
  const { id: siteId } = await makeTestSite();
  await recordPrompt(siteId, { prompt: 'dialog', outcomes: ['shown'] });
  const { rows } = await pool.query<{ column_name: string }>(
    "SELECT column_name FROM information_schema.columns WHERE table_name = 'prompt_counts' ORDER BY 1",
  );
  expect(rows.map((row) => row.column_name)).toEqual(['count', 'day', 'outcome', 'prompt', 'site_id']);
  await pool.query(
    `INSERT INTO prompt_counts SELECT site_id, day - ago, prompt, outcome, ago FROM prompt_counts, unnest('{730,731}'::int[]) AS ago
     WHERE site_id = $1`,
    [siteId],
  );
  await purgePrompts();
  expect((await counted(siteId)).sort()).toEqual(['dialog shown 1', 'dialog shown 730']);
});
