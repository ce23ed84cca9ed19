import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { eventually } from '../push-service/wait-for';
import { focusIsOn, type lookAtFocus, tabTo } from './keyboard';
import { OWNER } from './start-belfry';
import { withDashboard } from './with-started';

// One whole campaign without a pointer, from signing in to its report: by Tab, arrows, Enter, Space, Escape, typing and
// the shortcuts. At each stop one sees where one is, and what closes gives the focus back.

const AUDIENCE = 40;
let page: Page;

const dashboard = withDashboard(async ({ belfry, ...made }) => {
  ({ page } = made);
  await belfry.setup('https://shop.example');
  await belfry.cli('sample', '--subscribers', String(AUDIENCE), '--email', OWNER.email);
  // Whoever clicks here is told so.
  await page.addInitScript(`addEventListener('pointerdown', () => console.error('a pointer was used'), true)`);
});

const button = (name: string | RegExp) => page.getByRole('main').getByRole('button', { name });
const dialog = () => page.getByRole('dialog').or(page.getByRole('alertdialog'));

it('is written, looked at, tested, sent and read by keyboard alone', async () => {
  const stops: Awaited<ReturnType<typeof lookAtFocus>>[] = [];
  const press = (key: string) => page.keyboard.press(key);
  const type = (text: string) => page.keyboard.type(text);
  /** In the palette: what is typed finds one thing. */
  const command = async (text: string, found: RegExp) => {
    await press('Control+k');
    const field = page.getByRole('combobox', { name: 'Search or jump to' });
    await focusIsOn(page, field);
    await type(text);
    await page.locator('[cmdk-item][data-selected=true]').filter({ hasText: found }).waitFor();
    await press('Enter');
    await field.waitFor({ state: 'detached' });
  };

  await page.goto(`${dashboard.belfry.origin}/sign-in`);
  const email = page.getByLabel('E-mail');
  await focusIsOn(page, email);
  await type(OWNER.email);
  await tabTo(page, page.getByLabel('Password', { exact: true }), stops);
  await type(OWNER.password);
  await press('Enter');
  await page.waitForURL(/\/s\/site_/);

  // The palette gives the focus back when it is left.
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  const search = page.getByRole('button', { name: 'Search or jump to' });
  await tabTo(page, search, stops);
  await press('Enter');
  await focusIsOn(page, page.getByRole('combobox', { name: 'Search or jump to' }));
  await press('Escape');
  await focusIsOn(page, search);

  await command('larkspur', /Larkspur/);
  await page.getByText('Everyone here is simulated').waitFor();
  await command('new campaign', /^New campaign$/);
  const primary = button(`Send to ${AUDIENCE} now`);
  await primary.waitFor();

  // Past the navigation in one step.
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await tabTo(page, skip, stops);
  await press('Enter');
  await focusIsOn(page, page.getByRole('main'));
  await tabTo(page, page.getByLabel('Campaign name'), stops);
  await type('By keyboard alone');
  const title = page.getByLabel('Title', { exact: true });
  await tabTo(page, title, stops);
  await type('Sidama is in');

  // An emoji goes into the text, and the focus with it; Escape goes back to the button.
  const emoji = button('Add emoji to the title');
  await tabTo(page, emoji, stops);
  await press('Enter');
  const emojiSearch = page.getByRole('dialog', { name: 'Emoji' }).getByRole('searchbox');
  await focusIsOn(page, emojiSearch);
  await press('Escape');
  await focusIsOn(page, emoji);
  await press('Enter');
  await focusIsOn(page, emojiSearch);
  await type('hot beverage');
  await page.getByRole('dialog', { name: 'Emoji' }).getByRole('gridcell').first().waitFor();
  await press('Enter');
  await focusIsOn(page, title);
  await eventually(async () => (await title.inputValue()) !== 'Sidama is in', { what: 'the emoji in the title' });

  await tabTo(page, page.getByLabel('Text', { exact: true }), stops);
  await type('Forty bags, roasted on Tuesday.');
  await tabTo(page, page.getByLabel('Link', { exact: true }), stops);
  await type('https://shop.example/sidama');
  await page.getByText('Ready to go').waitFor();

  // Everyone or some: arrows choose.
  const everyone = page.getByRole('radio', { name: /^Everyone/ });
  await tabTo(page, everyone, stops);
  await press('ArrowRight');
  await page.getByRole('radio', { name: /^Segments/, checked: true }).waitFor();
  await press('ArrowLeft');
  await page.getByRole('radio', { name: /^Everyone/, checked: true }).waitFor();

  const preview = page.getByRole('region', { name: 'Preview' });
  await tabTo(page, preview.getByRole('radio', { name: 'Windows' }), stops);
  for (const platform of ['macOS', 'Android', 'Firefox']) {
    await press('ArrowRight');
    await preview.getByRole('radio', { name: platform, checked: true }).waitFor();
    await preview.getByText('Forty bags, roasted on Tuesday.').first().waitFor();
  }

  const test = button('Send a test');
  await tabTo(page, test, stops);
  await press('Enter');
  await page.getByRole('dialog', { name: 'Send a test' }).waitFor();
  await press('Escape');
  await focusIsOn(page, test);
  await press('Space');
  const sendTest = page.getByRole('dialog').getByRole('button', { name: /^Send test to 1 / });
  await tabTo(page, sendTest, stops);
  await press('Enter');
  await page.getByText('Test sent to 1 subscriber').waitFor();
  await dialog().waitFor({ state: 'detached' });
  await focusIsOn(page, test);

  await primary.waitFor();
  await tabTo(page, primary, stops);
  await tabTo(page, test, stops, { key: 'Shift+Tab' });
  await tabTo(page, primary, stops);
  await press('Enter');
  await page.getByRole('alertdialog').waitFor();
  await press('Escape');
  await focusIsOn(page, primary);
  await press('Control+Enter');
  await page.getByRole('alertdialog').waitFor();
  await tabTo(page, page.getByRole('alertdialog').getByRole('button', { name: `Send to ${AUDIENCE} now` }), stops);
  await press('Enter');
  await page.waitForURL(/\/campaigns\/cmp_\w+$/);

  await page.getByRole('main').getByText('Sent', { exact: true }).first().waitFor();
  await tabTo(page, page.getByRole('navigation', { name: 'Campaign' }).getByRole('link', { name: 'Report' }), stops);
  await press('Enter');
  await page.waitForURL(/\/report$/);
  await page.getByRole('region', { name: 'Summary' }).getByText('Accepted', { exact: true }).waitFor();

  expect(stops.filter(({ problem }) => problem !== '')).toEqual([]);
  expect(stops.length).toBeGreaterThan(60);
  expect(dashboard.takeProblems()).toEqual([]);
});
