import { afterEach, beforeEach, expect, it } from 'vitest';
import { pageSnippet } from '@/lib/contracts/snippet';
import type { ChromiumSession } from '@/tests/push-service/launch-chromium';
import type { SubscriptionJson } from '@/tests/push-service/push-service.types';
import { eventually } from '@/tests/push-service/wait-for';
import { openShop, type Shop, STUB } from './e2e/shop';

let shop: Shop;
let browser: ChromiumSession;
beforeEach(async () => {
  shop = await openShop();
  browser = await shop.world.launchChromium();
  await browser.grant(shop.site.origin);
});
afterEach(() => shop.close());

const SLOW = { timeoutMs: 40_000 };
const isSubscribed = () => browser.page.evaluate<boolean>(`belfry('isSubscribed')`);
/** Requests beyond files and config. */
const traffic = () => shop.belfry.requests.map(({ path }) => path).filter((path) => !/^\/|^config$/.test(path));
const seen = () => browser.page.evaluate<[string, unknown][]>('seen');

async function subscribe(path = '/'): Promise<SubscriptionJson> {
  await browser.page.goto(shop.site.origin + path);
  await browser.page.click('#ask');
  await eventually(isSubscribed, { what: 'a subscription', ...SLOW });
  return shop.belfry.of('subscribe').at(-1)?.body.subscription as SubscriptionJson;
}

it('runs once however often it is loaded, and answers calls made before it', async () => {
  const { belfry, site } = shop;
  const snippet = pageSnippet(belfry.origin, belfry.siteKey);
  site.files.set(
    '/early',
    `<!doctype html><body>${STUB}<script>
     belfry('isSubscribed',(answer)=>{window.early=answer});belfry('setTags',{a:1});belfry('nonsense')</script>
     ${snippet}${snippet}<button data-belfry-subscribe id="ask">x</button></body>`,
  );
  await browser.page.goto(`${site.origin}/early`);
  await eventually(() => browser.page.evaluate<boolean>('window.early === false'), { what: 'the early answer' });
  expect(await browser.page.evaluate('window.belfry.info')).toEqual({
    server: belfry.origin,
    site: belfry.siteKey,
    worker: `${site.origin}/belfry-sw.js`,
    scope: `${site.origin}/belfry-push/`,
  });
  await browser.page.click('#ask');
  await eventually(isSubscribed, SLOW);
  expect(traffic()).toEqual(['subscribe', 'update']);
});

it('survives a single-page app that replaces the body, buttons included', async () => {
  await browser.page.goto(shop.site.origin);
  await browser.page.evaluate(`(() => {
    history.pushState({}, '', '/offer');
    document.body.innerHTML = '<button data-belfry-subscribe><i id="new">x</i></button>';
    const copy = document.createElement('script');
    copy.src = belfry.info.server + '/belfry.js';
    copy.dataset.site = belfry.info.site;
    document.body.append(copy);
    return new Promise((resolve) => { copy.onload = () => resolve(1); });
  })()`);
  await browser.page.click('#new');
  await eventually(isSubscribed, SLOW);
  expect(traffic()).toEqual(['subscribe']);
});

it('leaves the site’s own worker in control of its pages', async () => {
  const { site } = shop;
  await browser.page.goto(site.origin);
  await browser.page.evaluate(
    `navigator.serviceWorker.register('/other-sw.js').then(() => navigator.serviceWorker.ready).then(() => 1)`,
  );
  await subscribe('/help');
  const state = await browser.page.evaluate(`navigator.serviceWorker.getRegistrations().then((all) => ({
    scopes: all.map((one) => new URL(one.scope).pathname).sort(),
    controller: new URL(navigator.serviceWorker.controller.scriptURL).pathname,
  }))`);
  expect(state).toEqual({ scopes: ['/', '/belfry-push/'], controller: '/other-sw.js' });
});

it('finds the worker elsewhere when data-worker says so, its scope beside it', async () => {
  const { belfry, site } = shop;
  const moved = pageSnippet(belfry.origin, belfry.siteKey).replace('<script', '<script data-worker="/assets/push.js"');
  site.files.set('/moved', `${STUB}${moved}<button data-belfry-subscribe id="ask">x</button>`);
  site.files.set('/assets/push.js', site.files.get('/belfry-sw.js') ?? '');
  await subscribe('/moved');
  const scopes = await browser.page.evaluate(
    `navigator.serviceWorker.getRegistrations().then((all) => all.map((one) => one.scope))`,
  );
  expect(scopes).toEqual([`${site.origin}/assets/belfry-push/`]);
});

it('works under a strict Content-Security-Policy with Trusted Types', async () => {
  const { belfry, site } = shop;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-n' ${belfry.origin}`,
    `connect-src ${belfry.origin}`,
    "worker-src 'self'",
    "require-trusted-types-for 'script'",
    'trusted-types belfry',
  ].join(';');
  site.files.set(
    '/strict',
    `<!doctype html><html lang="en"><title>Strict</title><meta http-equiv="content-security-policy" content="${policy}">
     <script nonce="n">window.broken=[];document.addEventListener('securitypolicyviolation',(e)=>broken.push(e.violatedDirective+' '+e.blockedURI))</script>
     ${STUB.replace('<script>', '<script nonce="n">')}${pageSnippet(belfry.origin, belfry.siteKey)}
     <button data-belfry-subscribe id="ask">x</button>`,
  );
  await subscribe('/strict');
  await browser.grant(site.origin, 'prompt');
  belfry.config.prompt.kind = 'dialog';
  await browser.page.evaluate(
    `fetch(belfry.info.server+'/api/embed/'+belfry.info.site+'/config',{cache:'reload',credentials:'omit'}).then((r)=>r.text())`,
  );
  await browser.page.goto(`${site.origin}/strict`);
  expect(await browser.page.text('h2')).toBe('Get our news first');
  const look = await browser.playwrightPage
    .locator('[role=dialog]')
    .evaluate((node) => getComputedStyle(node).maxWidth);
  expect(look).toBe('420px');
  expect(await browser.page.evaluate('broken')).toEqual([]);
});

it('counts a session once, and again after half an hour away', async () => {
  const { belfry, site } = shop;
  await subscribe();
  belfry.requests.length = 0;
  await browser.page.goto(`${site.origin}/help`);
  expect(await isSubscribed()).toBe(true);
  expect(traffic()).toEqual([]);
  await rewriteDevice({ seenAt: Date.now() - 1_801_000 });
  await browser.page.goto(site.origin);
  expect(await isSubscribed()).toBe(true);
  expect(traffic()).toEqual(['subscribe']);
  expect(belfry.of('subscribe')[0]?.body).toMatchObject({ newSession: true, device: { id: 'sub_1' } });
});

it('heals when the stored endpoint is not the browser’s', async () => {
  const { belfry, site } = shop;
  const { endpoint } = await subscribe();
  belfry.requests.length = 0;
  await rewriteDevice({ endpoint: 'https://push.invalid/old' });
  await browser.page.goto(site.origin);
  expect(await isSubscribed()).toBe(true);
  expect(belfry.of('subscribe').map(({ body }) => body)).toMatchObject([
    { newSession: false, device: { id: 'sub_1' }, subscription: { endpoint } },
  ]);
});

it('subscribes anew when told so, when the endpoint is taken, and without a proof that is no longer known', async () => {
  const { belfry, site } = shop;
  const first = await subscribe();
  const answers = [
    { status: 200, json: { id: '', action: 'resubscribe' } },
    { status: 409, json: {} },
    { status: 404, json: {} },
    { status: 200, json: { id: 'sub_9', secret: 'n'.repeat(43), action: 'ok' } },
  ];
  belfry.answers.set('subscribe', () => answers.shift());
  belfry.requests.length = 0;
  await rewriteDevice({ seenAt: 0 });
  await browser.page.goto(site.origin);
  expect(await isSubscribed()).toBe(true);
  const asked = belfry.of('subscribe').map(({ body }) => body);
  expect(asked.map((body) => body.device)).toEqual([
    expect.objectContaining({ id: 'sub_1' }),
    expect.objectContaining({ id: 'sub_1' }),
    expect.objectContaining({ id: 'sub_1' }),
    undefined,
  ]);
  const endpoints = asked.map((body) => (body.subscription as SubscriptionJson).endpoint);
  expect(endpoints[0]).toBe(first.endpoint);
  expect(new Set(endpoints.slice(0, 3)).size).toBe(3);
  expect(endpoints[3]).toBe(endpoints[2]);
  await browser.page.evaluate(`belfry('setTags',{x:1})`);
  expect((await belfry.waitFor('update')).body.device).toEqual({ id: 'sub_9', secret: 'n'.repeat(43) });
});

it('drops language and time zone when the server does not know them', async () => {
  const { belfry } = shop;
  belfry.answers.set('subscribe', ({ body }) => (body.timezone ? { status: 422, json: {} } : undefined));
  await subscribe();
  expect(belfry.of('subscribe').map(({ body }) => [typeof body.language, typeof body.timezone])).toEqual([
    ['string', 'string'],
    ['undefined', 'undefined'],
  ]);
});

it('finishes at the next page load what the network broke off', async () => {
  const { belfry, site } = shop;
  belfry.answers.set('subscribe', () => ({ status: 503, json: {} }));
  await browser.page.goto(site.origin);
  await browser.page.evaluate(`belfry('setTags',{a:1})`);
  expect(await browser.page.evaluate(`belfry('subscribe')`)).toBe(false);
  expect(await seen()).toEqual([['error', expect.objectContaining({ command: 'subscribe', status: 503 })]]);
  belfry.answers.clear();
  await browser.page.goto(site.origin);
  expect(await isSubscribed()).toBe(true);
  expect((await belfry.waitFor('update')).body).toMatchObject({ tags: { a: 1 } });

  belfry.answers.set('update', () => ({ status: 503, json: {} }));
  expect(await browser.page.evaluate(`belfry('setTags',{a:2,b:null})`)).toBe(false);
  belfry.answers.set('unsubscribe', () => ({ status: 503, json: {} }));
  belfry.answers.delete('update');
  belfry.requests.length = 0;
  await browser.page.goto(site.origin);
  expect((await belfry.waitFor('update')).body).toMatchObject({ tags: { a: 2, b: null } });
  expect(await browser.page.evaluate(`belfry('unsubscribe')`)).toBe(false);
  belfry.answers.clear();
  belfry.requests.length = 0;
  await browser.page.goto(site.origin);
  expect(await isSubscribed()).toBe(false);
  await browser.page.goto(site.origin);
  expect(await isSubscribed()).toBe(false);
  expect(traffic()).toEqual(['unsubscribe']);
});

it('sends each command as the contract says and reports a refusal as an event', async () => {
  const { belfry } = shop;
  await subscribe();
  const device = { id: 'sub_1', secret: '1'.padStart(43, 's') };
  const call = (text: string) => browser.page.evaluate(`belfry(${text})`);
  expect(await call(`'setTags',{plan:'pro',old:null}`)).toBe(true);
  expect(await call(`'setTopics',['news','sport']`)).toBe(true);
  expect(await call(`'login','user-1','ff'`)).toBe(true);
  expect(await call(`'logout'`)).toBe(true);
  expect(await call(`'track','cart',{total:12.5}`)).toBe(true);
  expect(belfry.of('update').map(({ body }) => body)).toEqual([
    { device, tags: { plan: 'pro', old: null } },
    { device, topics: ['news', 'sport'] },
    { device, externalId: 'user-1', proof: 'ff' },
    { device, externalId: null },
  ]);
  expect(belfry.of('track').map(({ body }) => body)).toEqual([{ device, event: 'cart', props: { total: 12.5 } }]);
  belfry.answers.set('update', () => ({ status: 403, json: { detail: 'wrong proof' } }));
  expect(await call(`'login','user-2','00'`)).toBe(false);
  expect((await seen()).at(-1)).toEqual(['error', { command: 'login', status: 403, detail: 'wrong proof' }]);
  belfry.answers.clear();
  await call(`'setTags',{z:1}`);
  // A refused identity is not tried for ever.
  expect(belfry.of('update').at(-1)?.body).toEqual({ device, tags: { z: 1 } });
  // Ten at once arrive one after the other, in order.
  belfry.requests.length = 0;
  await browser.page.evaluate(`Promise.all([...Array(10).keys()].map((n) => belfry('setTags',{n})))`);
  expect(belfry.of('update').at(-1)?.body.tags).toEqual({ n: 9 });
});

it('tells the server when the visitor takes the permission back, and resumes when it is given again', async () => {
  const { belfry, site } = shop;
  await subscribe();
  await browser.page.goto('about:blank');
  await browser.grant(site.origin, 'denied');
  belfry.requests.length = 0;
  await browser.page.goto(site.origin);
  expect(await isSubscribed()).toBe(false);
  await browser.page.goto(site.origin);
  expect(await isSubscribed()).toBe(false);
  expect(traffic()).toEqual(['unsubscribe']);
  await browser.grant(site.origin, 'granted');
  await browser.page.goto(site.origin);
  const again = await belfry.waitFor('subscribe', () => true, SLOW);
  expect(again.body).toMatchObject({ device: { id: 'sub_1' } });
});

it('does nothing and breaks nothing where push is missing, or the origin is not allowed', async () => {
  const { belfry, site } = shop;
  const errors: string[] = [];
  browser.playwrightPage.on('pageerror', (error) => errors.push(String(error)));
  belfry.allowedOrigins.clear();
  await browser.page.goto(site.origin);
  expect(await browser.page.evaluate(`belfry('subscribe')`)).toBe(false);
  expect(await isSubscribed()).toBe(false);
  await browser.playwrightPage.addInitScript('delete window.PushManager; delete window.Notification');
  await browser.page.goto(site.origin);
  expect(await browser.page.evaluate(`belfry('subscribe')`)).toBe(false);
  expect(await browser.page.evaluate(`belfry('setTags',{a:1})`)).toBe(false);
  expect(await seen()).toEqual([['unsupported', undefined]]);
  expect(errors).toEqual([]);
});

async function rewriteDevice(patch: object): Promise<void> {
  await browser.page.evaluate(`new Promise((resolve) => {
    const opening = indexedDB.open('belfry-${shop.belfry.siteKey}');
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('kv', 'readwrite');
      const records = transaction.objectStore('kv');
      records.get('device').onsuccess = ({ target }) => records.put({ ...target.result, ...${JSON.stringify(patch)} }, 'device');
      transaction.oncomplete = () => { opening.result.close(); resolve(1); };
    };
  })`);
}
