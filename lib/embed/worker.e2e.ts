import http from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeListening } from '@/tests/push-service/listen';
import type { SubscriptionJson } from '@/tests/push-service/push-service.types';
import { eventually } from '@/tests/push-service/wait-for';
import { makeMessage, openShop, type Shop } from './e2e/shop';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const SLOW = { timeoutMs: 40_000 };
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const DEVICE = { id: 'sub_1', secret: '1'.padStart(43, 's') };

async function openBrowser(name: 'Firefox' | 'Chromium') {
  const browser = await (name === 'Firefox' ? shop.world.launchFirefox() : shop.world.launchChromium());
  await browser.grant(shop.site.origin);
  await browser.page.goto(shop.site.origin);
  await browser.page.click('#ask');
  const request = await shop.belfry.waitFor('subscribe', () => true, SLOW);
  await eventually(() => browser.page.evaluate<boolean>(`belfry('isSubscribed')`), { what: 'a subscription' });
  return { browser, subscription: request.body.subscription as SubscriptionJson };
}

describe.each(['Firefox', 'Chromium'] as const)('%s', (name) => {
  it('keeps receipts that the server could not take and sends them with the next event', async () => {
    const { belfry, site, push } = shop;
    const { browser, subscription } = await openBrowser(name);
    belfry.answers.set('receipts', () => ({ status: 503 }));
    await push(subscription, makeMessage(belfry, site, 'a'));
    await belfry.waitFor('receipts');
    belfry.answers.clear();
    belfry.requests.length = 0;
    await push(subscription, makeMessage(belfry, site, 'b'));
    await belfry.waitFor('receipts', ({ raw }) => raw.includes('receipt-b'));
    expect(shop.receipts()).toEqual([
      { t: 'receipt-a', k: 'received' },
      { t: 'receipt-a', k: 'shown' },
      { t: 'receipt-b', k: 'received' },
      { t: 'receipt-b', k: 'shown' },
    ]);
    belfry.requests.length = 0;
    browser.desktop.dismiss(await browser.desktop.waitFor('Title b'));
    await belfry.waitFor('receipts');
    expect(shop.receipts()).toEqual([{ t: 'receipt-b', k: 'dismissed' }]);
  });

  it('shows something for every payload, even one that is half a message', async () => {
    const { belfry, site, push } = shop;
    const { browser, subscription } = await openBrowser(name);
    for (const payload of ['null', '{"notification":{"title":"x","actions":7}}', '"text"']) {
      await push(subscription, payload);
      browser.desktop.dismiss(await browser.desktop.waitFor('localhost'));
    }
    // renotify without a tag, and silent with vibrate, throw in showNotification.
    const odd = makeMessage(belfry, site, 'odd', { silent: true, vibrate: [1, 2] });
    await push(subscription, odd);
    await browser.desktop.waitFor('Title odd');
    await belfry.waitFor('receipts', ({ raw }) => raw.includes('"shown"'));
  });

  it('shows a message whose picture never comes, and reports it in time', async () => {
    const { belfry, site, push } = shop;
    const listening = makeListening();
    const silent = http.createServer(() => undefined);
    const picture = `http://127.0.0.1:${await listening.listen(silent)}/a.png`;
    const { browser, subscription } = await openBrowser(name);
    const sentAt = Date.now();
    await push(subscription, makeMessage(belfry, site, 'a', { icon: picture, image: picture }));
    await browser.desktop.waitFor('Title a');
    await belfry.waitFor('receipts', ({ raw }) => raw.includes('"shown"'));
    expect(Date.now() - sentAt).toBeLessThan(5_500);
    listening.close();
  });

  it('loads a picture no more often than it must', async () => {
    const { belfry, site, push } = shop;
    const listening = makeListening();
    let requests = 0;
    const host = http.createServer((_request, response) => {
      requests += 1;
      response.writeHead(200, { 'content-type': 'image/png', 'cache-control': 'max-age=60' }).end(PIXEL);
    });
    const picture = `http://127.0.0.1:${await listening.listen(host)}/a.png`;
    const { browser, subscription } = await openBrowser(name);
    await push(subscription, makeMessage(belfry, site, 'a', { icon: picture }));
    await browser.desktop.waitFor('Title a');
    await belfry.waitFor('receipts', ({ raw }) => raw.includes('"shown"'));
    // Firefox keeps what it loads for notifications apart from the worker's cache.
    expect(requests).toBe(name === 'Firefox' ? 2 : 1);
    listening.close();
  });

  it('does not bring a message back when its picture comes after the visitor is done with it', async () => {
    const { belfry, site, push } = shop;
    const listening = makeListening();
    const late: http.ServerResponse[] = [];
    const slow = http.createServer((_request, response) => late.push(response));
    const picture = `http://127.0.0.1:${await listening.listen(slow)}/a.png`;
    const { browser, subscription } = await openBrowser(name);
    await push(subscription, makeMessage(belfry, site, 'a', { icon: picture }));
    const plain = await browser.desktop.waitFor('Title a');
    await belfry.waitFor('receipts', ({ raw }) => raw.includes('"shown"'));
    browser.desktop.dismiss(plain);
    await belfry.waitFor('receipts', ({ raw }) => raw.includes('"dismissed"'));
    for (const response of late) response.writeHead(200, { 'content-type': 'image/png' }).end(PIXEL);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    // By title: Chromium adds a notification of its own when a message is dismissed before its push event has ended.
    expect(browser.desktop.open().filter(({ title }) => title === 'Title a')).toEqual([]);
    expect(shop.receipts().filter(({ k }) => k === 'dismissed')).toHaveLength(1);
    listening.close();
  });

  it('resubscribes by itself when the browser drops the subscription, as the same device', async () => {
    const { belfry, site, push, world } = shop;
    const { browser, subscription } = await openBrowser(name);
    await browser.leaveOnly('about:blank');
    if (name === 'Firefox') {
      world.push.forgetAgents();
    } else {
      await browser.grant(site.origin, 'denied');
      await eventually(async () => (await push(subscription, 'x').catch(() => 410)) === 410, {
        what: 'a dead endpoint',
      });
      await browser.grant(site.origin, 'granted');
    }
    const healed = await belfry.waitFor('subscribe', ({ body }) => body.device !== undefined, SLOW);
    expect(healed.body).toMatchObject({ device: DEVICE, applicationServerKey: belfry.vapidKeys.publicKey });
    const renewed = healed.body.subscription as SubscriptionJson;
    expect(renewed.endpoint).not.toBe(subscription.endpoint);
    expect(await push(renewed, makeMessage(belfry, site, 'new'))).toBe(201);
    await browser.desktop.waitFor('Title new');
    // The page finds everything in order.
    await belfry.waitFor('receipts', ({ raw }) => raw.includes('"shown"'));
    belfry.requests.length = 0;
    await browser.page.goto(site.origin);
    expect(await browser.page.evaluate(`belfry('isSubscribed')`)).toBe(true);
    expect(belfry.of('subscribe')).toEqual([]);
  });
});
