import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ChromiumSession } from '@/tests/push-service/launch-chromium';
import { eventually } from '@/tests/push-service/wait-for';
import { openShop, type Shop } from './e2e/shop';

let shop: Shop;
let browser: ChromiumSession;
let page: Page;
/** Answer of the browser's own question; headless Chromium has none to show. */
let choice: 'granted' | 'denied' | 'default';
beforeEach(async () => {
  shop = await openShop();
  shop.belfry.config.prompt.kind = 'dialog';
  browser = await shop.world.launchChromium();
  await browser.grant(shop.site.origin, 'prompt');
  page = browser.playwrightPage;
  choice = 'granted';
  await browser.context.exposeFunction('choose', async () => {
    if (choice !== 'default') await browser.grant(shop.site.origin, choice);
    return choice;
  });
  await browser.context.addInitScript(`window.gestures = [];
    Notification.requestPermission = () => { gestures.push(navigator.userActivation.isActive); return choose(); };`);
});
afterEach(() => shop.close());

const dialog = () => page.locator('[role=dialog]');
const button = (name: string) => page.getByRole('button', { name });
const seen = () => page.evaluate<[string, unknown][]>('seen');
const isSubscribed = () => page.evaluate<boolean>(`belfry('isSubscribed')`);
const SLOW = { timeoutMs: 40_000 };

it('asks with the texts of the dashboard, and the browser’s question comes within the click', async () => {
  const { belfry, site } = shop;
  await page.goto(site.origin);
  await dialog().waitFor();
  const labelled = page.getByRole('dialog', { name: 'Get our news first' });
  expect(await labelled.getAttribute('aria-describedby')).toBe('d');
  expect(await page.locator('#d').textContent()).toBe('We only notify you about what matters.');
  expect(await page.evaluate('gestures')).toEqual([]);
  await button('Notify me').click();
  await eventually(isSubscribed, { what: 'a subscription', ...SLOW });
  expect(await page.evaluate('gestures')).toEqual([true]);
  expect(belfry.of('subscribe')[0]?.body).toMatchObject({ prompt: 'dialog', textVersion: 'v1' });
  expect(await dialog().count()).toBe(0);
  expect((await seen()).map(([event]) => event)).toEqual(['prompt', 'subscribe']);
  belfry.requests.length = 0;
  await page.goto(`${site.origin}/help`);
  expect(await isSubscribed()).toBe(true);
  await page.waitForTimeout(300);
  expect(belfry.of('/belfry-prompt.js')).toEqual([]);
});

it('tells once that it was shown, and once each answer, without a word of who', async () => {
  const { belfry, site } = shop;
  const told = () => belfry.of('prompts').map(({ body }) => body);
  await page.goto(site.origin);
  await dialog().waitFor();
  await belfry.waitFor('prompts');
  expect(told()).toEqual([{ prompt: 'dialog', outcomes: ['shown'] }]);
  // Another page, another look at the same dialog: one visitor still.
  await page.goto(`${site.origin}/help`);
  await button('Not now').click();
  await belfry.waitFor('prompts', ({ raw }) => raw.includes('dismissed'));
  // A button asks by the browser's question alone; the visitor closes it, then thinks better of it.
  choice = 'default';
  await page.click('#ask');
  await belfry.waitFor('prompts', ({ raw }) => raw.includes('button'));
  await eventually(async () => (await seen()).filter(([event]) => event === 'dismiss').length === 2);
  choice = 'granted';
  await page.click('#ask');
  await belfry.waitFor('prompts', ({ raw }) => raw.includes('granted'));
  await eventually(isSubscribed, { what: 'a subscription', ...SLOW });
  expect(told()).toEqual([
    { prompt: 'dialog', outcomes: ['shown'] },
    { prompt: 'dialog', outcomes: ['dismissed'] },
    { prompt: 'button', outcomes: ['shown', 'dismissed'] },
    { prompt: 'button', outcomes: ['granted'] },
  ]);
  expect(belfry.of('prompts').every(({ origin }) => origin === site.origin)).toBe(true);
});

it('asks all the same when nobody counts', async () => {
  const { belfry, site } = shop;
  belfry.answers.set('prompts', () => ({ status: 500 }));
  await page.goto(site.origin);
  await button('Notify me').click();
  await eventually(isSubscribed, { what: 'a subscription', ...SLOW });
});

it('takes no for an answer until the days have passed', async () => {
  const { belfry, site } = shop;
  await page.goto(site.origin);
  await button('Not now').click();
  await eventually(async () => (await seen()).some(([event]) => event === 'dismiss'));
  belfry.requests.length = 0;
  await page.goto(`${site.origin}/help`);
  await isSubscribed();
  await page.waitForTimeout(300);
  expect(await dialog().count()).toBe(0);
  expect(belfry.of('/belfry-prompt.js')).toEqual([]);
  // A click asks all the same: the visitor wants it.
  choice = 'default';
  await page.click('#ask');
  await eventually(async () => (await seen()).filter(([event]) => event === 'dismiss').length === 1);
  expect(belfry.of('subscribe')).toEqual([]);
  await isSubscribed(); // The answer has been written down by then.
  await page.evaluate(`new Promise((resolve) => {
    const opening = indexedDB.open('belfry-${belfry.siteKey}');
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('kv', 'readwrite');
      transaction.objectStore('kv').put(Date.now() - 14 * 864e5 - 1000, 'declinedAt');
      transaction.oncomplete = () => { opening.result.close(); resolve(1); };
    };
  })`);
  await page.goto(site.origin);
  await dialog().waitFor();
});

it('takes the focus, gives it back, and closes on Escape; but leaves a visitor who types alone', async () => {
  const { site, belfry } = shop;
  await page.goto(site.origin);
  await dialog().waitFor();
  expect(await dialog().evaluate((node) => (node.getRootNode() as ShadowRoot).activeElement === node)).toBe(true);
  await page.keyboard.press('Tab');
  expect(await button('Not now').evaluate((node) => node.matches(':focus-visible'))).toBe(true);
  await page.keyboard.press('Escape');
  expect(await dialog().count()).toBe(0);
  await eventually(async () => (await seen()).some(([event]) => event === 'dismiss'));

  belfry.config.prompt = { ...belfry.config.prompt, reaskDays: 0, delaySeconds: 1 };
  await page.evaluate(
    `fetch(belfry.info.server+'/api/embed/'+belfry.info.site+'/config',{cache:'reload',credentials:'omit'}).then((r)=>r.text())`,
  );
  await page.goto(site.origin);
  await page.focus('#field');
  await dialog().waitFor();
  await page.keyboard.type('still here');
  expect(await page.inputValue('#field')).toBe('still here');
});

it('asks first when the page calls subscribe without a gesture, and once only', async () => {
  const { belfry, site } = shop;
  belfry.config.prompt.kind = 'none';
  // By the page itself: evaluate() would count as a gesture.
  const call = "window.answers=[];for(let n=0;n<3;n++)belfry('subscribe',(answer)=>answers.push(answer))";
  site.files.set('/auto', `${site.files.get('/')}<script>setTimeout(()=>{${call}},500)</script>`);
  await page.goto(`${site.origin}/auto`);
  // Looking at the page before would count as a gesture too.
  await eventually(() => belfry.of('/belfry-prompt.js').length > 0, { what: 'the prompt' });
  await dialog().waitFor();
  expect(await page.evaluate('gestures')).toEqual([]);
  expect(await dialog().count()).toBe(1);
  choice = 'denied';
  await button('Notify me').click();
  await eventually(async () => (await page.evaluate<boolean[]>('answers')).length === 3);
  expect(await page.evaluate('answers')).toEqual([false, false, false]);
  expect((await seen()).map(([event]) => event)).toEqual(['prompt', 'denied']);
  // Denied: no dialog ever again.
  belfry.config.prompt.kind = 'dialog';
  await page.goto(site.origin);
  await isSubscribed();
  await page.waitForTimeout(300);
  expect(await dialog().count()).toBe(0);
});

it('is moot once the visitor subscribed by a button of the page', async () => {
  await page.goto(shop.site.origin);
  await dialog().waitFor();
  await page.locator('#ask').dispatchEvent('click');
  await eventually(isSubscribed, { what: 'a subscription', ...SLOW });
  await eventually(async () => (await dialog().count()) === 0, { what: 'the dialog gone' });
});

it('passes axe in light and dark, fits 320 px, has targets of 44 px and stands still on request', async () => {
  const { belfry, site } = shop;
  Object.assign(belfry.config.prompt, {
    title: 'Ein ziemlich langer Titel mit Donaudampfschifffahrtsgesellschaftskapitän',
    body: 'x'.repeat(200),
    accept: 'Benachrichtigungen einschalten',
    decline: 'Vielleicht ein andermal lieber',
    position: 'bottom',
  });
  for (const [accent, text] of [
    ['#3451b2', 'rgb(255, 255, 255)'],
    ['#ffd400', 'rgb(0, 0, 0)'],
  ] as const) {
    belfry.config.prompt.accent = accent;
    await page.setViewportSize({ width: 320, height: 480 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(site.origin);
      await page.evaluate(
        `fetch(belfry.info.server+'/api/embed/'+belfry.info.site+'/config',{cache:'reload',credentials:'omit'}).then((r)=>r.text())`,
      );
      await page.goto(site.origin);
      await dialog().waitFor();
      const { violations } = await new AxeBuilder({ page }).include('html > div').analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      const box = await dialog().boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(320);
      expect((box?.y ?? 0) + (box?.height ?? 999)).toBeLessThanOrEqual(480);
      expect(await dialog().evaluate((node) => node.scrollWidth <= node.clientWidth)).toBe(true);
      for (const target of await dialog().locator('button').all()) {
        expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44);
      }
      const accept = button('Benachrichtigungen einschalten');
      expect(await accept.evaluate((node) => getComputedStyle(node).color)).toBe(text);
      expect(await dialog().evaluate((node) => getComputedStyle(node).animationName)).toBe('none');
    }
  }
});
