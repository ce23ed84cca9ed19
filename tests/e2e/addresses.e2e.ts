import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { eventually } from '../push-service/wait-for';
import { focusIsOn } from './keyboard';
import { lookAt } from './look-at';
import { withSample } from './with-started';

// What has no page of its own has an address all the same: a goal, a topic, a template. And a draft or a template that was
// deleted comes back by Undo.

let page: Page;
const sample = withSample(20, async (made) => {
  ({ page } = made);
});

const main = () => page.getByRole('main');
const make = (what: string, data: object) =>
  sample.post<{ id: string }>(`/sites/${sample.siteId}/${what}`, data).then(({ id }) => id);
const message = { title: 'Coffee is here', url: 'https://shop.example/' };
const undo = () => page.getByRole('button', { name: 'Undo' }).click();
const isAt = (suffix: string) =>
  eventually(() => page.url() === `${sample.url}${suffix}`, { what: suffix }).catch((error: unknown) => {
    throw new Error(`the address is ${page.url()}`, { cause: error });
  });

interface Opened {
  path: string;
  /** Of the query's parameter. */
  name: string;
  id: string;
  dialog: Locator;
  opener: Locator;
}

/** Opened by the pointer and by its address; closed by Back, Escape and a reload's Escape; the focus is where it was. */
async function hasAddress({ path, name, id, dialog, opener }: Opened): Promise<void> {
  await page.goto(`${sample.url}${path}`);
  await page.waitForLoadState('networkidle');
  await opener.click();
  await dialog.waitFor();
  await isAt(`${path}?${name}=${id}`);
  await page.goBack();
  await dialog.waitFor({ state: 'detached' });
  await isAt(path);
  await focusIsOn(page, opener);
  await page.goForward();
  await dialog.waitFor();
  // Twice, as somebody does who is in a hurry: it closes, and that is all.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await isAt(path);
  await focusIsOn(page, opener);

  // As it was shared: there is no step to go back to.
  await page.goto(`${sample.url}${path}?${name}=${id}`);
  await dialog.waitFor();
  await page.reload();
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await isAt(path);
  await focusIsOn(page, opener);
}

it('gives a goal an address', async () => {
  const id = await make('goals', { name: 'Order', event: 'order_placed' });
  const dialog = page.getByRole('dialog', { name: 'Edit goal' });
  const opener = main().getByRole('link', { name: 'Order', exact: true });
  await hasAddress({ path: '/goals', name: 'goal', id, dialog, opener });

  // What is saved is on the page that it goes back to.
  await opener.click();
  await dialog.getByLabel('Name').fill('Purchase');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await isAt('/goals');
  await main().getByRole('link', { name: 'Purchase', exact: true }).waitFor();
  await lookAt(page, 'goals');
  await page.goto(`${sample.url}/goals?goal=goal_0000000000001`);
  await page.getByText('This goal is not there any more').waitFor();
  expect(sample.takeProblems()).toEqual([]);
});

it('gives a topic an address', async () => {
  const id = await make('topics', { key: 'tastings', name: 'Tastings' });
  const dialog = page.getByRole('dialog', { name: 'Edit topic' });
  const opener = main().getByRole('link', { name: 'Tastings', exact: true });
  await hasAddress({ path: '/topics', name: 'topic', id, dialog, opener });
  await opener.click();
  await dialog.getByLabel('Name').fill('Tasting evenings');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await isAt('/topics');
  await main().getByRole('link', { name: 'Tasting evenings', exact: true }).waitFor();
  await lookAt(page, 'topics');
  expect(sample.takeProblems()).toEqual([]);
});

it('gives a template an address, whatever page of the list it is on', async () => {
  const id = await make('templates', { name: 'Opening hours', message, translations: { de: { title: 'Kaffee' } } });
  const dialog = page.getByRole('dialog', { name: 'Opening hours' });
  const opener = main().getByRole('link', { name: 'Opening hours', exact: true });
  await hasAddress({ path: '/templates', name: 'template', id, dialog, opener });
  await opener.click();
  await dialog.getByText('Coffee is here').first().waitFor();
  await dialog.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'German' });
  await dialog.getByText('Kaffee').first().waitFor();
  await lookAt(page, 'template', { within: '[role=dialog]' });
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  for (let n = 0; n < 24; n++) await make('templates', { name: `Another ${n}`, message });
  await page.goto(`${sample.url}/templates?template=${id}`);
  await dialog.getByText('Coffee is here').first().waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await opener.count()).toBe(0);
  expect(sample.takeProblems()).toEqual([]);
});

it('duplicates and deletes a draft where it is written, and brings it back', async () => {
  await page.goto(`${sample.url}/campaigns/new`);
  const title = page.getByLabel('Title', { exact: true });
  const more = page.getByRole('button', { name: 'More', exact: true });
  await page.getByRole('button', { name: /^Send to/ }).waitFor();
  expect(await more.count(), 'nothing is there yet').toBe(0);
  await title.fill('Written in haste');
  // The last words go with the copy, stored or not.
  await more.click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  const name = page.getByLabel('Campaign name');
  await eventually(async () => (await name.inputValue()) === 'Written in haste (copy)', { what: 'the copy' });
  expect(await title.inputValue()).toBe('Written in haste');

  await more.click();
  await page.getByRole('menuitem', { name: 'Delete draft' }).click();
  await isAt('/campaigns');
  const link = main().getByRole('link', { name: 'Written in haste (copy)', exact: true });
  await page.getByText('“Written in haste (copy)” deleted').waitFor();
  await link.waitFor({ state: 'detached' });
  await undo();
  await link.waitFor();
  await main().getByRole('link', { name: 'Written in haste', exact: true }).waitFor();
  expect(sample.takeProblems()).toEqual([]);
});

it('brings back a template and a draft, each with all that it said', async () => {
  await page.goto(`${sample.url}/templates`);
  const heading = page.getByRole('heading', { name: 'Another 23', exact: true });
  await page.getByRole('button', { name: 'Delete Another 23' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete template' }).click();
  await heading.waitFor({ state: 'detached' });
  await undo();
  await heading.waitFor();

  const id = await make('campaigns', { name: 'Spring', message, audience: { all: true }, isDraft: true });
  await page.goto(`${sample.url}/campaigns/${id}`);
  await page.waitForLoadState('networkidle');
  await main().getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete draft' }).click();
  await isAt('/campaigns');
  await page.getByText('“Spring” deleted').waitFor();
  const link = main().getByRole('link', { name: 'Spring', exact: true });
  await link.waitFor({ state: 'detached' });
  await undo();
  await link.click();
  await page.waitForURL(`${sample.url}/campaigns/${id}/edit`);
  expect(await page.getByLabel('Title', { exact: true }).inputValue()).toBe('Coffee is here');
  expect(sample.takeProblems()).toEqual([]);
});
