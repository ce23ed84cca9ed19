import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { until } from '../push-service/wait-for';
import { focusIsOn } from './keyboard';
import { lookAt } from './look-at';
import { withSample } from './with-started';

// A draft is written in two sittings; what it said first is looked at and brought back by keyboard, and that is undone.

let page: Page;

const sample = withSample(60, (made) => {
  ({ page } = made);
});

const field = (name: string) => page.getByLabel(name, { exact: true });
const saved = () => page.getByText('Saved', { exact: true }).waitFor();
const storedTitle = async () =>
  (
    await sample.belfry.sql<{ title: string }>(
      `SELECT message->>'title' AS title FROM variants ORDER BY id DESC LIMIT 1`,
    )
  )[0]?.title;

it('shows what a draft said before, brings it back, and undoes that', async () => {
  await page.goto(`${sample.url}/campaigns/new`);
  await page.getByRole('button', { name: 'History' }).click();
  const dialog = page.getByRole('dialog', { name: 'History' });
  await dialog.getByText('Nothing older yet').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await focusIsOn(page, page.getByRole('button', { name: 'History' }));
  // Looking at it makes no draft.
  expect(page.url()).toMatch(/\/campaigns\/new$/);

  await field('Title').fill('Coffee for the weekend');
  await field('Link').fill('https://shop.example/weekend');
  await saved();
  await until('the first title stored', async () => (await storedTitle()) === 'Coffee for the weekend');
  await sample.belfry.sql(
    "UPDATE draft_versions SET started_at = started_at - interval '1 day', saved_at = saved_at - interval '1 day'",
  );
  await field('Title').fill('Tea for the weekend');
  await until('the second title stored', async () => (await storedTitle()) === 'Tea for the weekend');
  // What was typed a moment ago is stored before the list is shown.
  await field('Text').fill('A tin of Assam.');

  await page.getByRole('button', { name: 'History' }).focus();
  await page.keyboard.press('Enter');
  const versions = dialog.getByRole('radio');
  await until('two versions', async () => (await versions.count()) === 2);
  // The older one is chosen and has the focus: how it looked, and what is different.
  await dialog.getByText('What is different now').waitFor();
  await until('the focus on it', () => versions.nth(1).evaluate((node) => node === document.activeElement));
  const differences = dialog.getByRole('region', { name: 'The version' });
  await differences.getByText('Coffee for the weekend').first().waitFor();
  await differences.getByText('A tin of Assam.').waitFor();
  await lookAt(page, 'history');
  await page.keyboard.press('ArrowUp');
  await dialog.getByText('This is the draft as it is now.').waitFor();
  expect(await dialog.getByRole('button', { name: 'Restore this version' }).isDisabled()).toBe(true);
  await page.keyboard.press('ArrowDown');
  await dialog.getByText('What is different now').waitFor();
  await dialog.getByRole('button', { name: 'Restore this version' }).press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await focusIsOn(page, page.getByRole('button', { name: 'History' }));
  await until('the first title', async () => (await field('Title').inputValue()) === 'Coffee for the weekend');
  expect(await field('Text').inputValue()).toBe('');
  expect(await storedTitle()).toBe('Coffee for the weekend');

  await page.getByRole('button', { name: 'Undo' }).click();
  await until('the second title again', async () => (await field('Title').inputValue()) === 'Tea for the weekend');
  expect(await field('Text').inputValue()).toBe('A tin of Assam.');
  await until('the second title stored again', async () => (await storedTitle()) === 'Tea for the weekend');

  // And it goes on as a draft that is saved.
  await field('Title').fill('Tea, and coffee');
  await until('the third title stored', async () => (await storedTitle()) === 'Tea, and coffee');
  expect(sample.takeProblems()).toEqual([]);
});
