import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BrowserSession } from '@/tests/push-service/browser.types';
import type { SubscriptionJson } from '@/tests/push-service/push-service.types';
import { eventually } from '@/tests/push-service/wait-for';
import { makeMessage, openShop, type Shop } from './e2e/shop';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const SUBSCRIBE = { timeoutMs: 40_000 };

async function subscribe({ page }: BrowserSession): Promise<SubscriptionJson> {
  await page.goto(shop.site.origin);
  await page.click('#ask');
  const request = await shop.belfry.waitFor('subscribe', () => true, SUBSCRIBE);
  await eventually(() => page.evaluate<boolean>(`belfry('isSubscribed')`), { what: 'a subscription' });
  return request.body.subscription as SubscriptionJson;
}

const reported = (t: string, k: string) =>
  shop.belfry.waitFor('receipts', ({ raw }) => raw.includes(JSON.stringify({ t, k })));

for (const name of ['Firefox', 'Chromium'] as const) {
  describe(name, () => {
    let browser: BrowserSession;
    beforeEach(async () => {
      browser = await (name === 'Firefox' ? shop.world.launchFirefox() : shop.world.launchChromium());
      await browser.grant(shop.site.origin);
    });

    it('subscribes, shows, reports, opens, heals and unsubscribes', async () => {
      const { belfry, site, push } = shop;
      const { desktop, page } = browser;
      await page.goto(site.origin);
      await page.evaluate(`belfry('setTags',{plan:'pro'})`);
      await page.evaluate(`belfry('login','user-1','abc')`);
      expect(await page.evaluate(`belfry('isSubscribed')`)).toBe(false);
      expect(belfry.of('update')).toHaveLength(0);

      const subscription = await subscribe(browser);
      const first = belfry.of('subscribe')[0];
      expect(first).toMatchObject({
        type: 'application/json',
        origin: site.origin,
        body: { applicationServerKey: belfry.vapidKeys.publicKey, prompt: 'button', newSession: true },
      });
      expect(first?.body.device).toBeUndefined();
      expect(first?.body.language).toMatch(/^[a-z]{2}/i);
      const device = { id: 'sub_1', secret: '1'.padStart(43, 's') };
      expect((await belfry.waitFor('update')).body).toEqual({
        device,
        tags: { plan: 'pro' },
        externalId: 'user-1',
        proof: 'abc',
      });
      expect(await page.evaluate(`seen.map(([event]) => event)`)).toEqual(['subscribe']);

      // Another page load of the session asks for nothing but the config.
      belfry.requests.length = 0;
      await page.goto(`${site.origin}/help`);
      expect(await page.evaluate(`belfry('isSubscribed')`)).toBe(true);
      expect(belfry.requests.map(({ path }) => path).filter((path) => !/^\/|^config$/.test(path))).toEqual([]);

      // Shown with no tab of the site; reported in one request; a click opens the destination.
      await browser.leaveOnly('about:blank');
      const actions = [{ action: '1', title: 'Help', navigate: `${belfry.origin}/c/click-help` }];
      expect(await push(subscription, makeMessage(belfry, site, 'a', { body: 'näytä ✓', actions }))).toBe(201);
      const shown = await desktop.waitFor('Title a');
      expect(shown.body).toMatch(/näytä ✓$/);
      const receipt = await reported('receipt-a', 'shown');
      expect(receipt.type).toMatch(/^text\/plain/);
      expect(JSON.parse(receipt.raw)).toEqual([
        { t: 'receipt-a', k: 'received' },
        { t: 'receipt-a', k: 'shown' },
      ]);
      desktop.click(shown);
      await reported('click-a', 'clicked');
      await eventually(async () => (await browser.tabs()).includes(`${site.origin}/offer`), { what: 'the offer' });

      // The same again after the click: dropped.
      await push(subscription, makeMessage(belfry, site, 'a', { body: 'again' }));
      await push(subscription, makeMessage(belfry, site, 'b', { actions }));
      const second = await desktop.waitFor('Title b');
      expect(desktop.notifications.map(({ title }) => title)).toEqual(['Title a', 'Title b']);
      desktop.click(second, 'Help');
      await reported('click-help', 'clicked');
      await eventually(async () => (await browser.tabs()).includes(`${site.origin}/help`), { what: 'the help page' });

      // The destination is open already: that tab comes forward, no second one.
      await push(subscription, makeMessage(belfry, site, 'c'));
      desktop.click(await desktop.waitFor('Title c'));
      await reported('click-c', 'clicked');
      expect((await browser.tabs()).filter((url) => url.endsWith('/offer'))).toHaveLength(1);

      await push(subscription, makeMessage(belfry, site, 'd'));
      desktop.dismiss(await desktop.waitFor('Title d'));
      await reported('receipt-d', 'dismissed');
      expect(shop.receipts().filter(({ k }) => k === 'dismissed')).toEqual([{ t: 'receipt-d', k: 'dismissed' }]);

      // The same again while it stands: replaced where it is, counted once.
      await push(subscription, makeMessage(belfry, site, 'e'));
      await desktop.waitFor('Title e');
      await reported('receipt-e', 'shown');
      await push(subscription, makeMessage(belfry, site, 'e'));
      await push(subscription, 'no JSON at all');
      expect((await desktop.waitFor('localhost')).body).toMatch(/You have a new message\.$/);
      expect(desktop.open().filter(({ title }) => title === 'Title e')).toHaveLength(1);
      expect(
        shop
          .receipts()
          .filter(({ t }) => t === 'receipt-e')
          .map(({ k }) => k),
      ).toEqual(['received', 'shown']);

      // A key that changed on the server: healed at the next page load, same subscriber.
      await page.goto(site.origin);
      await page.evaluate(`caches.keys()`);
      belfry.config.key = (await import('web-push')).default.generateVAPIDKeys().publicKey;
      belfry.answers.set('subscribe', ({ body }) =>
        body.applicationServerKey === belfry.config.key
          ? { status: 200, json: { id: 'sub_1', action: 'ok' } }
          : undefined,
      );
      await page.evaluate(
        `fetch('${belfry.origin}/api/embed/${belfry.siteKey}/config',{cache:'reload',credentials:'omit'}).then(r=>r.text())`,
      );
      await page.goto(`${site.origin}/help`);
      const healed = await belfry.waitFor(
        'subscribe',
        ({ body }) => body.applicationServerKey === belfry.config.key,
        SUBSCRIBE,
      );
      expect(healed.body).toMatchObject({ device, newSession: false });
      expect((healed.body.subscription as SubscriptionJson).endpoint).not.toBe(subscription.endpoint);
      expect(await page.evaluate(`belfry('isSubscribed')`)).toBe(true);

      expect(await page.evaluate(`belfry('unsubscribe')`)).toBe(true);
      expect(belfry.of('unsubscribe').map(({ body }) => body)).toEqual([{ device }]);
      expect(await page.evaluate(`belfry('isSubscribed')`)).toBe(false);
      expect(await page.evaluate(`belfry('track','x')`)).toBe(false);
    });
  });
}
