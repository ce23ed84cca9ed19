import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { eventually } from '../push-service/wait-for';
import { openWatchedPage } from './furnished';
import { focusIsOn, lookAtFocus } from './keyboard';
import { lookAt } from './look-at';
import { withSample } from './with-started';

// Dialogs, menus and pickers whose script cannot be fetched, since the network is gone or an update has replaced it: the
// page stays, no click is lost, and the focus is where one has pressed.

let page: Page;

const sample = withSample(20, async (made) => {
  const browser = made.page.context().browser();
  if (!browser) throw new Error('no browser');
  ({ page } = await openWatchedPage(browser));
  await page.context().addCookies(await made.page.context().cookies());
  await made.post('/api-keys', { name: 'Warehouse', scopes: ['subscribers.read'] });
});

const button = (name: string | RegExp) => page.getByRole('button', { name });
const refusal = () => page.getByRole('dialog', { name: 'This could not be opened' });
const again = () => refusal().getByRole('button', { name: 'Try again' });
const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });

/** Opens a page of the sample from which no further script can be fetched. */
async function openAlone(path: string): Promise<void> {
  await page.goto(`${sample.url}${path}`);
  await page.waitForLoadState('networkidle');
  await cutOff();
}
const cutOff = () => page.route(/_next\/static\/.*\.js/, (route) => route.abort());
const connect = () => page.unrouteAll({ behavior: 'ignoreErrors' });

/** Presses what cannot be had, closes and asks in vain, then has it. @param press from the opener, with the focus on it */
async function pressUntilThere(opener: Locator, opened: Locator, press = () => page.keyboard.press('Enter')) {
  await opener.focus();
  await press();
  await focusIsOn(page, again());
  await page.keyboard.press('Escape');
  await refusal().waitFor({ state: 'detached' });
  await focusIsOn(page, opener);

  // The next click is not lost either.
  await press();
  await again().click();
  await eventually(async () => (await again().getAttribute('aria-busy')) === null, { what: 'the second answer' });
  await focusIsOn(page, again());
  await connect();
  await again().click();
  await opened.waitFor();
  expect(await refusal().count()).toBe(0);
  await page.keyboard.press('Escape');
  await opened.waitFor({ state: 'detached' });
  await focusIsOn(page, opener);
}

it('tells of the menu and the dialogs of an API key, and of what was done without toasts', async () => {
  await openAlone('/developers/api-keys');
  const more = button('More actions for Warehouse');
  await more.click();
  await focusIsOn(page, again());
  await lookAt(page, 'late-menu');
  await page.keyboard.press('Escape');
  await focusIsOn(page, more);
  await pressUntilThere(more, page.getByRole('menu'));

  await cutOff();
  await pressUntilThere(more, page.getByRole('dialog', { name: /^New secret/ }), async () => {
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'New secret' }).press('Enter');
  });
  await heading('API keys').waitFor();

  await openAlone('/developers/api-keys');
  await button('Revoke Warehouse').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke key' }).click();
  const told = page.getByText('“Warehouse” is revoked');
  await page.getByRole('status').filter({ has: told }).waitFor();
  await connect();
  // Then as ever.
  await page.locator('[data-sonner-toast]').filter({ has: told }).waitFor();
  expect(await told.count()).toBe(1);
});

it('keeps what is written in the composer while templates, emoji and fields cannot be fetched', async () => {
  await openAlone('/campaigns/new');
  const title = page.getByRole('region', { name: 'Message' }).getByLabel('Title', { exact: true });
  await title.fill('Coffee is here');
  await page.getByRole('region', { name: 'Audience' }).getByRole('button', { name: 'Try again' }).focus();
  await connect();
  await page.keyboard.press('Enter');
  await page.getByRole('radio', { name: /^Everyone/ }).waitFor({ state: 'attached' });
  // The button that was pressed is gone.
  await eventually(async () => (await lookAtFocus(page)).what !== 'nothing', { what: 'the focus beside it' });
  await page.waitForLoadState('networkidle');
  await cutOff();
  await pressUntilThere(button('Add emoji to the title'), page.getByRole('dialog', { name: 'Emoji' }));
  await cutOff();
  await title.press('End');
  await title.pressSequentially(' {{ tags');
  await pressUntilThere(button(/field.* title$/), page.getByRole('dialog', { name: 'Personal fields' }));
  await cutOff();
  const templates = page.getByRole('button', { name: 'Templates', exact: true });
  await pressUntilThere(templates, page.getByRole('menu'));
  await cutOff();
  await pressUntilThere(templates, page.getByRole('dialog', { name: /template/ }), async () => {
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Start from a template' }).press('Enter');
  });
  expect(await title.inputValue()).toBe('Coffee is here {{ tags');
});

it('tells of the search, by click and by key, and of the navigation of a phone', async () => {
  await openAlone('');
  const palette = page.getByRole('dialog').filter({ has: page.getByRole('combobox') });
  await pressUntilThere(button('Search or jump to'), palette);
  await openAlone('');
  await pressUntilThere(button('Search or jump to'), palette, () => page.keyboard.press('Control+k'));
  await page.setViewportSize({ width: 390, height: 844 });
  await openAlone('');
  await pressUntilThere(button('Open navigation'), page.getByRole('dialog', { name: 'Navigation' }));
  await heading(/./).first().waitFor();
});
