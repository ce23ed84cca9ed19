import { deflateSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../push-service/wait-for';
import { startWorld, type World } from '../push-service/world';
import { launchOperator, signIn } from './dashboard';
import { openWatchedPage } from './furnished';
import { setScheme } from './pages';
import { type Belfry, OWNER, startBelfry } from './start-belfry';

// A message is written with a picture from a file, kept as a template, and the next campaign is started from it.

let world: World;
let belfry: Belfry;
let page: Page;
let takeProblems: () => unknown[];
let siteId: string;

beforeAll(async () => {
  world = await startWorld();
  belfry = await startBelfry({ world });
  await belfry.setup('https://shop.example');
  ({ siteId } = await belfry.cli<{ siteId: string }>('sample', '--subscribers', '20', '--email', OWNER.email));
  const operator = world.keep(await launchOperator());
  ({ page, takeProblems } = await openWatchedPage(operator));
  await signIn(page, belfry);
});
afterAll(() => world?.close());

const field = (name: string) => page.getByLabel(name, { exact: true });
const saved = () => page.getByText('Saved', { exact: true }).waitFor();
const until = (what: string, isSo: () => Promise<boolean>) => eventually(isSo, { what, timeoutMs: 30_000 });

/** Chooses a file as a person does: by the button, in the system's dialog. */
async function choose(button: string, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  const [dialog] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: button }).click(),
  ]);
  await dialog.setFiles({ name, mimeType, buffer });
}

async function fromMenu(entry: string): Promise<void> {
  await page.getByRole('button', { name: 'Templates', exact: true }).click();
  await page.getByRole('menuitem', { name: entry }).click();
}

it('takes a picture, keeps the message, and starts the next campaign from it', async () => {
  await page.goto(`${belfry.origin}/s/${siteId}/campaigns/new`);
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

  // A name that is taken is replaced only when the person says so.
  await fromMenu('Save as template');
  await keep.getByLabel('Name').fill('Weekly');
  await keep.getByRole('button', { name: 'Save template' }).click();
  await keep.getByRole('button', { name: 'Replace template' }).click();
  await keep.waitFor({ state: 'detached' });

  // Into another campaign, by keyboard; what it said before can be had back.
  await page.goto(`${belfry.origin}/s/${siteId}/campaigns/new`);
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
  await belfry.sql(`INSERT INTO images (site_id, name, media_type, width, height, byte_count, content)
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
  await page.goto(`${belfry.origin}/s/${siteId}/templates`);
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
  await page.getByRole('button', { name: 'New campaign from Monthly' }).click();
  await page.waitForURL(/\/campaigns\/cmp_\w+\/edit$/);
  expect(await field('Title').inputValue()).toBe('The weekly roast');
  // The refused file was answered with 422, which the browser tells as an error.
  expect(takeProblems().filter((text) => !/status of 422/.test(String(text)))).toEqual([]);
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
  await lookAt('gallery');
  await page.keyboard.press('Enter');
  await gallery().waitFor({ state: 'detached' });
  expect(await field('Badge').inputValue()).toBe(icon);

  await page.getByRole('button', { name: 'Choose an uploaded image as large image' }).click();
  // The one that the field has is chosen.
  await gallery().getByRole('radio', { checked: true }).waitFor();
  await gallery().getByRole('button', { name: 'Delete image' }).click();
  const question = page.getByRole('alertdialog', { name: 'Delete this image?' });
  await question.getByText('This cannot be undone', { exact: false }).waitFor();
  await lookAt('gallery-delete');
  await question.getByRole('button', { name: 'Delete image' }).click();
  await question.waitFor({ state: 'detached' });
  await until('one image', async () => (await images.count()) === 1);
  await page.keyboard.press('Escape');
  await gallery().waitFor({ state: 'detached' });
  expect(await field('Large image').inputValue()).toBe('');
  expect(image).not.toBe(icon);
  await field('Badge').fill('');
}

/** Wide and narrow, light and dark. */
async function lookAt(name: string): Promise<void> {
  const folder = process.env.BELFRY_E2E_PICTURES;
  for (const [width, height] of [
    [390, 844],
    [1440, 900],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const scheme of ['dark', 'light'] as const) {
      await setScheme(page, scheme);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      if (folder) await page.screenshot({ path: `${folder}/${name}-${width}-${scheme}.png` });
    }
  }
}

/** A square PNG of one colour, see-through at its left edge. */
function picture(side: number): Buffer {
  const row = Buffer.alloc(1 + side * 4, Buffer.from([0xd0, 0x30, 0x20, 0xff]));
  row.copyWithin(1, 0);
  row[0] = 0;
  row.fill(0, 1, 5);
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(body.length + 8);
    frame.writeUInt32BE(data.length, 0);
    body.copy(frame, 4);
    frame.writeUInt32BE(crc(body), frame.length - 4);
    return frame;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 6], 8);
  const rows = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

function crc(data: Buffer): number {
  let value = 0xffffffff;
  for (const byte of data) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}
