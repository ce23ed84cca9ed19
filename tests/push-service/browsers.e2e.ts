import { afterEach, beforeEach, expect, test } from 'vitest';
import webpush, { WebPushError } from 'web-push';
import type { BrowserSession } from './browser.types';
import type { ChromiumSession } from './launch-chromium';
import type { SubscriptionJson } from './push-service.types';
import { makeSampleSite } from './sample-site';
import type { Beacon, Site } from './site';
import { eventually } from './wait-for';
import { startWorld, type World } from './world';

/** The tool against both browsers, with a site that has no Belfry in it: when this fails, look no further. */
const vapidKeys = webpush.generateVAPIDKeys();
const vapidDetails = { subject: 'mailto:e2e@example.com', ...vapidKeys };
const TIMEOUT_MS = 120_000;
/** Chromium waits before its first check-in: 2 s, now and then 6. */
const SUBSCRIBE_TIMEOUT_MS = 30_000;

interface Message {
  title: string;
  body?: string;
  url?: string;
  tag?: string;
  quiet?: boolean;
  actions?: Array<{ action: string; title: string }>;
}

let world: World;
let site: Site;
beforeEach(async () => {
  world = await startWorld();
  site = await world.startSite({ files: makeSampleSite(vapidKeys.publicKey) });
});
afterEach(() => world.close());

/** Resolves with the push service's status. */
async function send(to: SubscriptionJson, message: Message): Promise<number> {
  const options = { TTL: 60, agent: world.agent(), timeout: 5000, vapidDetails };
  try {
    return (await webpush.sendNotification(to, JSON.stringify(message), options)).statusCode;
  } catch (error) {
    if (error instanceof WebPushError) return error.statusCode;
    throw error;
  }
}

function pushed(title: string): Promise<Beacon> {
  return site.waitFor('push', ({ text }) => String(text).includes(`"${title}"`));
}

async function subscribe({ page }: BrowserSession): Promise<SubscriptionJson> {
  await page.goto(site.origin);
  await page.click('#subscribe');
  const { subscription } = await site.waitFor('subscribed', () => true, { timeoutMs: SUBSCRIBE_TIMEOUT_MS });
  return subscription as SubscriptionJson;
}

/** What both browsers must do; leaves the browser subscribed, its page at the site. */
async function checkPush(browser: BrowserSession): Promise<SubscriptionJson> {
  const { desktop, page } = browser;
  const { push } = world;
  const subscription = await subscribe(browser);
  expect(Buffer.from(subscription.keys.p256dh, 'base64url')).toHaveLength(65);

  const message = {
    title: 'First ✓',
    body: 'näytä',
    url: '/first',
    actions: [{ action: 'yes', title: 'Yes please' }],
  };
  expect(await send(subscription, message)).toBe(201);
  const beacon = await pushed('First ✓');
  expect(JSON.parse(String(beacon.text))).toEqual(message);
  expect(beacon.shown).toBe(true);
  const posted = push.received.at(-1);
  expect(posted?.body.includes('First'), 'the body is encrypted').toBe(false);
  expect((await push.waitForMessage((one) => one === posted && one.ack !== undefined)).ack).toBe(100);

  const shown = await desktop.waitFor('First ✓');
  expect(shown.body).toMatch(/näytä$/);
  expect(shown.actions.map((action) => action.label)).toContain('Yes please');
  desktop.click(shown);
  const click = await site.waitFor('click', ({ title }) => title === 'First ✓');
  expect(click).toMatchObject({ trusted: true, opened: `${site.origin}/first`, action: '' });
  await eventually(async () => (await browser.tabs()).includes(`${site.origin}/first`), { what: 'a tab' });

  const actions = ['No', 'Yes'].map((title) => ({ action: title.toLowerCase(), title }));
  expect(await send(subscription, { title: 'Second', url: '/second', actions })).toBe(201);
  desktop.click(await desktop.waitFor('Second'), 'Yes');
  expect((await site.waitFor('click', ({ title }) => title === 'Second')).action).toBe('yes');

  expect(await send(subscription, { title: 'Third' })).toBe(201);
  desktop.dismiss(await desktop.waitFor('Third'));
  await site.waitFor('close', ({ title }) => title === 'Third');

  for (const title of ['Tagged 1', 'Tagged 2']) {
    expect(await send(subscription, { title, tag: 'same' })).toBe(201);
    // Asked of the worker: on the desktop Chromium may leave both, when they come within milliseconds.
    const { open } = await pushed(title);
    expect((open as string[]).filter((one) => one.startsWith('Tagged'))).toEqual([title]);
    await desktop.waitFor(title);
  }

  const titles = Array.from({ length: 10 }, (_, i) => `Burst ${i}`);
  const statuses = await Promise.all(titles.map((title) => send(subscription, { title, quiet: true })));
  expect(statuses).toEqual(titles.map(() => 201));
  for (const title of titles) await pushed(title);
  expect(site.beacons.filter(({ kind, text }) => kind === 'push' && String(text).includes('Burst'))).toHaveLength(10);

  push.setFault(subscription.endpoint, { status: 429, retryAfter: 1, times: 1 });
  expect(await send(subscription, { title: 'Refused' })).toBe(429);
  expect(await send(subscription, { title: 'Taken' })).toBe(201);
  await pushed('Taken');
  expect(site.beacons.some(({ text }) => String(text).includes('Refused'))).toBe(false);

  await browser.leaveOnly('about:blank');
  expect(await send(subscription, { title: 'No tab' })).toBe(201);
  await pushed('No tab');
  await desktop.waitFor('No tab');
  await page.goto(site.origin);
  return subscription;
}

async function checkUnsubscribe({ page }: BrowserSession, subscription: SubscriptionJson): Promise<void> {
  await page.click('#unsubscribe');
  expect((await site.waitFor('unsubscribed')).was).toBe(true);
  await eventually(async () => (await send(subscription, { title: 'Too late' })) === 410, { what: 'a dead endpoint' });
}

/** The worker has subscribed anew after losing its subscription. */
async function checkRenewal(lost: SubscriptionJson): Promise<SubscriptionJson> {
  const { oldEndpoint, renewed, problem } = await site.waitFor('change');
  expect(problem).toBeNull();
  expect([lost.endpoint, null]).toContain(oldEndpoint); // Chromium does not say
  const subscription = renewed as SubscriptionJson;
  expect(await send(lost, { title: 'To the old' })).toBe(410);
  expect(await send(subscription, { title: 'To the new' })).toBe(201);
  await pushed('To the new');
  return subscription;
}

test('Firefox', { timeout: TIMEOUT_MS }, async () => {
  const { push } = world;
  const browser = await world.launchFirefox();
  await browser.grant(site.origin);
  const subscription = await checkPush(browser);

  const channelID = push.findSubscription(subscription.endpoint)?.channelID ?? '';
  const unreadable = push.deliverRaw(channelID, Buffer.alloc(120, 7));
  expect((await push.waitForMessage((one) => one === unreadable && one.ack !== undefined)).ack).toBe(101);

  push.setAway(true);
  await eventually(() => push.connectedCount() === 0);
  expect(await send(subscription, { title: 'Kept' })).toBe(201);
  push.setAway(false);
  await pushed('Kept');

  push.forgetAgents();
  await checkUnsubscribe(browser, await checkRenewal(subscription));
});

test('Chromium', { timeout: TIMEOUT_MS }, async () => {
  const browser = await world.launchChromium({ granted: [site.origin] });
  const subscription = await checkPush(browser);

  await browser.restart(async () => {
    expect(await send(subscription, { title: 'Kept' })).toBe(201);
  });
  await site.waitFor('push', ({ text }) => String(text).includes('"Kept"'), { timeoutMs: 20_000 });
  await browser.page.goto(site.origin);

  await browser.grant(site.origin, 'denied');
  await eventually(async () => (await send(subscription, { title: 'Revoked' })) === 410, { what: 'a dead endpoint' });
  await browser.grant(site.origin, 'granted');
  await checkUnsubscribe(browser, await checkRenewal(subscription));
});

test('Chromium by DevTools alone: push without subscription or encryption', { timeout: TIMEOUT_MS }, async () => {
  const browser = await world.launchChromium({ granted: [site.origin] });
  await browser.page.goto(site.origin);
  const register = "navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready).then(() => 1)";
  await browser.page.evaluate(register);
  await deliverByDevTools(browser, { title: 'By DevTools', body: 'plain', url: '/first' });
  expect((await site.waitFor('push')).open).toEqual(['By DevTools']);
  browser.desktop.click(await browser.desktop.waitFor('By DevTools'));
  expect((await site.waitFor('click')).trusted).toBe(true);
});

/** The fallback should Chromium's undocumented protocol (fcm.ts) change: notifications and clicks are as real. */
async function deliverByDevTools(browser: ChromiumSession, message: Message): Promise<void> {
  const devTools = await browser.context.newCDPSession(browser.playwrightPage);
  const ids: string[] = [];
  devTools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    ids.push(...registrations.map((one) => one.registrationId));
  });
  await devTools.send('ServiceWorker.enable');
  const registrationId = await eventually(() => ids[0], { what: 'the registration' });
  const data = JSON.stringify(message);
  await devTools.send('ServiceWorker.deliverPushMessage', { origin: site.origin, registrationId, data });
}
