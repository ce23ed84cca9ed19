import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { until } from '../push-service/wait-for';
import { focusIsOn } from './keyboard';
import { lookAt } from './look-at';
import { picture } from './picture';
import { withSample } from './with-started';

// A message is written with a picture from a file, kept as a template, and the next campaign is started from it.

let page: Page;

const sample = withSample(20, (made) => {
  ({ page } = made);
});

const field = (name: string) => page.getByLabel(name, { exact: true });
const saved = () => page.getByText('Saved', { exact: true }).waitFor();

/** Chooses a file as a person does: by the button, in the system's dialog. */
async function choose(button: string, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  const [dialog] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: button }).click(),
  ]);
  await dialog.setFiles({ name, mimeType, buffer });
}

const menuButton = () => page.getByRole('button', { name: 'Templates', exact: true });
async function fromMenu(entry: string): Promise<void> {
  await menuButton().click();
  await page.getByRole('menuitem', { name: entry }).click();
}

it('takes a picture, keeps the message, and starts the next campaign from it', async () => {
  await page.goto(`${sample.url}/campaigns/new`);
  await field('Title').fill('The weekly roast');
  await field('Text').fill('Picked on Monday, roasted on Tuesday.');
  await field('Link').fill('https://shop.example/roast?week=40#top');

  // What is no picture is refused by its bytes, in words, and the form stays as it was.
  await choose('Upload an icon', 'icon.png', 'image/png', Buffer.from('<html><script>alert(1)</script>'));
  await page.getByRole('alert').filter({ hasText: 'no PNG, JPEG, WebP or GIF' }).waitFor();
  expect(await field('Icon').inputValue()).toBe('');

  await choose('Upload an icon', 'icon.png', 'image/png', picture(300));
  await until('the address of the icon', async () => (await field('Icon').inputValue()) !== '');
  const icon = await field('Icon').inputValue();
  expect(icon).toMatch(/\/i\/[\w-]{22}\.png$/);
  await page.getByRole('alert').filter({ hasText: 'no PNG' }).waitFor({ state: 'detached' });
  // As an expression: the page's policy lets no function in.
  const width = `document.querySelector('[aria-labelledby=composer-preview] img[src="${icon}"]')?.naturalWidth ?? 0`;
  await until('the icon in the preview', async () => (await page.evaluate<number>(width)) === 256);

  await chooseAgain(icon);

  await page.getByText('Link tracking').click();
  await page.getByRole('button', { name: 'Fill in for me' }).click();
  const tagged =
    'https://shop.example/roast?week=40&utm_source=belfry&utm_medium=push&utm_campaign=the-weekly-roast#top';
  await page.getByText(tagged).waitFor();
  await saved();

  await fromMenu('Save as template');
  const keep = page.getByRole('dialog', { name: 'Save as template' });
  await keep.getByLabel('Name').fill('Weekly');
  await keep.getByLabel('Name').press('Enter');
  await keep.waitFor({ state: 'detached' });
  // A menu that is opened before the focus is given back closes with that.
  await focusIsOn(page, menuButton());

  // A name that is taken is replaced only when the person says so.
  await fromMenu('Save as template');
  await keep.getByLabel('Name').fill('Weekly');
  await keep.getByRole('button', { name: 'Save template' }).click();
  await keep.getByRole('button', { name: 'Replace template' }).click();
  await keep.waitFor({ state: 'detached' });
  // A menu that is opened before the focus is given back closes with that.
  await focusIsOn(page, menuButton());

  // Into another campaign, by keyboard; what it said before can be had back.
  await page.goto(`${sample.url}/campaigns/new`);
  await field('Title').fill('Something else');
  await fromMenu('Start from a template');
  const list = page.getByRole('dialog', { name: 'Start from a template' });
  await list.getByRole('option', { name: /^Weekly/ }).waitFor();
  await page.keyboard.type('week');
  await list.getByRole('option', { name: /^Weekly/ }).waitFor();
  await page.keyboard.press('Enter');
  await until('the title of the template', async () => (await field('Title').inputValue()) === 'The weekly roast');
  expect(await field('Icon').inputValue()).toBe(icon);
  expect(await field('Campaign name').inputValue()).toBe('Weekly');
  await page.getByRole('button', { name: 'Undo' }).click();
  await until('what was written before', async () => (await field('Title').inputValue()) === 'Something else');
  await saved();

  // What the template shows is not taken away from it; as the oldest of many it stands on the second page.
  await sample.belfry.sql(`INSERT INTO images (site_id, name, media_type, width, height, byte_count, content)
    SELECT site_id, left(md5(n::text), 22) || '.png', media_type, width, height, byte_count, content
    FROM images, generate_series(1, 30) n`);
  const images = gallery().getByRole('radio');
  await page.getByRole('button', { name: 'Choose an uploaded image as icon' }).click();
  await until('the first page', async () => (await images.count()) === 24);
  await gallery().getByRole('button', { name: 'Show more' }).click();
  await until('the second page', async () => (await images.count()) === 31);
  await until('the focus on its first', () => images.nth(24).evaluate((node) => node === document.activeElement));
  expect(await gallery().getByRole('button', { name: 'Show more' }).count()).toBe(0);
  await images.last().check();
  await gallery().getByRole('button', { name: 'Delete image' }).click();
  await gallery().getByRole('alert').filter({ hasText: 'The template “Weekly” still needs this image' }).waitFor();
  await page.keyboard.press('Escape');
  await gallery().waitFor({ state: 'detached' });

  // From the page of templates: a copy, another name, a draft, and away with it.
  await page.goto(`${sample.url}/templates`);
  await page.getByRole('button', { name: 'Duplicate Weekly' }).click();
  await page.getByRole('heading', { name: 'Weekly (copy)' }).waitFor();
  await page.getByRole('button', { name: 'Rename Weekly (copy)' }).click();
  const rename = page.getByRole('dialog', { name: 'Rename template' });
  await rename.getByLabel('Name').fill('Weekly');
  await rename.getByRole('button', { name: 'Rename' }).click();
  await rename.getByRole('alert').filter({ hasText: 'already' }).waitFor();
  await rename.getByLabel('Name').fill('Monthly');
  await rename.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('heading', { name: 'Monthly' }).waitFor();
  await page.getByRole('button', { name: 'Delete Weekly' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete template' }).click();
  await page.getByRole('heading', { name: 'Weekly' }).waitFor({ state: 'detached' });
  // The button that asked went with its card.
  await focusIsOn(page, page.getByRole('link', { name: 'Monthly', exact: true }));
  await page.getByRole('button', { name: 'New campaign from Monthly' }).click();
  await page.waitForURL(/\/campaigns\/cmp_\w+\/edit$/);
  expect(await field('Title').inputValue()).toBe('The weekly roast');
  // The refused file was answered with 422, which the browser tells as an error.
  expect(sample.takeProblems().filter((text) => !/status of 422/.test(String(text)))).toEqual([]);
});

const gallery = () => page.getByRole('dialog', { name: 'Choose an uploaded image' });

/** What was uploaded is used once more, by keyboard; what nobody needs is deleted. */
async function chooseAgain(icon: string): Promise<void> {
  await choose('Upload a large image', 'wide.png', 'image/png', picture(400));
  await until('the address of the image', async () => (await field('Large image').inputValue()) !== '');
  const image = await field('Large image').inputValue();
  const images = gallery().getByRole('radio');

  await page.getByRole('button', { name: 'Choose an uploaded image as badge' }).focus();
  await page.keyboard.press('Enter');
  await until('two images', async () => (await images.count()) === 2);
  await until('the focus on the newest', () => images.first().evaluate((node) => node === document.activeElement));
  await page.keyboard.press('ArrowRight');
  await gallery().getByText('It was not uploaded as a badge', { exact: false }).waitFor();
  const loaded = `[...document.querySelectorAll('[role=dialog] img')].every((one) => one.naturalWidth > 0)`;
  await until('the pictures', () => page.evaluate<boolean>(loaded));
  await lookAt(page, 'gallery');
  await page.keyboard.press('Enter');
  await gallery().waitFor({ state: 'detached' });
  await focusIsOn(page, page.getByRole('button', { name: 'Choose an uploaded image as badge' }));
  expect(await field('Badge').inputValue()).toBe(icon);

  await page.getByRole('button', { name: 'Choose an uploaded image as large image' }).click();
  // The one that the field has is chosen.
  await gallery().getByRole('radio', { checked: true }).waitFor();
  await gallery().getByRole('button', { name: 'Delete image' }).click();
  const question = page.getByRole('alertdialog', { name: 'Delete this image?' });
  await question.getByText('This cannot be undone', { exact: false }).waitFor();
  await lookAt(page, 'gallery-delete');
  await question.getByRole('button', { name: 'Delete image' }).click();
  await question.waitFor({ state: 'detached' });
  await until('one image', async () => (await images.count()) === 1);
  await page.keyboard.press('Escape');
  await gallery().waitFor({ state: 'detached' });
  expect(await field('Large image').inputValue()).toBe('');
  expect(image).not.toBe(icon);
  await field('Badge').fill('');
}
