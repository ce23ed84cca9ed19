import type { Page, Request } from 'playwright-core';
import { expect, it } from 'vitest';
import { eventually, until } from '../push-service/wait-for';
import { signIn } from './dashboard';
import { focusIsOn } from './keyboard';
import { lookAt } from './look-at';
import { withSample } from './with-started';

// What one has written is never lost: two tabs with the same draft, a connection that is gone for a while, in a dialog too, a
// session that ended meanwhile; and a message that has grown too large is told in bytes before anybody sends it.

let page: Page;

const sample = withSample(20, (made) => {
  ({ page } = made);
});

const field = (name: string, of: Page = page) => of.getByLabel(name, { exact: true });
const status = (words: string | RegExp, of: Page = page) =>
  of.getByRole('status').filter({ hasText: words }).first().waitFor();
const saved = (of: Page = page) => of.getByText('Saved', { exact: true }).waitFor();
const stored = async () => {
  const id = /cmp_\w+/.exec(page.url())?.[0];
  return (await sample.get<{ message: { title?: string; body?: string } }>(`/campaigns/${id}`)).message;
};
/** What is stored of the draft that is open. */
const isStored = (title: string, body: string) =>
  until(`${title}, ${body} as stored`, async () => {
    const message = await stored();
    return message.title === title && (message.body ?? '') === body;
  });
const isShown = (of: Page, name: string, value: string) =>
  until(`${value} in ${name}`, async () => (await field(name, of).inputValue()) === value);
/** The form is under the page's own script: only that counts the audience. */
const isAwake = (of: Page = page) => of.getByRole('button', { name: /^Send to 20 now/ }).waitFor();
async function open(title: string): Promise<void> {
  await page.goto(`${sample.url}/campaigns/new`);
  await isAwake();
  await field('Title').fill(title);
  await page.waitForURL(/\/edit$/);
  await saved();
}

it('asks whose words are kept when a draft was changed in another tab', async () => {
  await open('From the first tab');
  const other = await page.context().newPage();
  await other.goto(page.url());
  await isAwake(other);
  await field('Title', other).fill('From the second tab');
  await saved(other);
  await isStored('From the second tab', '');

  // Nothing of either is lost before somebody has chosen.
  await field('Text').fill('Of the first');
  const notice = page.getByText('This draft was changed somewhere else');
  await notice.waitFor();
  await status('Not saved: changed somewhere else');
  await page.getByText('Your last changes are not saved yet, so that nothing of theirs is lost.').waitFor();
  await isStored('From the second tab', '');
  await field('Text').fill('Of the first, and more');
  await lookAt(page, 'conflict');
  await isStored('From the second tab', '');
  // A link does not lead away from what is not saved before one has said so.
  await page.getByRole('link', { name: 'Templates' }).click();
  await page.getByRole('alertdialog', { name: 'Leave without saving?' }).waitFor();
  await lookAt(page, 'leave-unsaved', { within: '[role=alertdialog]' });
  await page.getByRole('button', { name: 'Stay here' }).click();
  await focusIsOn(page, page.getByRole('link', { name: 'Templates' }));
  await isShown(page, 'Text', 'Of the first, and more');

  await page.getByRole('button', { name: 'Keep mine' }).click();
  await saved();
  await notice.waitFor({ state: 'detached' });
  await isStored('From the first tab', 'Of the first, and more');

  // The second tab is told in its turn, and takes what the first has written.
  await field('Text', other).fill('Of the second');
  await other.getByRole('button', { name: 'Load theirs' }).click();
  await isShown(other, 'Title', 'From the first tab');
  await isShown(other, 'Text', 'Of the first, and more');
  await isAwake(other);
  await field('Text', other).fill('Of both');
  await saved(other);
  await isStored('From the first tab', 'Of both');
  await other.close();
  expect(sample.takeProblems()).toEqual([]);
});

it('calls saved only what is, when one goes on writing while it is being saved', async () => {
  await open('While it is saved');
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const isFirst = (request: Request) => request.method() === 'POST' && !!request.postData()?.includes('"First"');
  await page.route('**/campaigns/**', async (route) => {
    if (isFirst(route.request())) await held;
    await route.fallback();
  });
  const asked = page.waitForRequest(isFirst);
  await field('Text').fill('First');
  await asked;
  await field('Text').fill('First, and then');
  go();
  await saved();
  expect((await stored()).body).toBe('First, and then');
  await page.unroute('**/campaigns/**');

  // Taken back before it was saved: what is stored is what is written.
  await field('Text').fill('First, and then no');
  await field('Text').fill('First, and then');
  await saved();
  expect((await stored()).body).toBe('First, and then');
  expect(sample.takeProblems()).toEqual([]);
});

it('keeps what is written while there is no connection, and saves it once there is', async () => {
  await open('On the train');
  await page.context().setOffline(true);
  await field('Text').fill('In the tunnel');
  await status('Not saved: No connection');
  // It goes on being written.
  await field('Text').fill('In the tunnel, and out of it');
  await status('Not saved: No connection');
  expect(await field('Text').inputValue()).toBe('In the tunnel, and out of it');
  await page.context().setOffline(false);
  await isStored('On the train', 'In the tunnel, and out of it');
  await saved();
  // The browser itself says that it was offline, and that alone.
  expect(sample.takeProblems().filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
});

it('keeps a dialog and what is written in it when no answer comes', async () => {
  await page.goto(`${sample.url}/topics`);
  await page.getByRole('button', { name: 'New topic' }).click();
  const dialog = page.getByRole('dialog', { name: 'New topic' });
  await dialog.getByLabel('Name').fill('Harvest');
  await page.context().setOffline(true);
  const save = dialog.getByRole('button', { name: 'Create topic' });
  await save.click();
  await dialog.getByText('No answer came, so it may or may not have been done.').waitFor();
  expect(await dialog.getByLabel('Name').inputValue()).toBe('Harvest');
  await page.context().setOffline(false);
  await save.click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('region', { name: 'Topics' }).getByRole('row').filter({ hasText: 'Harvest' }).waitFor();
  expect(sample.takeProblems().filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
});

it('stores what is written at the last moment, under an address of its own', async () => {
  const list = `${sample.url}/campaigns`;
  await page.goto(list);
  const compose = async (title: string) => {
    await page.getByRole('link', { name: 'New campaign' }).first().click();
    await isAwake();
    await field('Title').fill(title);
  };
  await compose('Left by Back');
  await page.goBack();
  await page.getByRole('region', { name: 'Campaigns' }).getByRole('link', { name: 'Left by Back' }).waitFor();
  expect(page.url()).toBe(list);

  await compose('Left by a link');
  const isCreated = page.waitForResponse(
    (response) => response.request().postData()?.includes('Left by a link') === true,
  );
  await page.getByRole('link', { name: 'Templates' }).click();
  await page.getByRole('heading', { name: 'Templates', level: 1 }).waitFor();
  await (await isCreated).finished();
  await until('the draft', async () => {
    const { items } = await sample.get<{ items: { name: string }[] }>(`/sites/${sample.siteId}/campaigns`);
    return items.some(({ name }) => name === 'Left by a link');
  });
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  expect(page.url()).toBe(`${sample.url}/templates`);
});

it('keeps what is written when the session has ended, and saves it after another sign-in', async () => {
  await open('Long lunch');
  const path = page.url();
  // As “Sign out everywhere” on another device does.
  await sample.belfry.sql('UPDATE users SET session_version = session_version + 1');
  await field('Text').fill('Written before lunch');
  await status(/Not saved: You are signed out\. Sign in again in another tab, then try again/);
  expect(page.url()).toBe(path);
  expect(await field('Text').inputValue()).toBe('Written before lunch');

  const [other] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('status').getByRole('link', { name: 'Sign in' }).click(),
  ]);
  await signIn(other, sample.belfry);
  await other.close();
  // Whoever comes back finds it saved. No window of an automated browser ever loses the focus.
  await page.evaluate("window.dispatchEvent(new Event('focus'))");
  await saved();
  await isStored('Long lunch', 'Written before lunch');
  expect(sample.takeProblems()).toEqual([]);
});

it('says how large a message is, when it is nearly too large, and when it is', async () => {
  await open('あ'.repeat(110));
  await field('Link').fill('https://shop.example/');
  for (const number of [1, 2]) {
    await page.getByRole('button', { name: 'Add button' }).click();
    await field(`Button ${number} label`).fill('あ'.repeat(50));
    await field(`Button ${number} link`).fill('https://shop.example/');
  }
  const meter = page.getByRole('progressbar', { name: 'Size of the message' });
  const colour = () => meter.locator('rect').evaluate((bar) => getComputedStyle(bar).fill);
  const bytes = async () => {
    const said = await page.getByText(/^[\d,]+ of 2,600 bytes$/).textContent();
    return Number(/^[\d,]+/.exec(said ?? '')?.[0].replaceAll(',', ''));
  };
  await field('Text').fill('あ');
  const rest = await eventually(async () => (await bytes()) > 900 && bytes(), { what: 'the size' });
  /** Three bytes a character, and single ones to make it exact. */
  const grow = async (size: number) => {
    const more = size - rest;
    await field('Text').fill('あ'.repeat(1 + Math.floor(more / 3)) + 'a'.repeat(more % 3));
    await until(`${size} bytes`, async () => (await bytes()) === size);
  };
  const first = await colour();
  await grow(2_300);
  expect(await colour()).toBe(first);
  await grow(2_301);
  const near = await colour();
  expect(near).not.toBe(first);
  await grow(2_600);
  expect(await colour()).toBe(near);
  const checks = page.getByRole('region', { name: 'Before it goes' });
  await checks.getByText('Ready to go').waitFor();
  await grow(2_601);
  expect([first, near]).not.toContain(await colour());
  await page.getByText('1 byte too many: shorten the text or the addresses.', { exact: false }).waitFor();
  await checks.getByText('Ready to go').waitFor({ state: 'detached' });
  // It is kept as a draft, and not sent.
  await saved();
  await page.getByRole('button', { name: /^Send to 20 now/ }).click();
  // It leads to what has to be shorter instead.
  await focusIsOn(page, field('Text'));
  expect(await page.getByRole('alertdialog').count()).toBe(0);
  await lookAt(page, 'too-large');
  await grow(2_602);
  await page.getByText('2 bytes too many', { exact: false }).waitFor();
  await grow(2_600);
  await page.getByRole('button', { name: /^Send to 20 now/ }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  expect(sample.takeProblems()).toEqual([]);
});
