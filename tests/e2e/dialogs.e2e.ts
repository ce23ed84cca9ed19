import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDialogPlaces, type Places } from './dialog-places';
import { focusIsOn } from './keyboard';
import { lookAt } from './look-at';
import { type Sample, startSample } from './start-sample';

// Dialogs, questions and popovers that pages.ts does not open: axe finds nothing in them, light or dark, and closing one gives
// the focus back to what opened it.

let sample: Sample;
let page: Page;
let places: Places;

beforeAll(async () => {
  sample = await startSample(60);
  ({ page } = sample);
  places = await makeDialogPlaces(sample);
}, 400_000);
afterAll(() => sample?.close());

interface DialogCase {
  /** What it is called, or asks. */
  name: string;
  /** Behind `/s/{siteId}`. */
  path: (places: Places) => string;
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

const at = (path: string) => () => path;
const campaign = (which: keyof Places) => (made: Places) => `/campaigns/${made[which]}`;
const draft = (made: Places) => `/campaigns/${made.draft}/edit`;
const series = (made: Places) => `/campaigns/${made.scheduledSeries}/edit`;
const webhook = (made: Places) => `/developers/webhooks/${made.webhook}`;
const KEYS = at('/developers/api-keys');
const SETTINGS = at('/settings');
const MORE_OF_KEY = button('More actions for Shop server');
const MORE_OF_WEBHOOK = button('More actions');

const CASES: DialogCase[] = [
  { name: 'Pace', path: campaign('running'), opener: button('Pace') },
  { name: 'Cancel “Slowly”?', path: campaign('running'), opener: button('Cancel') },
  { name: 'Cancel “Tomorrow”?', path: campaign('scheduled'), opener: button('Cancel') },
  { name: 'Take it off the schedule and edit it?', path: campaign('scheduled'), opener: button('Edit') },
  { name: 'Take it off the schedule?', path: campaign('scheduledSeries'), opener: button('Take off schedule') },
  { name: 'Stop “Every day” for good?', path: campaign('runningSeries'), opener: button('Stop') },
  { name: 'Delete “A draft”?', path: campaign('draft'), opener: button('Delete') },
  { name: 'Send B to the remaining', path: campaign('test'), opener: button(/^Send B to the remaining/) },

  { name: 'Change “Coffee is here”?', path: series, opener: button(/^Save from .+ on/) },
  {
    name: 'Send a test',
    path: series,
    opener: button('Send a test'),
    ready: (dialog) => dialog.getByRole('checkbox').first().waitFor(),
  },
  {
    name: 'Save as template',
    path: draft,
    opener: button('Templates'),
    next: item('Save as template'),
  },
  {
    name: 'Send to people in',
    path: draft,
    opener: button(/^Send to people in/),
    ready: (dialog) => dialog.getByRole('checkbox', { name: 'German speakers' }).waitFor(),
  },
  {
    name: 'Personal fields',
    path: draft,
    opener: button('Add a personal field to the title'),
    ready: (dialog) => dialog.getByRole('option').first().waitFor(),
  },
  {
    name: 'Emoji',
    path: draft,
    opener: button('Add emoji to the title'),
    ready: (dialog) => dialog.getByRole('gridcell').first().waitFor(),
  },

  { name: 'New topic', path: at('/topics'), opener: button('New topic') },
  { name: 'Edit topic', path: at('/topics'), opener: button('Edit Offers') },
  { name: 'Delete “Offers”?', path: at('/topics'), opener: button('Delete Offers') },
  { name: 'Forget', path: (made) => `/subscribers/${made.subscriber}`, opener: button('Forget') },
  {
    name: 'Cancel the import of ready.csv?',
    path: (made) => `/subscribers/imports/${made.readyImport}`,
    opener: button('Cancel import'),
  },
  {
    name: 'Undo the import of done.csv?',
    path: (made) => `/subscribers/imports/${made.doneImport}`,
    opener: button('Undo import'),
  },
  { name: 'Stop this export?', path: at('/exports'), opener: button(/^Stop /) },
  { name: 'Delete this export?', path: at('/exports'), opener: button(/^Delete /) },
  { name: 'Delete “Opening hours”?', path: at('/templates'), opener: button('Delete Opening hours') },
  { name: 'Rename template', path: at('/templates'), opener: button('Rename Opening hours') },

  { name: 'Show the identity secret?', path: SETTINGS, opener: button('Show identity secret') },
  {
    name: 'Identity secret',
    path: SETTINGS,
    opener: button('Show identity secret'),
    next: answer('Show secret'),
  },
  { name: 'Export the key pair?', path: SETTINGS, opener: button('Export key pair') },
  { name: 'Key pair', path: SETTINGS, opener: button('Export key pair'), next: answer('Export keys') },
  { name: 'Archive “', path: SETTINGS, opener: button('Archive site') },

  { name: 'Edit API key', path: KEYS, opener: MORE_OF_KEY, next: item('Edit') },
  { name: 'New secret for “Shop server”?', path: KEYS, opener: MORE_OF_KEY, next: item('New secret') },
  {
    name: 'The new secret',
    path: KEYS,
    opener: MORE_OF_KEY,
    next: all(item('New secret'), answer('Make new secret')),
    close: 'I have stored it',
  },
  {
    name: 'Your new key',
    path: KEYS,
    opener: button('Create API key'),
    next: async (on) => {
      await on.getByRole('dialog').getByLabel('Name').fill('Warehouse');
      await answer('Create key')(on);
    },
    close: 'I have stored it',
  },
  { name: 'Revoke “Shop server”?', path: KEYS, opener: button('Revoke Shop server') },

  { name: 'Edit webhook', path: webhook, opener: MORE_OF_WEBHOOK, next: item('Edit') },
  { name: 'New secret', path: webhook, opener: MORE_OF_WEBHOOK, next: item('New secret') },
  {
    name: 'Your new secret',
    path: webhook,
    opener: MORE_OF_WEBHOOK,
    next: all(item('New secret'), answer('Make new secret')),
    close: 'I have stored it',
  },
  { name: 'Delete this webhook?', path: webhook, opener: MORE_OF_WEBHOOK, next: item('Delete') },

  {
    name: 'Clear the list of failed jobs?',
    path: at('/workspace/queues'),
    opener: button('Clear list'),
  },
  {
    name: 'Sign out on every device?',
    path: at('/workspace/settings'),
    opener: button('Sign out everywhere'),
  },
];

const DIALOG = '[role=dialog],[role=alertdialog]';

describe.each(CASES)('$name', (one) => {
  it('is fit for everyone, and gives the focus back', async () => {
    const url = `${sample.url}${one.path(places)}`;
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
