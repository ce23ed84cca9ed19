import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { eventually } from '../push-service/wait-for';
import { sendCampaign } from './dashboard';
import { readSheets } from './read-sheets';
import { withSample } from './with-started';

// What is put on paper: the figures and tables of a page, and nothing that can only be pressed.

const AUDIENCE = 200;
let page: Page;
let campaign: string;

const sample = withSample(AUDIENCE, async (made) => {
  ({ page } = made);
  const id = await sendCampaign(
    page,
    made.siteId,
    { title: 'Sidama is in', body: 'Forty bags, roasted on Tuesday.', url: 'https://shop.example/sidama' },
    AUDIENCE,
  );
  campaign = `${made.url}/campaigns/${id}`;
  await page.getByRole('main').getByText('Sent', { exact: true }).first().waitFor({ timeout: 90_000 });
});

/** What can only be pressed, and is to be seen. As an expression: the page's policy lets no function in. */
const PRESSABLE = `[...document.querySelectorAll(
    'nav, aside nav, header button, main button, main summary, main [role=tablist], main :is([type=radio], [type=checkbox], [type=search], select, [download], [rel=next])')]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().width > 1)
  .map((one) => one.outerHTML.slice(0, 160))`;
/** What is cut off at the right: paper does not scroll. */
const CUT_OFF = `[...document.querySelectorAll('main :is(table, td, svg, p, h1, h2, dl)')]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.outerHTML.slice(0, 160))`;
/** Cells of which an icon lies upon the words. */
const COVERED = `[...document.querySelectorAll('main td')].filter((cell) => cell.checkVisibility() && cell.innerText.trim()).flatMap((cell) => {
  const range = document.createRange();
  const icons = [...cell.querySelectorAll('svg')].map((one) => one.getBoundingClientRect());
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    range.selectNodeContents(texts.currentNode);
    const text = range.getBoundingClientRect();
    const lies = (icon) => icon.left < text.right - 1 && icon.right > text.left + 1 && icon.top < text.bottom - 1 && icon.bottom > text.top + 1;
    if (texts.currentNode.parentElement.clientWidth !== 1 && icons.some(lies)) return [cell.outerHTML.slice(0, 160)];
  }
  return [];
})`;
/** A4 without its margins of 12 mm, at 96 dots an inch. */
const PAPER = { width: 703, height: 1032 };

/** The page as it is printed; resolves to the pieces of text on each sheet. */
async function print(name: string): Promise<number[]> {
  await page.setViewportSize(PAPER);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.evaluate<string[]>(PRESSABLE)).toEqual([]);
  expect(await page.evaluate<string[]>(COVERED)).toEqual([]);
  // Charts are drawn anew a moment after the window has another width.
  let cutOff: string[] = [];
  const fits = async () => {
    cutOff = await page.evaluate<string[]>(CUT_OFF);
    return cutOff.length === 0;
  };
  await eventually(fits).catch(() => expect(cutOff).toEqual([]));
  // Not by the sidebar, the bar or the scheme of the screen.
  expect(await page.getByRole('navigation').count()).toBe(0);
  // From a dark screen it goes through greys.
  await expect
    .poll(() => page.evaluate<string>(`getComputedStyle(document.body).backgroundColor`))
    .toBe('rgb(255, 255, 255)');
  const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true, printBackground: true });
  const folder = process.env.BELFRY_E2E_PICTURES;
  // The browser's own head is often off: of which site, and from when.
  await page.getByText(/^Larkspur Coffee.*, printed \d/).waitFor();
  if (folder) await writeFile(`${folder}/print-${name}.pdf`, pdf);
  return readSheets(pdf);
}

/** As on a screen again. */
async function toScreen(): Promise<void> {
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  await page.setViewportSize({ width: 1440, height: 900 });
}

it('puts growth on sheets that are full, each day in its row', async () => {
  await page.goto(`${sample.url}/growth`);
  await page.getByRole('heading', { name: 'By day' }).waitFor();
  const sheets = await print('growth');
  // The chart and the first days of its table follow the figures.
  expect(sheets.length).toBeGreaterThan(1);
  expect({ sheets, isFull: (sheets[0] ?? 0) > 60 }).toEqual({ sheets, isFull: true });
  await page.getByText('Active now', { exact: true }).waitFor();
  await page.getByRole('application', { name: /^Subscribers who came and went/ }).waitFor();
  // Folded away on the screen, and a row for each of ninety days on paper.
  const days = page.getByRole('region', { name: 'Subscribers who came and went, as a table' }).getByRole('row');
  expect(await days.count()).toBe(91);
  expect(await days.last().isVisible()).toBe(true);
  await toScreen();
  await page.getByRole('button', { name: 'Print' }).waitFor();
});

it('puts a campaign and its report on paper without what is pressed', async () => {
  await page.goto(campaign);
  await page.getByRole('region', { name: 'From audience to click' }).waitFor();
  const sheets = await print('campaign');
  expect(sheets[0]).toBeGreaterThan(20);
  await page.getByRole('heading', { name: 'About Sidama is in' }).waitFor();
  await page
    .getByRole('region', { name: 'From audience to click' })
    .getByTitle('A push service took', { exact: false })
    .waitFor();
  await page.getByText('Forty bags, roasted on Tuesday.').first().waitFor();
  await toScreen();
  await page.getByRole('button', { name: 'Duplicate' }).waitFor();

  await page.goto(`${campaign}/report`);
  const browsers = page.getByRole('region', { name: 'Browsers in figures', exact: true }).getByRole('table');
  const isCounted = async () => {
    await page.reload();
    return (await browsers.count()) > 0;
  };
  // The workers count within seconds of the last message.
  await eventually(isCounted, { what: 'the report to be counted', timeoutMs: 120_000 });
  const report = await print('report');
  expect(report[0]).toBeGreaterThan(20);
  expect(await browsers.isVisible()).toBe(true);
  await toScreen();
  expect(sample.takeProblems()).toEqual([]);
});

const LISTS = {
  overview: '',
  campaigns: '/campaigns',
  subscribers: '/subscribers',
  audit: '/workspace/audit',
  queues: '/workspace/queues',
};

it.each(Object.entries(LISTS))(
  'puts %s on paper: each row whole, and when it was in place of how long ago',
  async (name, path) => {
    await page.goto(`${sample.url}${path}`);
    const times = page.getByRole('main').locator('time');
    await times.first().waitFor();
    await print(name);
    const said = await page.evaluate<string[]>(
      `[...document.querySelectorAll('main time')].filter((one) => one.checkVisibility())
      .map((one) => one.innerText + getComputedStyle(one, '::after').content)`,
    );
    expect(said.length).toBeGreaterThan(0);
    expect(said.filter((text) => /ago|just now/.test(text))).toEqual([]);
    await toScreen();
  },
);

it('says on paper which filter is set, and of no other that it could be', async () => {
  await page.goto(`${sample.url}/subscribers?status=active`);
  await page.getByRole('table', { name: '' }).first().waitFor();
  await page.emulateMedia({ media: 'print' });
  const shown = await page.evaluate<string[]>(
    `[...document.querySelectorAll('main search select')].filter((one) => one.checkVisibility()).map((one) => one.selectedOptions[0].text)`,
  );
  expect(shown).toEqual(['Active']);
  await toScreen();
});
