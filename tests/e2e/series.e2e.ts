import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { eventually } from '../push-service/wait-for';
import { lookAt } from './look-at';
import { withSample } from './with-started';

// A recurring campaign is changed before its first date and while it goes on, and what it said before is brought back; a date
// that begins meanwhile is not passed over.

let page: Page;

const sample = withSample(20, (made) => {
  ({ page } = made);
});

const field = (name: string) => page.getByLabel(name, { exact: true });
const titlesSent = async () => {
  const rows = await sample.belfry.sql<{ title: string }>(
    `SELECT r.messages->0->>'title' AS title FROM campaign_occurrences o JOIN runs r ON r.id = o.run_id
     ORDER BY o.occurs_at`,
  );
  return rows.map(({ title }) => title);
};
/** Has the next date begin, as if its time had come. */
async function beginDate(count: number): Promise<void> {
  await sample.belfry.sql(
    `UPDATE campaigns SET next_at = now() - interval '1 second' WHERE schedule->>'kind' = 'recurring'`,
  );
  const isSent = async () => (await titlesSent()).length === count;
  await eventually(isSent, { what: `date ${count}`, timeoutMs: 60_000 });
}

const storedTitle = async () => {
  const rows = await sample.belfry.sql<{ title: string; status: string }>(
    `SELECT v.message->>'title' AS title, c.status FROM campaigns c JOIN variants v ON v.campaign_id = c.id
     WHERE c.schedule->>'kind' = 'recurring'`,
  );
  return rows.map(({ title, status }) => `${title} (${status})`).join();
};
const dialog = () => page.getByRole('alertdialog');
/** By the button that says from when on, and by the question after it. */
async function save(consequence: RegExp): Promise<void> {
  await page.getByRole('button', { name: /^Save from .+ on/ }).click();
  await dialog().getByText(consequence).waitFor();
  await dialog()
    .getByRole('button', { name: /^Save from .+ on/ })
    .click();
}

/** Its page. */
let path: string;

it('changes a series that is scheduled where it stands, and brings back what it said', async () => {
  const { id } = await sample.post<{ id: string }>(`/sites/${sample.siteId}/campaigns`, {
    name: 'Good morning',
    message: { title: 'Coffee is here', url: 'https://shop.example/' },
    audience: { all: true },
    schedule: {
      kind: 'recurring',
      rule: { every: 'day' },
      // Half a day away, so that none begins by itself.
      time: new Date(Date.now() + 12 * 3_600_000).toISOString().slice(11, 16),
      timezone: 'UTC',
    },
  });
  path = `${sample.url}/campaigns/${id}`;

  await page.goto(path);
  await page.getByText(/What it says from .+ on\./).waitFor();
  await page.getByRole('button', { name: 'Take off schedule' }).waitFor();
  await lookAt(page, 'series-scheduled', { isWhole: true });
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByText('This campaign is scheduled').waitFor();
  const history = page.getByRole('dialog', { name: 'History' });
  await page.getByRole('button', { name: 'History' }).click();
  await history.getByText('Each change that is saved becomes a version.', { exact: false }).waitFor();
  await page.keyboard.press('Escape');
  await history.waitFor({ state: 'detached' });
  await field('Title').fill('Coffee is ready');
  await page.getByText('Not saved yet').waitFor();
  await save(/It holds from its first date on, .+\./);
  await page.waitForURL(path);
  await page.getByText('Coffee is ready').first().waitFor();
  expect(await storedTitle()).toBe('Coffee is ready (scheduled)');

  // What it said first comes into the form, where it waits to be saved; what was written there can be had back.
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByText('Nothing changes until you save.').waitFor();
  await field('Text').fill('Half written');
  const bringBack = async () => {
    await page.getByRole('button', { name: 'History' }).click();
    await history.getByText('What is different now').waitFor();
    await history.getByText('nothing changes until you save', { exact: false }).waitFor();
    await history.getByText('As it is saved now. Title', { exact: true }).waitFor();
  };
  const titleIs = (title: string) =>
    eventually(async () => (await field('Title').inputValue()) === title, { what: `the title ${title}` });
  await bringBack();
  await lookAt(page, 'series-history');
  await history.getByRole('button', { name: 'Bring into the form' }).click();
  await history.waitFor({ state: 'detached' });
  await titleIs('Coffee is here');
  expect(await field('Text').inputValue()).toBe('');
  await page.getByText('Not saved yet').waitFor();
  expect(await storedTitle()).toBe('Coffee is ready (scheduled)');
  await page.getByRole('button', { name: 'Undo' }).click();
  await titleIs('Coffee is ready');
  expect(await field('Text').inputValue()).toBe('Half written');
  await bringBack();
  await history.getByRole('button', { name: 'Bring into the form' }).click();
  await titleIs('Coffee is here');
  await save(/It holds from its first date on, .+\./);
  await page.waitForURL(path);
  await page.getByText('Coffee is here').first().waitFor();
  expect(await storedTitle()).toBe('Coffee is here (scheduled)');
  expect(sample.takeProblems()).toEqual([]);
});

it('changes a series that goes on, from the date that the button names', async () => {
  await beginDate(1);
  await page.goto(path);
  await page.getByText(/What it says from .+ on\./).waitFor();
  await lookAt(page, 'series', { isWhole: true });
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByText('Nothing changes until you save.').waitFor();
  await page.getByRole('region', { name: 'Next dates' }).getByText('The next five dates').waitFor();
  await field('Title').fill('Tea is ready');
  await page.getByText('Not saved yet').waitFor();
  // Neither Back nor the command palette leads away from it before one has said so.
  const asked = page.getByRole('alertdialog', { name: 'Leave without saving?' });
  const stay = async () => {
    await asked.getByRole('button', { name: 'Stay here' }).click();
    await asked.waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toMatch(/\/edit$/);
    expect(await field('Title').inputValue()).toBe('Tea is ready');
  };
  await page.evaluate('history.back()');
  await stay();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or jump to' }).fill('Subscribers');
  await page.keyboard.press('Enter');
  await stay();
  await lookAt(page, 'series-edit', { isWhole: true });
  await save(/Dates that have gone out keep what they said\./);
  await page.waitForURL(path);
  await page.getByText('Tea is ready').first().waitFor();

  // A date begins while the next change is written: it is told, and nobody loses anything.
  await page.goto(`${path}/edit`);
  await page.getByText('Nothing changes until you save.').waitFor();
  await beginDate(2);
  await field('Title').fill('Cocoa is ready');
  await save(/It holds from/);
  await page.getByText('A date has gone out, or someone else changed the campaign').waitFor();
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await page.getByText('Saved', { exact: true }).first().waitFor();
  await beginDate(3);
  expect(await titlesSent()).toEqual(['Coffee is here', 'Tea is ready', 'Cocoa is ready']);
  expect(sample.takeProblems()).toEqual([]);
});
