import type { Page } from 'playwright-core';
import { eventually } from '../push-service/wait-for';
import type { Furnished } from './furnished';
import type { Belfry } from './start-belfry';

// Every page of the product, one line each: accessibility.e2e.ts walks this list, and so do the screenshots.

/** What the addresses of pages are made of. */
export type Places = Omit<Furnished, 'belfry'>;

export interface PageCase {
  /** Also the screenshot's file name. */
  name: string;
  path: (made: Places) => string;
  /** What has to be on the page before it is looked at, besides its main heading. */
  ready?: (page: Page) => Promise<unknown>;
  /** Done on the page first: opens a dialog, a menu, another state. */
  open?: (page: Page) => Promise<unknown>;
  /** For people who are not signed in. */
  isPublic?: true;
  /** The answer's status, 200 unless told. */
  status?: number;
  /** Only at this width: the other one has no such thing. */
  onlyWidth?: number;
  /** The customer's page on our origin: it has a policy of its own. */
  isDemo?: true;
  /** Rules of axe that do not apply, with the reason beside the entry. */
  without?: string[];
  /** Left out of the screenshots: another line shows the same. */
  noScreenshot?: true;
}

const inSample = (path: string) => (made: Places) => `${made.sample}${path}`;
const inEmpty = (path: string) => (made: Places) => `${made.empty}${path}`;
const click = (name: string | RegExp) => (page: Page) =>
  page.getByRole('main').getByRole('button', { name }).first().click();
const dialog = (page: Page) => page.locator('[role=dialog],[role=alertdialog]').first().waitFor();
const opens = (name: string | RegExp) => async (page: Page) => {
  await click(name)(page);
  await dialog(page);
};

/** What is chosen is saved as a new draft: while it is not, the page asks before it is left. */
const chooseWhen = async (page: Page, name: RegExp) => {
  await page.getByRole('radio', { name }).check();
  await page.getByText('Saved', { exact: true }).waitFor();
};

/** The composer's parts come after the page, and its button says to how many once they are counted. */
const counted = async (page: Page) => {
  await page
    .getByRole('button', { name: /^(Send to|Schedule for) [\d,]+/ })
    .first()
    .waitFor();
  await page.locator('main .animate-shimmer').first().waitFor({ state: 'detached' });
};

/** Only an installation without an owner shows it, so that it is looked at before `furnish` makes one. */
export const WELCOME: PageCase = { name: 'welcome', path: () => '/welcome', isPublic: true };

/** What there is before `furnish`: no more than the installation itself. */
export function unfurnished(belfry: Belfry): Furnished {
  return {
    belfry,
    empty: '',
    sample: '',
    sentId: '',
    draftId: '',
    subscriberId: '',
    segmentId: '',
    webhookId: '',
    webhookDeliveryId: '',
    importId: '',
  };
}

/** A menu hangs at the end of the body, outside of every landmark, and holds the focus while it is open. */
const MENU = ['region'];

export const PAGES: PageCase[] = [
  { name: 'sign-in', path: () => '/sign-in', isPublic: true },
  { name: 'demo', path: () => '/demo', isDemo: true, isPublic: true },
  { name: 'not-found', path: inSample('/nowhere'), status: 404 },
  { name: 'site-new', path: () => '/sites/new' },

  { name: 'overview-empty', path: inEmpty('') },
  { name: 'campaigns-empty', path: inEmpty('/campaigns') },
  { name: 'templates-empty', path: inEmpty('/templates') },
  { name: 'subscribers-empty', path: inEmpty('/subscribers') },
  { name: 'imports', path: inEmpty('/subscribers/imports') },
  { name: 'segments-empty', path: inEmpty('/segments') },
  { name: 'topics-empty', path: inEmpty('/topics') },
  { name: 'exports-empty', path: inEmpty('/exports') },
  { name: 'export-dialog', path: inEmpty('/exports'), open: opens('Start export') },
  { name: 'growth-empty', path: inEmpty('/growth') },
  { name: 'goals-empty', path: inEmpty('/goals') },
  { name: 'install', path: inEmpty('/install') },
  { name: 'prompt', path: inEmpty('/prompt') },
  { name: 'settings', path: inEmpty('/settings') },
  { name: 'api-keys', path: inEmpty('/developers/api-keys') },
  { name: 'api-key-dialog', path: inEmpty('/developers/api-keys'), open: opens('Create API key') },
  { name: 'webhooks-empty', path: inEmpty('/developers/webhooks') },
  { name: 'webhook-dialog', path: inEmpty('/developers/webhooks'), open: opens('Add webhook') },
  { name: 'reference', path: inEmpty('/developers/reference') },
  { name: 'reference-operation', path: inEmpty('/developers/reference/sendMessage') },
  { name: 'queues', path: inEmpty('/workspace/queues') },
  { name: 'audit', path: inEmpty('/workspace/audit') },
  { name: 'account', path: inEmpty('/workspace/settings') },

  { name: 'overview', path: inSample('') },
  { name: 'campaigns', path: inSample('/campaigns') },
  { name: 'campaign-new', path: inSample('/campaigns/new'), ready: counted },
  { name: 'composer', path: (made) => `${made.sample}/campaigns/${made.draftId}/edit`, ready: counted },
  {
    name: 'composer-local-time',
    path: inSample('/campaigns/new'),
    ready: counted,
    open: (page) => chooseWhen(page, /In each person/),
  },
  {
    name: 'composer-best-time',
    path: inSample('/campaigns/new'),
    ready: counted,
    open: async (page) => {
      await chooseWhen(page, /best hour/);
      await page.getByText('Everyone gets it once', { exact: false }).waitFor();
    },
  },
  {
    name: 'composer-recurring',
    path: inSample('/campaigns/new'),
    ready: counted,
    open: (page) => chooseWhen(page, /Recurring/),
  },
  {
    name: 'composer-ab-test',
    path: inSample('/campaigns/new'),
    open: async (page) => {
      await click('Test another version')(page);
      await page.locator('[name="abTest.variants.1.title"]:focus').waitFor();
      // Not check(), which looks at once: the form says what is checked.
      await page.getByRole('radio', { name: /Test first, then the best/ }).click();
      await page.getByRole('radio', { name: /Test first, then the best/, checked: true }).waitFor();
      await page.getByText('Saved', { exact: true }).waitFor();
    },
  },
  {
    name: 'composer-send-dialog',
    path: (made) => `${made.sample}/campaigns/${made.draftId}/edit`,
    ready: counted,
    open: opens(/^Send to \d+ now/),
  },
  {
    name: 'composer-test-dialog',
    path: (made) => `${made.sample}/campaigns/${made.draftId}/edit`,
    ready: counted,
    open: opens('Send a test'),
  },
  {
    name: 'composer-history',
    path: (made) => `${made.sample}/campaigns/${made.draftId}/edit`,
    ready: counted,
    open: async (page) => {
      await click('History')(page);
      await page.getByRole('dialog').getByRole('radio').nth(1).waitFor();
      await page.getByRole('dialog').getByText('What is different now').waitFor();
    },
  },
  {
    name: 'composer-history-empty',
    path: inSample('/campaigns/new'),
    open: async (page) => {
      await click('History')(page);
      await page.getByRole('dialog').getByText('Nothing older yet').waitFor();
    },
  },
  {
    name: 'composer-gallery-empty',
    path: inSample('/campaigns/new'),
    noScreenshot: true,
    open: async (page) => {
      await click('Choose an uploaded image as icon')(page);
      await page.getByRole('dialog').getByText('No images yet').waitFor();
    },
  },
  { name: 'campaign', path: (made) => `${made.sample}/campaigns/${made.sentId}` },
  { name: 'campaign-report', path: (made) => `${made.sample}/campaigns/${made.sentId}/report` },
  {
    name: 'campaign-compare',
    path: (made) => `${made.sample}/campaigns/compare?campaign=${made.sentId}&campaign=${made.draftId}`,
  },
  { name: 'campaign-compare-none', path: inSample('/campaigns/compare'), noScreenshot: true },
  { name: 'growth', path: inSample('/growth') },
  { name: 'goals', path: inSample('/goals') },
  { name: 'goal-dialog', path: inSample('/goals'), open: opens('New goal') },
  { name: 'templates', path: inSample('/templates') },
  { name: 'template-new', path: inSample('/templates'), open: opens('New template') },
  { name: 'template-rename', path: inSample('/templates'), open: opens(/^Rename /), noScreenshot: true },
  {
    name: 'composer-templates',
    path: (made) => `${made.sample}/campaigns/${made.draftId}/edit`,
    ready: counted,
    open: async (page) => {
      await click('Templates')(page);
      await page.getByRole('menuitem', { name: 'Start from a template' }).click();
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'composer-save-template',
    path: (made) => `${made.sample}/campaigns/${made.draftId}/edit`,
    noScreenshot: true,
    open: async (page) => {
      await click('Templates')(page);
      await page.getByRole('menuitem', { name: 'Save as template' }).click();
      await dialog(page);
    },
  },
  { name: 'subscribers', path: inSample('/subscribers') },
  { name: 'subscriber', path: (made) => `${made.sample}/subscribers/${made.subscriberId}` },
  { name: 'imports-past', path: inSample('/subscribers/imports') },
  { name: 'import', path: (made) => `${made.sample}/subscribers/imports/${made.importId}` },
  { name: 'segments', path: inSample('/segments') },
  { name: 'segment-new', path: inSample('/segments/new') },
  { name: 'segment', path: (made) => `${made.sample}/segments/${made.segmentId}` },
  { name: 'topics', path: inSample('/topics') },
  {
    name: 'exports',
    path: inSample('/exports'),
    ready: (page) => page.getByText('Ready', { exact: true }).first().waitFor(),
  },
  { name: 'webhooks', path: inSample('/developers/webhooks') },
  { name: 'webhook', path: (made) => `${made.sample}/developers/webhooks/${made.webhookId}` },
  {
    name: 'webhook-replay',
    path: (made) => `${made.sample}/developers/webhooks/${made.webhookId}`,
    open: opens('Replay'),
    noScreenshot: true,
  },
  {
    name: 'webhook-delivery',
    path: (made) => `${made.sample}/developers/webhooks/${made.webhookId}/${made.webhookDeliveryId}`,
  },
  { name: 'install-arrived', path: inSample('/install'), noScreenshot: true },
  {
    name: 'command-palette',
    path: inSample(''),
    open: async (page) => {
      await page.keyboard.press('Control+k');
      await dialog(page);
    },
  },
  {
    name: 'account-menu',
    path: inSample(''),
    onlyWidth: 1440,
    noScreenshot: true,
    without: MENU,
    open: async (page) => {
      await page.getByRole('button', { name: 'Account menu' }).click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'site-menu',
    path: inSample(''),
    onlyWidth: 1440,
    noScreenshot: true,
    without: MENU,
    open: async (page) => {
      await page.getByRole('button', { name: 'Switch site' }).click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'navigation',
    path: inSample(''),
    onlyWidth: 390,
    open: async (page) => {
      await page.getByRole('button', { name: 'Open navigation' }).click();
      await dialog(page);
    },
  },
];

export const WIDTHS = [1440, 390] as const;
export const SCHEMES = ['light', 'dark'] as const;
const HEIGHT = { 1440: 900, 390: 844 } as const;

/** Light or dark, with every transition of colours at its end. */
export async function setScheme(page: Page, colorScheme: (typeof SCHEMES)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(`document.getAnimations().forEach((one) => {
    if (one.effect?.getComputedTiming().iterations !== Infinity) one.finish();
  })`);
}

/** Opens the page of the case at this width and waits until it shows what it has; resolves to the answer's headers. */
export async function openCase(page: Page, made: Furnished, one: PageCase, width: (typeof WIDTHS)[number]) {
  await page.setViewportSize({ width, height: HEIGHT[width] });
  const response = await page.goto(`${made.belfry.origin}${one.path(made)}`);
  if (!response) throw new Error(`${one.name} gave no answer`);
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
  // As for somebody who has come to use it (components/ui/first-sign.ts).
  await page.mouse.move(1, 1);
  // Streamed parts and lazy charts: nothing is left that says it is loading.
  // (By evaluate: waitForFunction evaluates within the page, which the page's policy forbids.)
  const isBusy = "!!document.querySelector('[aria-busy=true], .animate-pulse')";
  await eventually(async () => !(await page.evaluate(isBusy)), { what: `${one.name} at rest`, timeoutMs: 20_000 });
  await one.ready?.(page);
  await one.open?.(page);
  return { status: response.status(), headers: response.headers() };
}
