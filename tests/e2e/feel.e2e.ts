import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { until } from '../push-service/wait-for';
import { focusIsOn } from './keyboard';
import { withSample } from './with-started';

// How it feels: a view is its address, so that Back, Forward and a reload keep it; `/` goes to the search field; a page that
// takes long shows its shape meanwhile; and nothing moves for those who asked their system for that.

let page: Page;

const sample = withSample(60, (made) => {
  ({ page } = made);
});

const query = () => Object.fromEntries(new URL(page.url()).searchParams);
const isAt = (wanted: Record<string, string>) => expect.poll(query, { timeout: 60_000 }).toEqual(wanted);

it('keeps the filters of subscribers in the address', async () => {
  await page.goto(`${sample.url}/subscribers`);
  const rows = page.getByRole('main').getByRole('table').getByRole('row');
  const search = page.getByRole('searchbox', { name: 'Search by your id or subscriber id' });
  const browser = page.getByRole('combobox', { name: 'Browser' });
  const country = page.getByRole('combobox', { name: 'Country' });
  const { items } = await sample.get<{ items: { browser: string; country: string }[] }>(
    `/sites/${sample.siteId}/subscribers?limit=60`,
  );
  const inGermany = items.filter((one) => one.country === 'DE');
  const theirs = inGermany[0]?.browser ?? '';
  expect(theirs).not.toBe('');
  await country.selectOption('DE');
  await isAt({ country: 'DE' });
  // Less the row of headers.
  const isAll = () => until('all in Germany', async () => (await rows.count()) - 1 === inGermany.length);
  await isAll();
  await browser.selectOption(theirs);
  await isAt({ country: 'DE', browser: theirs });
  await page.goBack();
  await isAt({ country: 'DE' });
  await until(
    'the filters of before',
    async () => (await browser.inputValue()) === '' && (await country.inputValue()) === 'DE',
  );
  await isAll();
  await page.goForward();
  await isAt({ country: 'DE', browser: theirs });
  await until('the filter of after', async () => (await browser.inputValue()) === theirs);
  await page.reload();
  expect([await browser.inputValue(), await country.inputValue()]).toEqual([theirs, 'DE']);
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
  await until('the box as the address has it', async () => (await search.inputValue()) === '');
  expect(sample.takeProblems()).toEqual([]);
});

it('shows what the address says after Back, when a filter was chosen before the last one had answered', async () => {
  const { items } = await sample.get<{ items: { browser: string; country: string }[] }>(
    `/sites/${sample.siteId}/subscribers?limit=60`,
  );
  const rows = page.getByRole('region', { name: 'Subscribers', exact: true }).getByRole('row');
  const isShown = (what: string) =>
    until(what, async () => {
      const { country, browser } = query();
      const wanted = items.filter((one) => (country ?? one.country) === one.country);
      const found = wanted.filter((one) => (browser ?? one.browser) === one.browser).length;
      // A page has 50, and the head's row is one, too.
      return found > 0 && (await rows.count()) === Math.min(found, 50) + 1;
    }).catch(async (error: unknown) => {
      throw new Error(`${page.url()} shows ${(await rows.count()) - 1}`, { cause: error });
    });
  const country = page.getByRole('combobox', { name: 'Country' });
  const browser = page.getByRole('combobox', { name: 'Browser' });
  await page.goto(`${sample.url}/subscribers`);
  await isShown('everyone');
  await page.waitForLoadState('networkidle');
  await whileBusy('subscribers', async () => {
    await country.selectOption('DE');
    // Later than changes are gathered, and before any answer.
    await page.waitForTimeout(500);
    await browser.selectOption('Chrome');
    expect([await country.inputValue(), await browser.inputValue()]).toEqual(['DE', 'Chrome']);
  });
  await isAt({ country: 'DE', browser: 'Chrome' });
  await isShown('both filters');
  await page.goBack();
  await until('Back', async () => query().browser === undefined && (await browser.inputValue()) === '');
  await isShown('the list of before');
  await page.goForward();
  await isAt({ country: 'DE', browser: 'Chrome' });
  await isShown('both filters once more');
  expect([await country.inputValue(), await browser.inputValue()]).toEqual(['DE', 'Chrome']);
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
  await until('no words', async () => (await search.inputValue()) === '');
  await page.goForward();
  await isAt({ status: 'draft', search: 'spring' });
  await until('the words again', async () => (await search.inputValue()) === 'spring');
  // From a campaign back into the same list.
  await link('Spring draft').click();
  await page.waitForURL(/\/campaigns\/cmp_\w+/);
  await page.goBack();
  await isAt({ status: 'draft', search: 'spring' });
  await until('the drafts again', () => drafts.isChecked());

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

/** A page that reads the table has to wait meanwhile: the database is busy with it. */
async function whileBusy(table: 'campaigns' | 'subscribers', look: () => Promise<void>): Promise<void> {
  await sample.belfry.sql('CREATE TABLE IF NOT EXISTS reasons_to_wait (id int)');
  await sample.belfry.sql('INSERT INTO reasons_to_wait VALUES (1)');
  const busy = sample.belfry.sql(`DO $$ BEGIN
    LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE;
    WHILE EXISTS (SELECT FROM reasons_to_wait) LOOP PERFORM pg_sleep(0.05); END LOOP;
  END $$`);
  const locks = `SELECT FROM pg_locks
    WHERE relation = '${table}'::regclass AND mode = 'AccessExclusiveLock' AND granted`;
  try {
    await until('a busy database', async () => (await sample.belfry.sql(locks)).length > 0);
    await look();
  } finally {
    await sample.belfry.sql('DELETE FROM reasons_to_wait');
    await busy;
  }
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
    await whileBusy('campaigns', async () => {
      await page.getByRole('navigation').getByRole('link', { name: 'Campaigns', exact: true }).click();
      await skeleton.waitFor({ state: 'attached' });
      expect(await heading.count()).toBe(0);
      const moving = await page.evaluate<string[]>(MOVING);
      if (reducedMotion === 'reduce') expect(moving).toEqual([]);
      // What is measured is there to be measured.
      else expect(moving).not.toEqual([]);
    });
    await heading.waitFor();
    await skeleton.waitFor({ state: 'detached' });
  }

  // A page that is opened by its address shows it, too.
  await whileBusy('campaigns', async () => {
    await page.goto(`${sample.url}/campaigns`, { waitUntil: 'commit' });
    await skeleton.waitFor({ state: 'attached' });
    expect(await heading.count()).toBe(0);
  });
  await heading.waitFor();
  expect(sample.takeProblems()).toEqual([]);
});

it('moves nothing that opens, closes or is live when the system asks for that', async () => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const { id } = await sample.post<{ id: string }>(`/sites/${sample.siteId}/campaigns`, {
    name: 'Live',
    message: { title: 'Live', url: 'https://shop.example/' },
    audience: { all: true },
    // So slow that it is live until the end.
    throttlePerMinute: 1,
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
  await page.getByLabel('Messages per minute').fill('2');
  await page.getByRole('button', { name: 'Set pace' }).click();
  await page.getByText('At most 2 a minute from now on').waitFor();
  await isStill('a message');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or jump to' }).waitFor();
  await isStill('the palette');
  await page.keyboard.press('Escape');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await until('the pulse of a live badge', async () => (await page.evaluate<string[]>(MOVING)).length > 0);
  expect(sample.takeProblems()).toEqual([]);
});
