import type { Page } from 'playwright-core';
import type { StatePlaces } from './state-places';

// Pages as they are while something is under way, or after something has happened.

export interface StateCase {
  /** Also the picture's file name. */
  name: string;
  /** Behind `/s/{siteId}`. */
  path: (made: StatePlaces) => string;
  /** What is on the page in this state only. */
  ready: (page: Page) => Promise<unknown>;
  /** One of the pictures in docs/screenshots. */
  hasScreenshot?: true;
}

const button = (name: string | RegExp) => (page: Page) =>
  page.getByRole('main').getByRole('button', { name }).first().waitFor();
const text = (what: string | RegExp) => (page: Page) => page.getByRole('main').getByText(what).first().waitFor();
const all =
  (...steps: ((page: Page) => Promise<unknown>)[]) =>
  async (page: Page) => {
    for (const step of steps) await step(page);
  };
const link = (name: RegExp) => (page: Page) => page.getByRole('main').getByRole('link', { name }).first().waitFor();

export const STATE_PAGES: StateCase[] = [
  {
    name: 'campaign-running',
    path: (made) => `/campaigns/${made.running}`,
    ready: button('Pause'),
    hasScreenshot: true,
  },
  {
    name: 'campaign-paused',
    path: (made) => `/campaigns/${made.paused}`,
    ready: button('Resume'),
    hasScreenshot: true,
  },
  {
    name: 'campaign-ab-decided',
    path: (made) => `/campaigns/${made.decided}`,
    ready: text('B won'),
    hasScreenshot: true,
  },
  {
    name: 'campaign-ab-decided-report',
    path: (made) => `/campaigns/${made.decided}/report`,
    ready: (page) => page.getByRole('heading', { name: 'Goals' }).waitFor(),
  },
  { name: 'campaign-series', path: (made) => `/campaigns/${made.series}`, ready: text('Missed'), hasScreenshot: true },
  { name: 'campaigns-under-way', path: () => '/campaigns', ready: text('Paused') },
  { name: 'goals-reached', path: () => '/goals', ready: button('Edit Coffee club') },
  {
    name: 'import-running',
    path: (made) => `/subscribers/imports/${made.imports.running}`,
    ready: (page) => page.getByRole('progressbar', { name: 'Importing' }).waitFor(),
  },
  {
    name: 'import-paused',
    path: (made) => `/subscribers/imports/${made.imports.paused}`,
    ready: all(
      (page) => page.getByRole('progressbar', { name: 'Paused' }).waitFor(),
      button('Go on'),
      text(/^What it has done so far stays\. It waits until/),
    ),
  },
  {
    name: 'import-failed',
    path: (made) => `/subscribers/imports/${made.imports.failed}`,
    ready: all(button('Go on'), button('Undo import'), text(/^1 of 2 rows are done/)),
  },
  {
    name: 'import-trial-failed',
    path: (made) => `/subscribers/imports/${made.imports.untried}`,
    ready: all(button('Try again'), text(/nothing was changed/)),
  },
  { name: 'import-done', path: (made) => `/subscribers/imports/${made.imports.done}`, ready: button('Undo import') },
  { name: 'import-undone', path: (made) => `/subscribers/imports/${made.imports.undone}`, ready: text(/2 put back/) },
  { name: 'imports-of-all-states', path: () => '/subscribers/imports', ready: link(/undone\.csv/) },
  { name: 'exports-under-way', path: () => '/exports', ready: text('Ready') },
  { name: 'queues-failed', path: () => '/workspace/queues', ready: button('Try again') },
  {
    name: 'webhook-failed',
    path: (made) => `/developers/webhooks/${made.webhook}?state=failed`,
    ready: link(/test/i),
  },
];
