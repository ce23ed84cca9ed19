import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openWatchedPage } from './furnished';
import { focusIsOn } from './keyboard';
import { withSample } from './with-started';

// Until somebody uses it the composer has fetched what it shows, and no more (components/ui/first-sign.ts): it must tell as
// much as one that has everything, and have the rest once it is wanted, also over a slow line.

let page: Page;
let takeProblems: () => string[];

const sample = withSample(60, async (made) => {
  const browser = made.page.context().browser();
  if (!browser) throw new Error('no browser');
  ({ page, takeProblems } = await openWatchedPage(browser));
  await page.context().addCookies(await made.page.context().cookies());
});

/** Scripts whose answers wait, by their address. */
async function slowDown(ms: number): Promise<void> {
  await page.route(/_next\/static\/.*\.js/, async (route) => {
    await new Promise((done) => setTimeout(done, ms));
    // Gone when the page was closed meanwhile.
    await route.continue().catch(() => undefined);
  });
}

const lacks = (what: RegExp) =>
  page.getByRole('region', { name: 'Before it goes' }).getByRole('button', { name: what });
const region = (name: string) => page.getByRole('region', { name });
const title = () => region('Message').getByLabel('Title', { exact: true });

it('says what is missing and names its sections before anybody touches it, and has the rest with the first movement', async () => {
  await page.setViewportSize({ width: 1440, height: 620 });
  await page.goto(`${sample.url}/campaigns/new`);
  await lacks(/^Title is required/).waitFor();
  await lacks(/^Link is required/).waitFor();
  await page.getByRole('button', { name: /^Send to 60 now/ }).waitFor();
  for (const name of ['Audience', 'When', 'Link tracking', 'Delivery and behaviour'])
    await page.getByRole('main').getByRole('heading', { level: 2, name }).waitFor({ state: 'attached' });
  const everyone = page.getByRole('radio', { name: /^Everyone/ });
  const told = page.getByRole('region', { name: /^Notifications/ });
  await page.waitForLoadState('networkidle');
  expect([await everyone.count(), await told.count()]).toEqual([0, 0]);

  await page.mouse.move(300, 300);
  await everyone.waitFor({ state: 'attached' });
  await page.getByRole('radio', { name: /^Now/ }).waitFor({ state: 'attached' });
  // Folded away, and to be found by whoever searches the page.
  await page.getByLabel('Replace key').waitFor({ state: 'attached' });
  await told.waitFor({ state: 'attached' });
  expect(takeProblems()).toEqual([]);
});

it('checks what was written before the checks had come', async () => {
  await page.goto(`${sample.url}/campaigns/new`);
  await lacks(/^Title is required/).waitFor();
  await slowDown(1_500);
  await title().fill('Coffee is here');
  await region('Message').getByLabel('Link', { exact: true }).fill('coffee');
  await title().focus();
  await page.getByText('must be an address that begins with', { exact: false }).first().waitFor();
  await lacks(/^Link must be an address/).waitFor();
  expect(await lacks(/^Title/).count()).toBe(0);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

it('puts the caret where it belongs when the fields come later than the click', async () => {
  await page.goto(`${sample.url}/campaigns/new`);
  await region('A/B test').getByRole('button', { name: 'Test another version' }).waitFor();
  await slowDown(1_500);
  await region('A/B test').getByRole('button', { name: 'Test another version' }).press('Enter');
  await focusIsOn(page, region('A/B test').getByRole('tabpanel', { name: 'B' }).getByLabel('Title', { exact: true }));
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

it('says which part could not be fetched, keeps what is written, and fetches it when it is asked again', async () => {
  await page.goto(`${sample.url}/campaigns/new`);
  await lacks(/^Title is required/).waitFor();
  await page.route(/_next\/static\/.*\.js/, (route) => route.abort());
  // With the first key the rest is fetched.
  await title().fill('Coffee is here');
  const again = region('Audience').getByRole('button', { name: 'Try again' });
  await again.waitFor();
  await page.getByText('It cannot be checked just now').waitFor();
  await page.getByRole('button', { name: /^Send to 60 now/ }).click();
  await page.getByText('What you have written cannot be checked').waitFor();
  await page.unrouteAll({ behavior: 'ignoreErrors' });

  // Without the focus: the checks may have come by themselves meanwhile, and have taken it where something is missing.
  await again.dispatchEvent('click');
  await page.getByRole('radio', { name: /^Everyone/ }).waitFor({ state: 'attached' });
  // What was begun without the checks goes on with them: the first thing that is missing.
  await lacks(/^Link is required/).waitFor();
  await focusIsOn(page, region('Message').getByLabel('Link', { exact: true }));
  expect(await title().inputValue()).toBe('Coffee is here');
  takeProblems();
});
