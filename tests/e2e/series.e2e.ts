import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../push-service/wait-for';
import { startWorld, type World } from '../push-service/world';
import { launchOperator, signIn } from './dashboard';
import { openWatchedPage } from './furnished';
import { setScheme } from './pages';
import { type Belfry, OWNER, startBelfry } from './start-belfry';

// A recurring campaign that has sent a date is changed while it goes on; a date that begins meanwhile is not passed over.

let world: World;
let belfry: Belfry;
let page: Page;
let takeProblems: () => unknown[];
let siteId: string;

beforeAll(async () => {
  world = await startWorld();
  belfry = await startBelfry({ world });
  await belfry.setup('https://shop.example');
  ({ siteId } = await belfry.cli<{ siteId: string }>('sample', '--subscribers', '20', '--email', OWNER.email));
  const operator = world.keep(await launchOperator());
  ({ page, takeProblems } = await openWatchedPage(operator));
  await signIn(page, belfry);
  // The sample is a workspace of its own.
  await page.goto(`${belfry.origin}/open/${siteId}`);
  await page.waitForURL(`**/s/${siteId}`);
});
afterAll(() => world?.close());

const field = (name: string) => page.getByLabel(name, { exact: true });
const titlesSent = async () => {
  const rows = await belfry.sql<{ title: string }>(
    `SELECT r.messages->0->>'title' AS title FROM campaign_occurrences o JOIN runs r ON r.id = o.run_id
     ORDER BY o.occurs_at`,
  );
  return rows.map(({ title }) => title);
};
/** Has the next date begin, as if its time had come. */
async function beginDate(count: number): Promise<void> {
  await belfry.sql(`UPDATE campaigns SET next_at = now() - interval '1 second' WHERE schedule->>'kind' = 'recurring'`);
  const isSent = async () => (await titlesSent()).length === count;
  await eventually(isSent, { what: `date ${count}`, timeoutMs: 60_000 });
}

async function lookAt(name: string): Promise<void> {
  const folder = process.env.BELFRY_E2E_PICTURES;
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const scheme of ['light', 'dark'] as const) {
      await setScheme(page, scheme);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      if (folder) await page.screenshot({ path: `${folder}/${name}-${width}-${scheme}.png`, fullPage: true });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await setScheme(page, 'light');
}

it('changes a series that goes on, from the date that the button names', async () => {
  const answer = await page.request.post(`${belfry.origin}/api/v1/sites/${siteId}/campaigns`, {
    headers: { origin: belfry.origin },
    data: {
      name: 'Good morning',
      message: { title: 'Coffee is ready', url: 'https://shop.example/' },
      audience: { all: true },
      schedule: {
        kind: 'recurring',
        rule: { every: 'day' },
        // Half a day away, so that none begins by itself.
        time: new Date(Date.now() + 12 * 3_600_000).toISOString().slice(11, 16),
        timezone: 'UTC',
      },
    },
  });
  expect(answer.status()).toBe(201);
  const { id } = (await answer.json()) as { id: string };
  await beginDate(1);

  const path = `${belfry.origin}/s/${siteId}/campaigns/${id}`;
  await page.goto(path);
  await page.getByText(/What it says from .+ on\./).waitFor();
  await lookAt('series');
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByText('Nothing changes until you save.').waitFor();
  await page.getByRole('region', { name: 'Next dates' }).getByText('The next five dates').waitFor();
  await field('Title').fill('Tea is ready');
  await page.getByText('Not saved yet').waitFor();
  await lookAt('series-edit');
  await page.getByRole('button', { name: /^Save from .+ on/ }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByText('Dates that have gone out keep what they said.').waitFor();
  await dialog.getByRole('button', { name: /^Save from .+ on/ }).click();
  await page.waitForURL(path);
  await page.getByText('Tea is ready').first().waitFor();

  // A date begins while the next change is written: it is told, and nobody loses anything.
  await page.goto(`${path}/edit`);
  await page.getByText('Nothing changes until you save.').waitFor();
  await beginDate(2);
  await field('Title').fill('Cocoa is ready');
  await page.getByRole('button', { name: /^Save from .+ on/ }).click();
  await dialog.getByRole('button', { name: /^Save from .+ on/ }).click();
  await page.getByText('A date has gone out, or someone else changed the campaign').waitFor();
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await page.getByText('Saved', { exact: true }).first().waitFor();
  await beginDate(3);
  expect(await titlesSent()).toEqual(['Coffee is ready', 'Tea is ready', 'Cocoa is ready']);
  expect(takeProblems()).toEqual([]);
});
