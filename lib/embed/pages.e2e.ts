import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ChromiumSession } from '@/tests/push-service/launch-chromium';
import { eventually } from '@/tests/push-service/wait-for';
import { openShop, type Shop } from './e2e/shop';

let shop: Shop;
let browser: ChromiumSession;
beforeEach(async () => {
  shop = await openShop();
  browser = await shop.world.launchChromium();
  await browser.grant(shop.site.origin);
});
afterEach(() => shop.close());

interface Report {
  pages: Record<string, number>;
}

const SLOW = { timeoutMs: 40_000 };

async function subscribe(): Promise<void> {
  await browser.page.goto(`${shop.site.origin}/`);
  await browser.page.click('#ask');
  await eventually(() => browser.page.evaluate<boolean>(`belfry('isSubscribed')`), { what: 'a subscription', ...SLOW });
}

it('counts the pages of a subscriber by path alone, and sends several at once', async () => {
  const { belfry } = shop;
  belfry.config.pages = true;
  await subscribe();
  expect(belfry.of('/belfry-pages.js')).toEqual([]);
  await browser.page.goto(`${shop.site.origin}/?q=private#part`);
  await eventually(() => belfry.of('/belfry-pages.js').length > 0, { what: 'the part that counts', ...SLOW });
  // Its first page is noted in turn, as this command is answered.
  await eventually(async () => (await browser.page.evaluate<number>(NOTED)) > 0, { what: 'the first page', ...SLOW });
  // A single-page app: each path once, however often its query changes.
  for (const query of ['?a=1', '?a=2']) await browser.page.evaluate(`history.pushState({}, '', '/offer${query}')`);
  const { body, raw } = await belfry.waitFor('pages', () => true, SLOW);
  expect(body).toMatchObject({ device: { id: 'sub_1' }, pages: { '/': 1, '/offer': 1 } });
  expect(raw).not.toMatch(/private|part|a=/);
});

/** How many paths wait on the device. */
const NOTED = `new Promise((resolve) => {
  const opening = indexedDB.open('belfry-' + belfry.info.site);
  opening.onsuccess = () => {
    const reading = opening.result.transaction('kv').objectStore('kv').get('pages');
    reading.onsuccess = () => {
      opening.result.close();
      resolve(Object.keys(reading.result || {}).length);
    };
  };
})`;

it('keeps what the server could not take, and sends it with the next', async () => {
  const { belfry } = shop;
  belfry.config.pages = true;
  await subscribe();
  belfry.answers.set('pages', () => ({ status: 503 }));
  await browser.page.goto(`${shop.site.origin}/`);
  const refused = await belfry.waitFor('pages', () => true, SLOW);
  belfry.answers.delete('pages');
  await browser.page.goto(`${shop.site.origin}/`);
  await eventually(() => belfry.of('pages').length > 1, { what: 'a second try', ...SLOW });
  const visits = (request: { body: object } | undefined) => (request?.body as Report | undefined)?.pages['/'] ?? 0;
  expect(visits(refused)).toBe(1);
  expect(visits(belfry.of('pages').at(-1))).toBe(2);
});

it('asks for nothing of it where the site has not switched it on, or nobody has subscribed', async () => {
  const { belfry } = shop;
  await subscribe();
  await browser.page.goto(`${shop.site.origin}/`);
  await eventually(() => belfry.of('config').length > 0, SLOW);
  // Healing is over once the script answers in turn.
  await browser.page.evaluate(`belfry('isSubscribed')`);
  expect(belfry.of('/belfry-pages.js')).toEqual([]);
  belfry.config.pages = true;
  await browser.page.evaluate(`belfry('unsubscribe')`);
  await browser.page.goto(`${shop.site.origin}/`);
  await browser.page.evaluate(`belfry('isSubscribed')`);
  expect(belfry.of('/belfry-pages.js')).toEqual([]);
  expect(belfry.of('pages')).toEqual([]);
});
