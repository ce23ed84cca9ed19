import type { Page } from 'playwright-core';
import { beforeEach, expect, it, onTestFailed } from 'vitest';
import { eventually } from '../push-service/wait-for';
import type { World } from '../push-service/world';
import { readFunnel, sendCampaign, signIn } from './dashboard';
import { lookAt } from './look-at';
import type { Belfry } from './start-belfry';
import { withDashboard } from './with-started';

// A newcomer's first quarter of an hour, in one browser and in this order.

const OWNER = { email: 'Kim@Example.com', password: 'a quiet tower at noon' };
let belfry: Belfry;
let page: Page;
let siteId: string;
let first: ReturnType<World['push']['createSubscriber']>;

const dashboard = withDashboard((made) => {
  ({ belfry, page } = made);
});
beforeEach(() => onTestFailed(() => console.error(belfry.log())));

const problem = (text: string | RegExp) => page.getByRole('alert').filter({ hasText: text });

it('asks for an owner first, and says what is wrong with a password', async () => {
  await page.goto(belfry.origin);
  await page.waitForURL(/\/welcome$/);
  await page.getByLabel('Your name').fill('Kim');
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Create owner' }).click();
  await problem(/12/).waitFor();
  expect(await page.getByLabel('E-mail').inputValue(), 'what was typed stays').toBe(OWNER.email);
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Create owner' }).click();
  await page.waitForURL(/\/sites\/new$/);
});

it('leads on to the site, and from there to the snippet', async () => {
  await page.getByLabel('Site name').fill('Corner shop');
  await page.getByLabel('Web address').fill('not an address');
  await page.getByRole('button', { name: 'Create site' }).click();
  await problem(/origin|https/).waitFor();
  await page.getByLabel('Web address').fill('https://shop.example');
  await page.getByRole('button', { name: 'Create site' }).click();
  await page.waitForURL(/\/s\/site_\w+\/install$/);
  siteId = /site_\w+/.exec(page.url())?.[0] ?? '';

  // The address is there before the page's streamed parts are.
  await page.getByText('data-site=').first().waitFor();
  const shown = await page.locator('main').textContent();
  const [site] = await belfry.sql<{ site_key: string }>('SELECT site_key FROM sites');
  expect(shown).toContain(`<script async src="${belfry.origin}/belfry.js" data-site="${site?.site_key}"></script>`);
  expect(shown).toContain('belfry-sw.js');
  await page.getByRole('heading', { name: 'Waiting for the first subscriber' }).waitFor();

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /Download/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('belfry-sw.js');
});

it('turns when the first subscriber comes', async () => {
  const api = belfry.api(await makeApiKey());
  const { vapidPublicKey } = await api<{ vapidPublicKey: string }>('GET', `/api/v1/sites/${siteId}`);
  first = dashboard.world.push.createSubscriber({ key: vapidPublicKey });
  const { endpoint, keys } = first.subscription;
  await page.goto(`${belfry.origin}/s/${siteId}/install`);
  await page.getByRole('heading', { name: 'Waiting for the first subscriber' }).waitFor();
  await api('POST', `/api/v1/sites/${siteId}/subscribers`, { endpoint, keys, country: 'FI' });
  await page.getByRole('heading', { name: 'Your first subscriber is here!' }).waitFor();
});

it('sends a test to oneself with one click, and ticks it off', async () => {
  await page.goto(`${belfry.origin}/s/${siteId}`);
  const step = page.getByRole('region', { name: 'Get started' }).getByRole('listitem').nth(1);
  await step.getByText('Send a test to yourself').waitFor();
  expect(await step.textContent(), 'not done yet').not.toMatch(/^Done:/);
  await lookAt(page, 'first-run-overview', { isWhole: true });
  await step.getByRole('button', { name: 'This is my browser: send a test' }).click();
  await page.getByText('Test sent', { exact: true }).waitFor();
  await step.getByText('Done:').waitFor();
  const receives = async () => first.messages.some(({ text }) => text?.includes('Corner shop can reach you'));
  await eventually(receives, { what: 'the test at the push service' });
  const [marked] = await belfry.sql<{ count: number }>('SELECT count(*)::int AS count FROM subscribers WHERE is_test');
  expect(marked?.count).toBe(1);

  // As often as one likes, beside the snippet.
  await page.goto(`${belfry.origin}/s/${siteId}/install`);
  await page.getByRole('button', { name: 'This is my browser: send a test' }).click();
  await page.getByText('Test sent', { exact: true }).waitFor();
  await lookAt(page, 'first-run-install', { isWhole: true });
});

it('keeps a checklist on the overview, with what is done ticked off', async () => {
  await page.goto(`${belfry.origin}/s/${siteId}`);
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  const steps = page.getByRole('region', { name: 'Get started' }).getByRole('listitem');
  await steps.first().waitFor();
  const texts = await steps.allTextContents();
  expect(texts.filter((text) => text.startsWith('Done:')).length, 'the snippet works').toBeGreaterThan(0);
  expect(
    texts.findIndex((text) => /campaign/i.test(text) && !text.startsWith('Done:')),
    'still to do',
  ).toBeGreaterThan(0);
});

it('says when what was deleted could not be brought back', async () => {
  await page.goto(`${belfry.origin}/s/${siteId}/topics`);
  await page.getByRole('button', { name: 'New topic' }).first().click();
  await page.getByRole('dialog').getByLabel('Name').fill('Offers');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^(Create|Save|Add)/ })
    .click();
  await page.getByRole('button', { name: 'Delete Offers' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete topic' }).click();
  await page.getByText('“Offers” deleted').waitFor();
  await page.route('**/topics', (route) =>
    route.request().method() === 'POST' ? route.abort('connectionfailed') : route.fallback(),
  );
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Not restored').waitFor();
  await page.unroute('**/topics');
});

it('signs out, refuses a wrong password, signs in again, and holds up whoever keeps guessing', async () => {
  await page.goto(`${belfry.origin}/s/${siteId}`);
  await page.getByRole('button', { name: 'Account menu' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL(/\/sign-in/);
  await page.goto(`${belfry.origin}/s/${siteId}`);
  await page.waitForURL(/\/sign-in/);

  const button = page.getByRole('button', { name: 'Sign in' });
  /** Resolves to what the form says to it. */
  const attempt = async (email: string, password: string): Promise<string> => {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await button.click();
    await answered;
    await page.locator('button[aria-busy=true]').waitFor({ state: 'detached' });
    return (await page.getByRole('alert').first().textContent()) ?? '';
  };
  const wrong = await attempt(OWNER.email, 'not the password at all');
  expect(wrong).toMatch(/password/i);
  expect(await attempt('nobody@example.com', 'not the password at all'), 'tells nobody who has an account').toBe(wrong);
  // Whoever was sent an address comes to it.
  const sent = `${belfry.origin}/s/${siteId}/subscribers?search=kim`;
  await page.goto(sent);
  await page.waitForURL(/\/sign-in/);
  await page.getByLabel('E-mail').fill('kim@example.com');
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await button.click();
  await page.waitForURL(sent);

  await page.context().clearCookies();
  await page.goto(`${belfry.origin}/sign-in`);
  let said = wrong;
  for (let count = 0; count < 15 && said === wrong; count++) said = await attempt(OWNER.email, `guess number ${count}`);
  expect(said).toMatch(/too many/i);
  expect(await attempt(OWNER.email, OWNER.password), 'the right one does not help now').toMatch(/too many/i);
  expect(page.url()).toContain('/sign-in');
});

it('sample data: a labelled workspace, a campaign, and the funnel moves within a minute', async () => {
  const visitor = await dashboard.operator.newPage({ viewport: { width: 1440, height: 900 } });
  expect((await visitor.goto(`${belfry.origin}/demo`))?.status(), 'no demo without a sample').toBe(404);
  await belfry.sql('DELETE FROM auth_throttles'); // The guesses of the test before.
  await signIn(page, belfry, OWNER);
  await page.goto(`${belfry.origin}/sites/new`);
  await page.getByRole('button', { name: 'Explore with sample data' }).click();
  await page.waitForURL((url) => /\/s\/site_\w+$/.test(url.pathname) && !url.pathname.includes(siteId), {
    timeout: 60_000,
  });
  await page.getByText('Everyone here is simulated').waitFor();
  const sampleId = /site_\w+/.exec(page.url())?.[0] ?? '';

  const startedAt = Date.now();
  await sendCampaign(page, sampleId, { title: 'Fresh lot', url: `${belfry.origin}/demo` }, '2,000');
  let last = await readFunnel(page);
  await eventually(
    async () => {
      last = await readFunnel(page);
      return last.Accepted > 1_500 && last.Shown > 1_000 && last.Clicked > 20;
    },
    { what: 'a funnel that moves', timeoutMs: 60_000 },
  ).catch((error: unknown) => {
    throw new Error(`after ${Date.now() - startedAt} ms: ${JSON.stringify(last)}`, { cause: error });
  });
  expect(last.Audience).toBe(2_000);

  expect((await visitor.goto(`${belfry.origin}/demo`))?.status()).toBe(200);
  await visitor.getByRole('complementary', { name: 'Demo' }).filter({ hasText: 'simulated' }).waitFor();
  await visitor.close();
  // What is real is kept apart from it, also when it is made from here.
  await page.goto(`${belfry.origin}/sites/new`);
  await page.getByLabel('Site name').fill('Second shop');
  await page.getByLabel('Web address').fill('second.example');
  await page.getByRole('button', { name: 'Create site' }).click();
  await page.waitForURL(/\/install$/);
  const workspaces = await belfry.sql<{ name: string; is_sample: boolean }>(
    'SELECT s.name, w.is_sample FROM sites s JOIN workspaces w ON w.id = s.workspace_id ORDER BY s.id',
  );
  expect(workspaces.map((one) => [one.name, one.is_sample])).toEqual([
    ['Corner shop', false],
    ['Larkspur Coffee (sample)', true],
    ['Second shop', false],
  ]);
  await page.getByText('data-site=').first().waitFor();
  // The command line finds what is there and adds nothing.
  const again = await belfry.cli<{ siteId: string; subscriberCount: number }>('sample', '--email', 'kim@example.com');
  expect(again).toMatchObject({ siteId: sampleId, subscriberCount: 2_000 });
});

/** By clicking, as the owner does; the secret is shown once. */
async function makeApiKey(): Promise<string> {
  await page.goto(`${belfry.origin}/s/${siteId}/developers/api-keys`);
  await page.getByRole('button', { name: 'Create API key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Order system');
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const token = (await dialog.getByRole('region', { name: 'API key' }).textContent())?.trim() ?? '';
  expect(token).toMatch(/^bk_/);
  await dialog.getByRole('button', { name: 'I have stored it' }).click();
  await page.getByRole('row', { name: /Order system/ }).waitFor();
  expect(await page.content(), 'shown once').not.toContain(token);
  return token;
}
