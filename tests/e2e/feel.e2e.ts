import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../push-service/wait-for';
import { focusIsOn } from './keyboard';
import { type Sample, startSample } from './start-sample';

// How it feels: a view is its address, so that Back, Forward and a reload keep it; `/` goes to the search field; a page that
// takes long shows its shape meanwhile; and nothing moves for those who asked their system for that.

let sample: Sample;
let page: Page;

beforeAll(async () => {
  sample = await startSample(60);
  ({ page } = sample);
}, 400_000);
afterAll(() => sample?.close());

const query = () => Object.fromEntries(new URL(page.url()).searchParams);
const isAt = (wanted: Record<string, string>) =>
  eventually(() => JSON.stringify(query()) === JSON.stringify(wanted), { what: JSON.stringify(wanted) }).catch(
    (error: unknown) => {
      throw new Error(`the address is ${page.url()}`, { cause: error });
    },
  );

it('keeps the filters of subscribers in the address', async () => {
  await page.goto(`${sample.url}/subscribers`);
  const rows = page.getByRole('main').getByRole('table').getByRole('row');
  const search = page.getByRole('searchbox', { name: 'Search by your id or subscriber id' });
  const browser = page.getByRole('combobox', { name: 'Browser' });
  const country = page.getByRole('combobox', { name: 'Country' });
  const [ids, values] = await (async () => {
    const { items } = await sample.get<{ items: { externalId: string | null; browser: string; country: string }[] }>(
      `/sites/${sample.siteId}/subscribers?limit=60`,
    );
    const [first] = items.filter(({ externalId, browser: own }) => externalId && own);
    return [items, first ?? items[0]] as const;
  })();
  const inGermany = ids.filter(({ country: own }) => own === 'DE').length;
  expect(inGermany).toBeGreaterThan(0);
  await country.selectOption('DE');
  await isAt({ country: 'DE' });
  // Less the row of headers.
  const isAll = () => eventually(async () => (await rows.count()) - 1 === inGermany, { what: 'all in Germany' });
  await isAll();
  await browser.selectOption(String(values?.browser));
  await isAt({ country: 'DE', browser: String(values?.browser) });
  await page.goBack();
  await isAt({ country: 'DE' });
  await eventually(async () => (await browser.inputValue()) === '' && (await country.inputValue()) === 'DE', {
    what: 'the filters of before',
  });
  await isAll();
  await page.goForward();
  await isAt({ country: 'DE', browser: String(values?.browser) });
  await eventually(async () => (await browser.inputValue()) === values?.browser, { what: 'the filter of after' });
  await page.reload();
  expect([await browser.inputValue(), await country.inputValue()]).toEqual([values?.browser, 'DE']);
  await page.getByRole('button', { name: 'Clear' }).click();
  await isAt({});

  // Not where one is writing: there it is a character.
  await page.getByRole('heading', { level: 1, name: 'Subscribers' }).click();
  await page.keyboard.press('/');
  await focusIsOn(page, search);
  expect(await search.inputValue()).toBe('');
  await page.keyboard.type('nobody/at all');
  await isAt({ search: 'nobody/at all' });
  await page.goBack();
  await isAt({});
  await eventually(async () => (await search.inputValue()) === '', { what: 'the box as the address has it' });
  expect(sample.takeProblems()).toEqual([]);
});

it('keeps the filters of campaigns and the period of growth in the address', async () => {
  const message = { title: 'Sidama', url: 'https://shop.example/' };
  for (const name of ['Spring draft', 'Autumn draft']) {
    await sample.post(`/sites/${sample.siteId}/campaigns`, { name, message, audience: { all: true } });
  }
  await page.goto(`${sample.url}/campaigns`);
  const drafts = page.getByRole('radio', { name: 'Drafts' });
  const search = page.getByRole('searchbox', { name: 'Search campaigns by name' });
  const link = (name: string) => page.getByRole('main').getByRole('link', { name });
  await link('Spring draft').waitFor();
  await drafts.check();
  await isAt({ status: 'draft' });
  await page.getByRole('heading', { level: 1, name: 'Campaigns' }).click();
  await page.keyboard.press('/');
  await focusIsOn(page, search);
  await page.keyboard.type('spring');
  await isAt({ status: 'draft', search: 'spring' });
  await link('Autumn draft').waitFor({ state: 'detached' });
  await page.getByRole('radio', { name: 'Sent' }).check();
  await isAt({ status: 'done', search: 'spring' });
  await page.getByText('No campaign matches').waitFor();
  await page.goBack();
  await isAt({ status: 'draft', search: 'spring' });
  await link('Spring draft').waitFor();
  await page.goBack();
  await isAt({ status: 'draft' });
  await link('Autumn draft').waitFor();
  expect(await search.inputValue()).toBe('');
  await page.goForward();
  await isAt({ status: 'draft', search: 'spring' });
  await eventually(async () => (await search.inputValue()) === 'spring', { what: 'the words again' });
  // From a campaign back into the same list.
  await link('Spring draft').click();
  await page.waitForURL(/\/campaigns\/cmp_\w+/);
  await page.goBack();
  await isAt({ status: 'draft', search: 'spring' });
  expect(await drafts.isChecked()).toBe(true);

  await page.goto(`${sample.url}/growth`);
  const period = (name: string) => page.getByRole('navigation', { name: 'Period' }).getByRole('link', { name });
  await page.getByText('Who came and who went in the last 90 days', { exact: false }).waitFor();
  await period('30 days').click();
  await page.getByText('Who came and who went in the last 30 days', { exact: false }).waitFor();
  await isAt({ days: '30' });
  expect(await period('30 days').getAttribute('aria-current')).toBe('page');
  await page.goBack();
  await page.getByText('Who came and who went in the last 90 days', { exact: false }).waitFor();
  await isAt({});
  await page.goForward();
  await page.reload();
  await page.getByText('Who came and who went in the last 30 days', { exact: false }).waitFor();
  expect(sample.takeProblems()).toEqual([]);
});

const SLOW_MS = 4_000;
/** The next page that reads campaigns waits: the database is busy with them for a while. */
async function keepBusy(): Promise<{ isFree: Promise<unknown> }> {
  const isFree = sample.belfry.sql(
    `DO $$ BEGIN LOCK TABLE campaigns IN ACCESS EXCLUSIVE MODE; PERFORM pg_sleep(${SLOW_MS / 1_000}); END $$`,
  );
  const locks = `SELECT FROM pg_locks
    WHERE relation = 'campaigns'::regclass AND mode = 'AccessExclusiveLock' AND granted`;
  await eventually(async () => (await sample.belfry.sql(locks)).length > 0, { what: 'a busy database' });
  return { isFree };
}
/** What moves on the page for longer than one sees. */
const MOVING = `document.getAnimations()
  .filter((one) => one.playState === 'running' && one.effect.getComputedTiming().endTime > 1)
  .map((one) => one.animationName ?? one.transitionProperty)`;

it('shows the shape of a page while it takes long, moving only for those who do not mind', async () => {
  const skeleton = page.getByRole('main').getByRole('status').filter({ hasText: 'Loading…' });
  const heading = page.getByRole('heading', { level: 1, name: 'Campaigns' });
  for (const reducedMotion of ['reduce', 'no-preference'] as const) {
    await page.emulateMedia({ reducedMotion });
    await page.goto(`${sample.url}/subscribers`);
    await page.getByRole('heading', { level: 1, name: 'Subscribers' }).waitFor();
    // What the page fetches ahead is there: the shape of the next page is part of it.
    await page.waitForLoadState('networkidle');
    const { isFree } = await keepBusy();
    await page.getByRole('navigation').getByRole('link', { name: 'Campaigns', exact: true }).click();
    await skeleton.waitFor({ state: 'attached' });
    expect(await heading.count()).toBe(0);
    const moving = await page.evaluate<string[]>(MOVING);
    if (reducedMotion === 'reduce') expect(moving).toEqual([]);
    // What is measured is there to be measured.
    else expect(moving).not.toEqual([]);
    await isFree;
    await heading.waitFor();
    await skeleton.waitFor({ state: 'detached' });
  }

  // A page that is opened by its address shows it, too.
  const { isFree } = await keepBusy();
  await page.goto(`${sample.url}/campaigns`, { waitUntil: 'commit' });
  await skeleton.waitFor({ state: 'attached' });
  expect(await heading.count()).toBe(0);
  await isFree;
  await heading.waitFor();
  expect(sample.takeProblems()).toEqual([]);
});

it('moves nothing that opens, closes or is live when the system asks for that', async () => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const { id } = await sample.post<{ id: string }>(`/sites/${sample.siteId}/campaigns`, {
    name: 'Live',
    message: { title: 'Live', url: 'https://shop.example/' },
    audience: { all: true },
    throttlePerMinute: 60,
  });
  await sample.post(`/campaigns/${id}/launch`);
  await page.goto(`${sample.url}/campaigns/${id}`);
  // Its badge pulses for others, its bars grow.
  await page.getByRole('region', { name: 'Sending' }).waitFor();
  const isStill = async (what: string) => expect(await page.evaluate<string[]>(MOVING), what).toEqual([]);
  await isStill('a live campaign');
  await page.getByRole('button', { name: 'Pace' }).click();
  await page.getByRole('dialog', { name: 'Pace' }).waitFor();
  await isStill('a dialog');
  await page.getByLabel('Messages per minute').fill('50');
  await page.getByRole('button', { name: 'Set pace' }).click();
  await page.getByText('At most 50 a minute from now on').waitFor();
  await isStill('a message');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or jump to' }).waitFor();
  await isStill('the palette');
  await page.keyboard.press('Escape');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  const moves = async () => (await page.evaluate<string[]>(MOVING)).length > 0;
  await eventually(moves, { what: 'the pulse of a live badge' });
  expect(sample.takeProblems()).toEqual([]);
});
