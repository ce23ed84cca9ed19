import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { decodeId } from '@/lib/platform/ids';
import { until } from '../push-service/wait-for';
import { focusIsOn } from './keyboard';
import { lookAt } from './look-at';
import { picture } from './picture';
import { withSample } from './with-started';

// The gallery of uploaded images when things do not go well: there are none, the list does not come, an image is needed.

let page: Page;
/** While it is set no server action of the page comes through. */
let isOffline = false;

const sample = withSample(20, async (made) => {
  ({ page } = made);
  await page.route('**/campaigns/new', (route) =>
    isOffline && route.request().method() === 'POST' ? route.abort('connectionfailed') : route.fallback(),
  );
  await page.goto(`${made.url}/campaigns/new`);
  // What the page asks for by itself has come.
  await page
    .getByRole('button', { name: /^Send to [\d,]+ now/ })
    .first()
    .waitFor();
});

const IMAGE_COUNT = 30;
const gallery = () => page.getByRole('dialog', { name: 'Choose an uploaded image' });
const images = () => gallery().getByRole('radio');
const opener = () => page.getByRole('button', { name: 'Choose an uploaded image as icon' });
const open = () => opener().click();
const close = async () => {
  await page.keyboard.press('Escape');
  await gallery().waitFor({ state: 'detached' });
  await focusIsOn(page, opener());
};
/** The newest is `n` = `IMAGE_COUNT`. */
const nameOf = (n: number) => `picture-${String(n).padStart(14, '0')}.png`;
const needs = (name: string, n: number) =>
  sample.post(`/sites/${sample.siteId}/templates`, {
    name,
    message: { title: name, icon: `${sample.belfry.origin}/i/${nameOf(n)}` },
  });

it('says what to do when there is none', async () => {
  await open();
  await gallery().getByText('No images yet').waitFor();
  await lookAt(page, 'gallery-empty');
  await close();
});

it('says that the list did not come, and asks once more', async () => {
  await sample.belfry.sql(
    `INSERT INTO images (site_id, name, media_type, width, height, byte_count, content)
     SELECT $1::bigint, 'picture-' || lpad(n::text, 14, '0') || '.png', 'image/png', 256, 256, length($2::bytea), $2::bytea
     FROM generate_series(1, $3::int) n`,
    [String(decodeId('site', sample.siteId)), picture(256), IMAGE_COUNT],
  );
  isOffline = true;
  await open();
  const failed = gallery().getByRole('alert').filter({ hasText: 'The images could not be loaded.' });
  await failed.waitFor();
  await lookAt(page, 'gallery-error');
  const again = gallery().getByRole('button', { name: 'Try again' });
  await again.focus();
  await page.keyboard.press('Enter');
  await until('the second answer', () => again.evaluate((node) => !node.hasAttribute('aria-busy')));
  await failed.waitFor();
  // Whoever pressed it presses it again.
  expect(await again.evaluate((node) => node === document.activeElement)).toBe(true);
  isOffline = false;
  await page.keyboard.press('Enter');
  await until('the first page', async () => (await images().count()) === 24);
  expect(await failed.count()).toBe(0);
  await until('the focus on the newest', () =>
    images()
      .first()
      .evaluate((node) => node === document.activeElement),
  );

  // Of the next page it says so where one has pressed, and what has come stays.
  isOffline = true;
  const more = gallery().getByRole('button', { name: 'Show more' });
  await more.focus();
  await page.keyboard.press('Enter');
  await failed.waitFor();
  expect(await images().count()).toBe(24);
  await lookAt(page, 'gallery-error-more');
  expect(await again.evaluate((node) => node === document.activeElement)).toBe(true);
  isOffline = false;
  await page.keyboard.press('Enter');
  await until('the second page', async () => (await images().count()) === IMAGE_COUNT);
  await failed.waitFor({ state: 'detached' });
});

it('deletes no image that is needed, nor one that is needed since it asked', async () => {
  await needs('Weekly', IMAGE_COUNT);
  await images().first().check();
  await gallery().getByRole('button', { name: 'Delete image' }).click();
  const refusal = (name: string) =>
    gallery()
      .getByRole('alert')
      .filter({ hasText: `The template “${name}” still needs this image` });
  await refusal('Weekly').waitFor();
  await lookAt(page, 'gallery-needed');
  expect(await page.getByRole('alertdialog').count()).toBe(0);

  await images().nth(1).check();
  await refusal('Weekly').waitFor({ state: 'detached' });
  await gallery().getByRole('button', { name: 'Delete image' }).click();
  const question = page.getByRole('alertdialog', { name: 'Delete this image?' });
  await question.getByText('No campaign and no template has it.', { exact: false }).waitFor();
  await needs('Monthly', IMAGE_COUNT - 1);
  await question.getByRole('button', { name: 'Delete image' }).click();
  await question.waitFor({ state: 'detached' });
  await refusal('Monthly').waitFor();
  expect(await images().count()).toBe(IMAGE_COUNT);

  // And one that nobody needs, which the connection would not let go at first.
  await images().nth(2).check();
  isOffline = true;
  await gallery().getByRole('button', { name: 'Delete image' }).click();
  await gallery().getByRole('alert').filter({ hasText: 'No connection: nothing was deleted.' }).waitFor();
  isOffline = false;
  await gallery().getByRole('button', { name: 'Delete image' }).click();
  await question.getByRole('button', { name: 'Delete image' }).click();
  await question.waitFor({ state: 'detached' });
  await until('one image less', async () => (await images().count()) === IMAGE_COUNT - 1);
  await close();
  // What did not come through is told by the browser as an error.
  expect(sample.takeProblems().filter((text) => !/ERR_CONNECTION_FAILED/.test(text))).toEqual([]);
});
