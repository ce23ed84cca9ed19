import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { eventually } from '../push-service/wait-for';
import { withSample } from './with-started';

// What a role may not do is not offered to it; that it would be refused is tested where it is refused.

let page: Page;

const sample = withSample(20, async (made) => {
  ({ page } = made);
});

const become = (role: string) => sample.belfry.sql(`UPDATE memberships SET role = $1`, [role]);
const link = (name: string | RegExp) => page.getByRole('main').getByRole('link', { name });

/** What the command palette offers to make. */
async function creatable(): Promise<string[]> {
  const dialog = page.getByRole('dialog', { name: 'Search or jump to' });
  // Nothing listens to the keys before the page is under its own script.
  const isOpen = async () => {
    if ((await dialog.count()) === 0) await page.keyboard.press('Control+k');
    return (await dialog.count()) > 0;
  };
  await eventually(isOpen, { what: 'the command palette' });
  await dialog.getByRole('option', { name: 'Growth' }).waitFor();
  const names = await dialog.getByRole('option', { name: /^New / }).allTextContents();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  return names;
}

it('offers an owner and an editor what they may make', async () => {
  await page.goto(sample.url);
  await link('New campaign').waitFor();
  await page.getByRole('heading', { name: 'Get started' }).waitFor();
  expect(await creatable()).toHaveLength(6);

  await become('editor');
  await page.goto(sample.url);
  await link('New campaign').waitFor();
  expect(await creatable()).toEqual(['New campaign', 'New segment']);
});

it('offers a viewer nothing that would be refused', async () => {
  await become('viewer');
  await page.goto(sample.url);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  expect(await creatable()).toEqual([]);
  expect(await link('New campaign').or(link('Create a campaign')).count()).toBe(0);
  expect(await page.getByRole('heading', { name: 'Get started' }).count()).toBe(0);

  await page.goto(`${sample.url}/install`);
  await link('View subscriber').waitFor();
  expect(await link('Create a campaign').count()).toBe(0);

  for (const [made, list] of [
    ['segments/new', 'segments'],
    ['campaigns/new', 'campaigns'],
  ]) {
    await page.goto(`${sample.url}/${made}`);
    await page.waitForURL(`${sample.url}/${list}`);
  }
  // What is shown to be read says why it cannot be pressed.
  await page.getByRole('main').getByRole('link', { name: 'New segment' }).waitFor({ state: 'detached' });
  await page.goto(`${sample.url}/segments`);
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByText('Your role can look, not change.').waitFor();
  expect(await page.getByRole('button', { name: 'Save segment' }).isDisabled()).toBe(true);
  expect(sample.takeProblems()).toEqual([]);
});
