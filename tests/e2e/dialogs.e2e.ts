import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { makeDialogPlaces, type Places } from './dialog-places';
import { focusIsOn } from './keyboard';
import { lookAt } from './look-at';
import { withSample } from './with-started';

// Dialogs, questions and popovers that pages.ts does not open: axe finds nothing in them, light or dark, and closing one gives
// the focus back to what opened it.

let page: Page;
let places: Places;

const sample = withSample(60, async (made) => {
  ({ page } = made);
  places = await makeDialogPlaces(made);
});

interface DialogCase {
  /** What it is called, or asks. */
  name: string;
  at: keyof Places;
  /** The button that opens it. */
  opener: (page: Page) => Locator;
  /** What leads on from there: a menu's item, a question's answer. */
  next?: (page: Page) => Promise<unknown>;
  /** What has to be in it before it is looked at. */
  ready?: (dialog: Locator) => Promise<unknown>;
  /** Its button that closes it, where Escape must not. */
  close?: string;
}

const button = (name: string | RegExp) => (on: Page) =>
  on
    .getByRole('main')
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first();
const item = (name: string) => (on: Page) => on.getByRole('menuitem', { name }).click();
const answer = (name: string) => (on: Page) =>
  on.getByRole('dialog').or(on.getByRole('alertdialog')).getByRole('button', { name, exact: true }).click();
const all =
  (...steps: ((on: Page) => Promise<unknown>)[]) =>
  async (on: Page) => {
    for (const step of steps) await step(on);
  };

const MORE_OF_KEY = button('More actions for Shop server');
const MORE_OF_WEBHOOK = button('More actions');

const CASES: DialogCase[] = [
  { name: 'Pace', at: 'running', opener: button('Pace') },
  { name: 'Cancel “Slowly”?', at: 'running', opener: button('Cancel') },
  { name: 'Cancel “Tomorrow”?', at: 'scheduled', opener: button('Cancel') },
  { name: 'Take it off the schedule and edit it?', at: 'scheduled', opener: button('Edit') },
  { name: 'Take it off the schedule?', at: 'scheduledSeries', opener: button('Take off schedule') },
  { name: 'Stop “Every day” for good?', at: 'runningSeries', opener: button('Stop') },
  { name: 'Delete “A draft”?', at: 'draft', opener: button('Delete'), close: 'Cancel' },
  { name: 'Send B to the remaining', at: 'test', opener: button(/^Send B to the remaining/) },

  { name: 'Change “Coffee is here”?', at: 'seriesComposer', opener: button(/^Save from .+ on/) },
  {
    name: 'Send a test',
    at: 'seriesComposer',
    opener: button('Send a test'),
    ready: (dialog) => dialog.getByRole('checkbox').first().waitFor(),
  },
  { name: 'Save as template', at: 'composer', opener: button('Templates'), next: item('Save as template') },
  {
    name: 'Send to people in',
    at: 'composer',
    opener: button(/^Send to people in/),
    ready: (dialog) => dialog.getByRole('checkbox', { name: 'German speakers' }).waitFor(),
  },
  {
    name: 'Personal fields',
    at: 'composer',
    opener: button('Add a personal field to the title'),
    ready: (dialog) => dialog.getByRole('option').first().waitFor(),
  },
  {
    name: 'Emoji',
    at: 'composer',
    opener: button('Add emoji to the title'),
    ready: (dialog) => dialog.getByRole('gridcell').first().waitFor(),
  },

  { name: 'New topic', at: 'topics', opener: button('New topic') },
  { name: 'Edit topic', at: 'topics', opener: button('Edit Offers') },
  { name: 'Delete “Offers”?', at: 'topics', opener: button('Delete Offers') },
  { name: 'Forget', at: 'subscriber', opener: button('Forget') },
  { name: 'Cancel the import of ready.csv?', at: 'readyImport', opener: button('Cancel import') },
  { name: 'Undo the import of done.csv?', at: 'doneImport', opener: button('Undo import') },
  { name: 'Stop this export?', at: 'exports', opener: button(/^Stop /) },
  { name: 'Delete this export?', at: 'exports', opener: button(/^Delete /) },
  { name: 'Delete “Opening hours”?', at: 'templates', opener: button('Delete Opening hours') },
  { name: 'Rename template', at: 'templates', opener: button('Rename Opening hours') },

  { name: 'Show the identity secret?', at: 'settings', opener: button('Show identity secret') },
  { name: 'Identity secret', at: 'settings', opener: button('Show identity secret'), next: answer('Show secret') },
  { name: 'Export the key pair?', at: 'settings', opener: button('Export key pair') },
  { name: 'Key pair', at: 'settings', opener: button('Export key pair'), next: answer('Export keys') },
  { name: 'Archive “', at: 'settings', opener: button('Archive site') },

  { name: 'Edit API key', at: 'keys', opener: MORE_OF_KEY, next: item('Edit') },
  { name: 'New secret for “Shop server”?', at: 'keys', opener: MORE_OF_KEY, next: item('New secret') },
  {
    name: 'The new secret',
    at: 'keys',
    opener: MORE_OF_KEY,
    next: all(item('New secret'), answer('Make new secret')),
    close: 'I have stored it',
  },
  {
    name: 'Your new key',
    at: 'keys',
    opener: button('Create API key'),
    next: async (on) => {
      await on.getByRole('dialog').getByLabel('Name').fill('Warehouse');
      await answer('Create key')(on);
    },
    close: 'I have stored it',
  },
  { name: 'Revoke “Shop server”?', at: 'keys', opener: button('Revoke Shop server') },

  { name: 'Edit webhook', at: 'webhook', opener: MORE_OF_WEBHOOK, next: item('Edit') },
  { name: 'New secret', at: 'webhook', opener: MORE_OF_WEBHOOK, next: item('New secret') },
  {
    name: 'Your new secret',
    at: 'webhook',
    opener: MORE_OF_WEBHOOK,
    next: all(item('New secret'), answer('Make new secret')),
    close: 'I have stored it',
  },
  { name: 'Delete this webhook?', at: 'webhook', opener: MORE_OF_WEBHOOK, next: item('Delete') },

  { name: 'Clear the list of failed jobs?', at: 'queues', opener: button('Clear list') },
  { name: 'Sign out on every device?', at: 'workspace', opener: button('Sign out everywhere') },
];

const DIALOG = '[role=dialog],[role=alertdialog]';

describe.each(CASES)('$name', (one) => {
  it('is fit for everyone, and gives the focus back', async () => {
    const url = `${sample.url}${places[one.at]}`;
    if (page.url() !== url) await page.goto(url);
    const opener = one.opener(page);
    await opener.click();
    await one.next?.(page);
    const dialog = page.getByRole('dialog', { name: one.name }).or(page.getByRole('alertdialog', { name: one.name }));
    await dialog.waitFor();
    await one.ready?.(dialog);
    await lookAt(page, `dialog-${one.name.replace(/\W+/g, '-').toLowerCase()}`, { within: DIALOG });
    if (one.close) await dialog.getByRole('button', { name: one.close }).click();
    else await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await focusIsOn(page, one.opener(page));
    expect(sample.takeProblems()).toEqual([]);
  });
});

it('the list of failed jobs is empty after it was cleared', async () => {
  await page.goto(`${sample.url}/workspace/queues`);
  await button('Clear list')(page).click();
  await answer('Clear list')(page);
  await page.getByText('A job that fails for good is listed here.').waitFor();
  await lookAt(page, 'queues-calm');
});

it('the list of keyboard shortcuts gives the focus back to where one was', async () => {
  await page.goto(`${sample.url}/campaigns`);
  const link = page.getByRole('link', { name: 'New campaign' }).first();
  await link.focus();
  const shortcuts = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await page.keyboard.press('?');
  await shortcuts.waitFor();
  await lookAt(page, 'dialog-shortcuts', { within: DIALOG });
  await page.keyboard.press('Escape');
  await shortcuts.waitFor({ state: 'detached' });
  await focusIsOn(page, link);
});
