import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { until } from '../push-service/wait-for';
import { download } from './dashboard';
import { lookAt } from './look-at';
import { withSample } from './with-started';

// Subscribers come in as a file and go out as one, all of it by clicking: columns put right, tried, started, paused and gone
// on with, the refused rows read, taken back.

let page: Page;

const SAMPLE_SIZE = 20;
const ROW_COUNT = 6_000;
/** Two rows cannot be taken, and one person is in the file twice. */
const TAKEN = ROW_COUNT - 3;
const KEY = 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4';

const sample = withSample(SAMPLE_SIZE, (made) => {
  ({ page } = made);
});

function makeCsv(): Buffer {
  const row = (n: number, { host = 'fcm.googleapis.com', key = KEY } = {}) =>
    `https://${host}/fcm/send/bag-${n},${key},BTBZMqHH6r4Tts7J_aSIgg,C-${n},Sidama,${n % 4}\n`;
  const rows = Array.from({ length: ROW_COUNT - 3 }, (_, n) => row(n));
  rows.splice(10, 0, row(7), row(90_001, { host: 'push.example' }), row(90_002, { key: 'x' }));
  return Buffer.from(`endpoint,p256dh,auth,Customer ID,Roast,Bags\n${rows.join('')}`);
}

const main = () => page.getByRole('main');
const press = (name: string | RegExp) => main().getByRole('button', { name }).click();
const badge = (text: string) => main().locator('header').getByText(text, { exact: true }).waitFor();
/** The exact number that a figure stands for. */
const figure = (label: string) =>
  main()
    .locator('dl > div')
    .filter({ has: page.getByText(label, { exact: true }) })
    .locator('dd [title]')
    .getAttribute('title');
const peopleCount = async () => {
  const [row] = await sample.belfry.sql<{ count: number }>('SELECT count(*)::int AS count FROM subscribers');
  return row?.count;
};
const processed = async () => {
  const text = await main()
    .getByText(/ of 6,000 rows$/)
    .textContent();
  return Number(/^[\d,]+/.exec(text ?? '')?.[0].replaceAll(',', ''));
};

const linesOf = async (link: Locator) => (await download(link)).text.trim().split('\r\n');

it('takes a file, has its columns put right, and says what it would do', async () => {
  await page.goto(`${sample.url}/subscribers`);
  await main().getByRole('link', { name: 'Import' }).click();
  await page.getByRole('heading', { level: 1, name: 'Import subscribers' }).waitFor();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press('Choose a file')]);
  await chooser.setFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: makeCsv() });
  await page.getByRole('heading', { level: 1, name: 'people.csv' }).waitFor();

  const is = (column: string) => page.getByLabel(`What “${column}” is`);
  expect(await is('Customer ID').inputValue()).toBe('externalId');
  await is('Roast').selectOption({ label: 'Left out' });
  await page.getByLabel('Name of the tag for “Bags”').fill('bags_bought');
  await page.getByLabel('Name of the tag for “Bags”').press('Enter');
  const stored = async () => {
    const [row] = await sample.belfry.sql<{ columns: { name: string; field: string }[] }>(
      'SELECT columns FROM imports',
    );
    return row?.columns.map(({ field }) => field).join();
  };
  await until(
    'the columns as they were chosen',
    async () => (await stored()) === 'endpoint,p256dh,auth,externalId,ignore,tag:bags_bought',
  );
  await page.reload();
  await page.getByLabel('Name of the tag for “Bags”').waitFor();
  expect(await is('Roast').inputValue()).toBe('ignore');

  await press('Try it without changes');
  await page.getByRole('heading', { name: 'What it would do' }).waitFor();
  expect(await figure('Would be added')).toBe('5,997');
  expect(await figure('Refused')).toBe('2');
  await main().getByText('1 twice in the file').waitFor();
  expect(await peopleCount(), 'nothing was changed').toBe(SAMPLE_SIZE);
});

it('gives the refused rows as a file that says what is wrong', async () => {
  const [head, ...rows] = await linesOf(main().getByRole('link', { name: 'Download 2 refused rows' }));
  expect(head).toBe('importLine,importField,importProblem,importAdvice,endpoint,p256dh,auth,Customer ID,Roast,Bags');
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatch(/^13,endpoint,.*push\.example.*,C-90001,Sidama,1$/);
  expect(rows[1]).toMatch(/^14,p256dh,.*,C-90002,Sidama,2$/);
});

it('is started, paused and gone on with, and says how far it is', async () => {
  // From the second piece on it takes until somebody waits for the import, so that there is a middle to pause in.
  await sample.belfry.sql(`CREATE FUNCTION be_slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    WHILE EXISTS (SELECT FROM imports WHERE position > 0) AND NOT EXISTS (SELECT FROM pg_locks WHERE NOT granted) LOOP
      PERFORM pg_sleep(0.05);
    END LOOP;
    RETURN NULL;
  END $$`);
  await sample.belfry.sql(
    'CREATE TRIGGER be_slow BEFORE INSERT ON import_changes FOR EACH STATEMENT EXECUTE FUNCTION be_slow()',
  );
  await press('Add 5,997');
  await page.getByRole('status').getByText('Importing').waitFor();
  await page.getByRole('progressbar', { name: 'Importing' }).waitFor();
  await until('a part that is done', async () => (await processed()) > 0);
  await press('Pause');
  await badge('Paused');
  await sample.belfry.sql('DROP TRIGGER be_slow ON import_changes');
  await page.reload();
  await badge('Paused');
  const done = await processed();
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(ROW_COUNT);
  const people = await peopleCount();
  expect(people).toBeGreaterThan(SAMPLE_SIZE);
  await lookAt(page, 'import-paused-midway');

  await press('Go on');
  await badge('Done');
  expect(await figure('Added')).toBe('5,997');
  expect(await figure('Refused')).toBe('2');
  expect(await peopleCount()).toBe(SAMPLE_SIZE + TAKEN);
  await page.goto(`${sample.url}/subscribers?search=C-5994`);
  await main().getByRole('link', { name: 'C-5994', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'C-5994' }).waitFor();
  const tags = page.getByRole('region', { name: 'Tags' });
  expect(await tags.getByRole('listitem').allInnerTexts()).toEqual([expect.stringMatching(/^bags_bought\s*2$/)]);
});

it('takes everyone along as a file', async () => {
  await page.goto(`${sample.url}/exports`);
  await press('Start export');
  const dialog = page.getByRole('dialog', { name: 'Start export' });
  await dialog.getByRole('radio', { name: /^Subscribers/ }).check();
  await dialog.getByLabel('Format').selectOption({ label: 'CSV, for spreadsheets' });
  await dialog.getByRole('button', { name: 'Start export' }).click();
  await dialog.waitFor({ state: 'detached' });
  const row = page.getByRole('region', { name: 'Exports' }).getByRole('row').nth(1);
  await row.getByText('Ready', { exact: true }).waitFor();
  await row.getByText('6,017 rows').waitFor();
  const [head, ...rows] = await linesOf(row.getByRole('link', { name: /^Download / }));
  const columns = head?.split(',') ?? [];
  expect(rows).toHaveLength(SAMPLE_SIZE + TAKEN);
  expect(columns).toEqual(expect.arrayContaining(['endpoint', 'p256dh', 'auth', 'externalId']));
  const six = rows.find((line) => line.includes('/fcm/send/bag-6,'));
  expect(six).toContain(KEY);
  expect(six).toContain('C-6');
  expect(six).toContain('bags_bought');
});

it('is taken back, except for whom somebody has changed since', async () => {
  await page.goto(`${sample.url}/subscribers?search=C-5995`);
  await main().getByRole('link', { name: 'C-5995', exact: true }).click();
  await page.getByLabel('Tag name').fill('called');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: 'Remove tag called' }).waitFor();

  await page.goto(`${sample.url}/subscribers/imports`);
  await main().getByRole('link', { name: 'people.csv' }).click();
  await press('Undo import');
  const question = page.getByRole('alertdialog', { name: 'Undo the import of people.csv?' });
  await question.getByText('5,997 subscribers that it added will be removed', { exact: false }).waitFor();
  await question.getByRole('button', { name: 'Undo import' }).click();
  await badge('Undone');
  await main().getByText('5,996 subscribers removed, 0 put back, 1 left as they are', { exact: false }).waitFor();
  expect(await peopleCount()).toBe(SAMPLE_SIZE + 1);
  expect(await main().getByRole('button', { name: 'Undo import' }).count()).toBe(0);
  expect(sample.takeProblems()).toEqual([]);
});
