import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { formatDateTime, formatRelative } from '@/components/ui/format';
import { eventually } from '../push-service/wait-for';
import { download } from './dashboard';
import { type Furnished, furnish } from './furnished';
import { lookAt } from './look-at';
import { withDashboard } from './with-started';

// What a marketer learns from a sent campaign: its report counts every person, its tables come as files, a goal is set and
// reached, campaigns stand side by side. The sample's own subscribers report and click.

let made: Furnished;
let page: Page;

const AUDIENCE = 400;

const dashboard = withDashboard(async ({ belfry, takeProblems, ...own }) => {
  ({ page } = own);
  made = await furnish(belfry, page);
  takeProblems();
});

const open = (path: string) => page.goto(`${made.belfry.origin}${made.sample}${path}`);
const table = (name: string) => page.getByRole('main').getByRole('region', { name, exact: true }).getByRole('table');

/** The audience column of a breakdown, row by row. */
async function audienceOf(name: string): Promise<number[]> {
  const cells = await table(name).locator('tbody tr').locator('td:first-of-type').allInnerTexts();
  return cells.map((text) => Number(/^[\d,]+/.exec(text)?.[0].replaceAll(',', '')));
}

const file = (name: string) => download(page.getByRole('link', { name, exact: true }).first());

it('leads from the campaign to a report that counts everyone', async () => {
  await open(`/campaigns/${made.sentId}`);
  await page.getByRole('navigation', { name: 'Campaign' }).getByRole('link', { name: 'Report' }).click();
  await page.waitForURL(/\/report$/);
  // The workers count within seconds of the last message.
  await eventually(
    async () => {
      await page.reload();
      const header = await page.getByRole('main').locator('header').first().textContent();
      return /Up to date|the rest as of/.test(header ?? '') && (await table('Browsers in figures').count()) > 0;
    },
    { what: 'the report to be counted', timeoutMs: 120_000 },
  );
  for (const name of ['Browsers', 'Operating systems', 'Devices', 'Languages']) {
    expect({ name, people: (await audienceOf(`${name} in figures`)).reduce((sum, count) => sum + count, 0) }).toEqual({
      name,
      people: AUDIENCE,
    });
  }
  // Nothing is added up under one name: each has a column of its own.
  const head = ['Browser', 'Audience', 'Accepted', 'Received', 'Shown', 'Clicked', 'Dismissed', 'Failed', 'Skipped'];
  expect(await table('Browsers in figures').locator('thead th').allInnerTexts()).toEqual([...head, 'Not known']);
  const summary = page.getByRole('region', { name: 'Summary' });
  const figures = async () => (await summary.locator('dt').allInnerTexts()).join();
  expect(await figures()).toBe(
    'Audience,Accepted,Received,Shown,Clicked,Converted,Dismissed,Unsubscribed,Failed,Skipped,Not known',
  );
  await lookAt(page, 'report', { isWhole: true });
  await table('Clicks by part').getByText('Put one aside', { exact: true }).waitFor();
  await page.getByRole('region', { name: 'When people click' }).waitFor();
});

it('gives every table as a file', async () => {
  const { text, fileName } = await file('Download countries as CSV');
  expect(fileName).toMatch(/country\.csv$/);
  const [head, ...rows] = text.trim().split('\r\n');
  expect(head).toBe('value,label,audience,accepted,failed,suppressed,unknown,received,shown,clicked,dismissed');
  // No comma in a country's name would shift them: the numbers are counted from the end.
  expect(rows.reduce((sum, row) => sum + Number(row.split(',').at(-9)), 0)).toBe(AUDIENCE);
  const json = await file('Download the time series as JSON');
  const points = JSON.parse(json.text) as { accepted: number }[];
  expect(points.reduce((sum, { accepted }) => sum + accepted, 0)).toBeGreaterThan(0);
});

it('counts a goal that is reached after a click', async () => {
  await open('/goals');
  await page.getByRole('button', { name: 'New goal' }).click();
  const dialog = page.getByRole('dialog', { name: 'New goal' });
  await dialog.getByLabel('Name').fill('Order');
  await dialog.getByLabel('Event').fill('order_placed');
  await dialog.getByLabel('Property with the amount').fill('total');
  await dialog.getByRole('button', { name: 'Create goal' }).click();
  await dialog.getByText(/is needed for a goal with a value/).waitFor();
  await dialog.getByLabel('Currency').fill('eur');
  await dialog.getByRole('button', { name: 'Create goal' }).click();
  await dialog.waitFor({ state: 'detached' });
  await table('Goals').getByText('order_placed').waitFor();

  const clicked = await made.belfry.sql(
    `UPDATE deliveries SET clicked_at = now() WHERE (run_id, subscriber_id) = (
       SELECT d.run_id, d.subscriber_id FROM deliveries d JOIN runs r ON r.id = d.run_id
       WHERE r.campaign_id IS NOT NULL AND NOT r.is_test AND d.state = 2 LIMIT 1) RETURNING subscriber_id`,
  );
  expect(clicked).toHaveLength(1);
  await made.belfry.sql(
    `INSERT INTO subscriber_events (site_id, subscriber_id, kind, name, props)
     SELECT site_id, subscriber_id, 'custom', 'order_placed', '{"total": 19.9}' FROM deliveries
     WHERE clicked_at = (SELECT max(clicked_at) FROM deliveries)`,
  );
  await open(`/campaigns/${made.sentId}/report`);
  await eventually(
    async () => {
      await page.reload();
      return (await table('Goals reached').allTextContents()).join().includes('€19.90');
    },
    { what: 'the goal to be counted', timeoutMs: 120_000 },
  );
  const converted = page.getByRole('region', { name: 'Summary' }).locator('div', { hasText: /^Converted[1-9]/ });
  await converted.last().waitFor();
  await lookAt(page, 'report-goal', { isWhole: true });
  await open('/goals');
  const goals = await file('Download the goals as CSV');
  expect(goals.text).toMatch(/\r\ngoal_\w+,Order,order_placed,total,EUR,24,.*,1,19\.9,EUR\r\n/);
  await lookAt(page, 'goals');
});

it('puts campaigns side by side that are ticked in the list', async () => {
  await made.belfry.sql(
    `INSERT INTO campaigns (site_id, name, status, audience, ttl_seconds, launched_at, updated_at)
     SELECT site_id, 'Earlier one', 'done', audience, ttl_seconds, now() - interval '7 days', now() FROM campaigns
     WHERE launched_at IS NOT NULL LIMIT 1`,
  );
  await open('/campaigns');
  await page.getByRole('checkbox', { name: /^Compare Earlier one$/ }).check();
  await page.getByText('choose one more to compare').waitFor();
  await page.getByRole('checkbox', { name: /^Compare About Sidama/ }).check();
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.waitForURL(/\/campaigns\/compare\?campaign=cmp_\w+&campaign=cmp_\w+$/);
  const head = await table('Campaigns side by side').locator('thead').textContent();
  expect(head).toMatch(/Earlier one/);
  expect(head).toMatch(/About Sidama/);
  await table('Campaigns side by side')
    .getByRole('rowheader', { name: /^Received/ })
    .waitFor();
  const { text } = await file('Download this comparison as CSV');
  expect(text.trim().split('\r\n')).toHaveLength(3);
  expect(text).toMatch(/,Order \(goal_\w+\) people,Order \(goal_\w+\) times,.*Order \(goal_\w+\) revenue EUR\r\n/);
  // The newer one is in its first hour: those that have not come are in no table.
  const clicks = await file('Download clicks since the launch as CSV');
  expect(clicks.text.trim().split('\r\n')).toHaveLength(1 + 48 + 1);
  await lookAt(page, 'compare', { isWhole: true });
  // Back in the list they are ticked still, and it goes on from there.
  await page.goBack();
  await page.getByText('2 campaigns chosen').waitFor();
  expect(await page.getByRole('checkbox', { name: /^Compare Earlier one$/ }).isChecked()).toBe(true);
  await page.getByRole('button', { name: 'Compare' }).waitFor();
  expect(dashboard.takeProblems()).toEqual([]);
});

it('gives the lists of the overview as files', async () => {
  await open('');
  const { text, fileName } = await file('Download browsers as CSV');
  expect(fileName).toMatch(/browsers\.csv$/);
  const rows = text.trim().split('\r\n').slice(1);
  const numbers = rows.map((row) => row.split(',').slice(1, 3).map(Number));
  // Some have left since: the rest is whom the page counts.
  const [active = 0] = numbers.map(([, all]) => all);
  expect(active).toBeGreaterThan(AUDIENCE / 2);
  expect(numbers.reduce((sum, [count = 0]) => sum + count, 0)).toBe(active);
  await lookAt(page, 'overview', { isWhole: true });
  expect(dashboard.takeProblems()).toEqual([]);
});

it('tells times by the clock of whoever looks, and the other way of saying it on hover', async () => {
  const context = await page
    .context()
    .browser()
    ?.newContext({ timezoneId: 'America/New_York', storageState: await page.context().storageState() });
  if (!context) throw new Error('the page has a browser');
  const abroad = await context.newPage();
  await abroad.goto(`${made.belfry.origin}${made.sample}/campaigns/${made.sentId}`);
  const [started, finished] = [0, 1].map((nth) => abroad.getByRole('main').locator('header time').nth(nth));
  const at = (await started?.getAttribute('datetime')) ?? '';
  const text = formatDateTime(at, 'America/New_York');
  expect(text).not.toBe(formatDateTime(at, 'UTC'));
  await eventually(async () => (await started?.textContent()) === text, { what: `the start as ${text}` });
  expect(await started?.getAttribute('title')).toMatch(/ago$|^just now$/);
  const end = (await finished?.getAttribute('datetime')) ?? '';
  expect(await finished?.getAttribute('title')).toBe(formatDateTime(end, 'America/New_York'));
  const said = await finished?.textContent();
  // The minute may turn between the two looks.
  expect([formatRelative(end, Date.now()), formatRelative(end, Date.now() - 30_000)]).toContain(said);
  await context.close();
});
