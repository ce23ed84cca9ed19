import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../push-service/wait-for';
import { startWorld, type World } from '../push-service/world';
import { launchOperator, signIn } from './dashboard';
import { openWatchedPage } from './furnished';
import { setScheme } from './pages';
import { type Belfry, OWNER, startBelfry } from './start-belfry';

// An A/B test as a marketer does it: a second version, a test group and a hold-out group, what the button says; then the
// variants side by side, and one of them for the rest.

const AUDIENCE = 600;
let world: World;
let belfry: Belfry;
let page: Page;
let takeProblems: () => unknown[];

beforeAll(async () => {
  world = await startWorld();
  belfry = await startBelfry({ world });
  await belfry.setup('https://shop.example');
  const { siteId } = await belfry.cli<{ siteId: string }>(
    'sample',
    '--subscribers',
    String(AUDIENCE),
    '--email',
    OWNER.email,
  );
  const operator = world.keep(await launchOperator());
  ({ page, takeProblems } = await openWatchedPage(operator));
  await signIn(page, belfry);
  await page.goto(`${belfry.origin}/s/${siteId}/campaigns/new`);
});
afterAll(() => world?.close());

/** What makes the page scroll sideways. */
const TOO_WIDE = `document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > innerWidth)
    .slice(0, 8).map((one) => one.outerHTML.slice(0, 160))`;

async function lookAt(name: string): Promise<void> {
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 1000 });
    expect(await page.evaluate<string[]>(TOO_WIDE)).toEqual([]);
    for (const scheme of ['light', 'dark'] as const) {
      await setScheme(page, scheme);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      const folder = process.env.BELFRY_E2E_PICTURES;
      if (folder) await page.screenshot({ path: `${folder}/${name}-${width}-${scheme}.png`, fullPage: true });
    }
  }
  await page.setViewportSize({ width: 1440, height: 1000 });
}

const section = () => page.getByRole('region', { name: 'A/B test' });
const checks = () => page.getByRole('region', { name: 'Before it goes' });

it('is written, sent to a part, compared, and decided for the rest', async () => {
  await page.getByLabel('Campaign name').fill('Two titles');
  await page.getByLabel('Title', { exact: true }).fill('The sale ends tonight');
  await page.getByLabel('Link', { exact: true }).fill('https://shop.example/sale');

  await section().getByRole('button', { name: 'Test another version' }).click();
  await checks()
    .getByRole('button', { name: /Variant B is the same as A/ })
    .waitFor();
  const panel = section().getByRole('tabpanel', { name: 'B' });
  await panel.getByLabel('Title', { exact: true }).fill('Last hours of the sale');
  // The preview shows the variant that is open.
  await page.getByRole('region', { name: 'Preview' }).getByText('Last hours of the sale').first().waitFor();
  await section().getByRole('button', { name: 'Duplicate B' }).click();
  await section().getByRole('tab', { name: 'C' }).waitFor();
  await section().getByRole('button', { name: 'Remove C' }).click();
  await page.getByText('Variant C removed').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await section().getByRole('tab', { name: 'C' }).click();
  await section().getByRole('button', { name: 'Remove C' }).click();
  await section().getByRole('tab', { name: 'C' }).waitFor({ state: 'detached' });

  await section().getByText('Test first, then the best').click();
  await section().getByLabel('Test group, %').fill('50');
  await section().getByLabel('Hold-out group, %').fill('10');
  await section().getByText('I choose', { exact: true }).click();
  await section().getByText('The rest waits until you choose', { exact: false }).waitFor();
  // By time zone there is no moment at which all could be compared.
  await page.getByText('In each person’s time zone').click();
  await checks().getByText('cannot wait for a winner', { exact: false }).first().waitFor();
  // Nor by best hour, of which the composer says whose it is; everyone at once can be compared.
  await page.getByText('At each person’s best hour').click();
  await page.getByText('Everyone gets it once, within a day.', { exact: false }).waitFor();
  // Nobody here has reacted to anything so far, so that nobody has one.
  await page.getByRole('button', { name: /^Send A\/B test to \d+ now/ }).waitFor();
  await checks().getByText('cannot wait for a winner', { exact: false }).first().waitFor();
  await page.getByRole('radio', { name: /^Now/ }).check();
  const send = page.getByRole('button', { name: /^Send A\/B test to \d+ now, the best to \d+ later/ });
  await send.waitFor();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.reload();
  await section().getByRole('tab', { name: 'B' }).click();
  await eventually(
    async () => (await panel.getByLabel('Title', { exact: true }).inputValue()) === 'Last hours of the sale',
    {
      what: 'the saved variant',
    },
  );
  await lookAt('ab-composer');

  // Once the audience is counted anew.
  await send.waitFor({ timeout: 90_000 });
  await send.click();
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: /^Send A\/B test to/ })
    .click();
  await page.waitForURL(/\/campaigns\/cmp_\w+$/);
  await section().getByRole('table').waitFor();
  // Clicks of the simulated subscribers come in by themselves; the card follows.
  const chooseB = section().getByRole('button', { name: /^Send B to the remaining \d+$/ });
  await chooseB.waitFor({ timeout: 90_000 });
  await section()
    .getByText(/probability|Nobody has clicked/)
    .first()
    .waitFor();
  await section().getByText('in the hold-out group and got nothing', { exact: false }).waitFor();
  await lookAt('ab-campaign');

  await chooseB.click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Send B now' }).click();
  await section().getByText('B won').waitFor();
  const [split] = await eventually(
    async () => {
      const rows = await belfry.sql<{ status: string; people: number; rows: number; held: number; rest: string[] }>(
        `SELECT c.status::text, count(DISTINCT d.subscriber_id)::int AS people, count(*)::int AS rows,
           count(*) FILTER (WHERE d.reason = 'hold_out')::int AS held,
           array_agg(DISTINCT r.messages -> 0 ->> 'title') FILTER (WHERE r.seed_run_id IS NOT NULL) AS rest
         FROM campaigns c JOIN runs r ON r.campaign_id = c.id JOIN deliveries d ON d.run_id = r.id
         WHERE c.ab_test IS NOT NULL GROUP BY c.id`,
      );
      return rows[0]?.status === 'done' && rows;
    },
    { timeoutMs: 90_000, what: 'the end of the campaign' },
  );
  expect(split?.people).toBe(split?.rows);
  expect(split?.held).toBeGreaterThan(0);
  expect(split?.rest).toEqual(['Last hours of the sale']);
  await page.getByRole('region', { name: 'From audience to click' }).getByText('Held out').first().waitFor();
  expect(takeProblems()).toEqual([]);
}, 600_000);
