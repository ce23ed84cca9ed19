import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { CHECK_STEPS, type CheckReport } from '@/lib/contracts/page-api';
import { pageSnippet, workerFile } from '@/lib/contracts/snippet';
import type { ChromiumSession } from '@/tests/push-service/launch-chromium';
import { eventually } from '@/tests/push-service/wait-for';
import { openShop, type Shop } from './e2e/shop';

let shop: Shop;
let browser: ChromiumSession;
let page: Page;
let goodWorker: string;
beforeAll(async () => {
  shop = await openShop();
  browser = await shop.world.launchChromium();
  page = browser.playwrightPage;
  goodWorker = workerFile(shop.belfry.origin, shop.belfry.siteKey);
});
afterAll(() => shop.close());
beforeEach(async () => {
  shop.belfry.allowedOrigins.add(shop.site.origin);
  shop.belfry.answers.clear();
  shop.site.files.set('/belfry-sw.js', goodWorker);
  await browser.grant(shop.site.origin, 'prompt');
});

const check = () => page.evaluate<CheckReport>(`belfry('check')`);
const failures = (report: CheckReport) => report.steps.filter((step) => step.status === 'fail').map(({ id }) => id);
function remedy(report: CheckReport): string {
  return report.steps.find((step) => step.status === 'fail')?.remedy ?? '';
}

it('passes a good installation, leaves nothing behind, and shows no panel unless asked', async () => {
  await page.goto(shop.site.origin);
  const report = await check();
  expect(report.steps.map(({ id }) => id)).toEqual([...CHECK_STEPS]);
  expect(failures(report)).toEqual([]);
  expect(report).toMatchObject({ ok: true, server: shop.belfry.origin, site: shop.belfry.siteKey });
  expect(await page.evaluate('navigator.serviceWorker.getRegistrations().then((all) => all.length)')).toBe(0);
  expect(await page.locator('#belfry-check').count()).toBe(0);
});

it.each([
  ['is missing', undefined, 'Download the worker file'],
  ['is some other script', 'console.log(1)', 'Download the worker file'],
  ['is of another site', () => workerFile(shop.belfry.origin, 'other'), 'Download the worker file'],
  [
    'names another server',
    () => workerFile('https://elsewhere.example', shop.belfry.siteKey),
    'Download the worker file',
  ],
] as const)('tells that the worker file %s', async (_name, content, words) => {
  const text = typeof content === 'function' ? content() : content;
  if (text === undefined) shop.site.files.delete('/belfry-sw.js');
  else shop.site.files.set('/belfry-sw.js', text);
  await page.goto(shop.site.origin);
  const report = await check();
  expect(failures(report)).toEqual(['file']);
  expect(remedy(report)).toContain(words);
});

it('tells that the worker file is served as a web page, or cannot run', async () => {
  const { belfry, site } = shop;
  const snippet = (worker: string) =>
    pageSnippet(belfry.origin, belfry.siteKey).replace('<script', `<script data-worker="${worker}"`);
  site.files.set('/page-worker', '<!doctype html>');
  site.files.set('/html', snippet('/page-worker'));
  await page.goto(`${site.origin}/html`);
  const asPage = await check();
  expect(failures(asPage)).toEqual(['file']);
  expect(asPage.steps.find(({ id }) => id === 'file')?.detail).toContain('text/html');
  expect(remedy(asPage)).toContain('web page instead of the file');

  site.files.set('/broken.js', `${goodWorker};throw new Error('x')`);
  site.files.set('/broken', snippet('/broken.js'));
  await page.goto(`${site.origin}/broken`);
  expect(failures(await check())).toEqual(['worker']);
});

it('tells that the origin is not allowed, and that the site key is unknown', async () => {
  const { belfry, site } = shop;
  belfry.allowedOrigins.clear();
  await page.goto(site.origin);
  const forbidden = await check();
  expect(failures(forbidden)).toEqual(['origin']);
  expect(remedy(forbidden)).toContain(`Add exactly ${site.origin}`);

  belfry.allowedOrigins.add(site.origin);
  belfry.answers.set('unsubscribe', () => ({ status: 403 }));
  expect(failures(await check())).toEqual(['origin']);
  belfry.answers.set('config', () => ({ status: 404, json: {} }));
  const unknown = await check();
  expect(failures(unknown)).toEqual(['origin']);
  expect(remedy(unknown)).toContain('data-site');
});

it('tells that the Content-Security-Policy is in the way, of the connection and of the worker', async () => {
  const { belfry, site } = shop;
  const body = pageSnippet(belfry.origin, belfry.siteKey);
  site.files.set('/csp', `<meta http-equiv="content-security-policy" content="connect-src 'self'">${body}`);
  await page.goto(`${site.origin}/csp`);
  const report = await check();
  expect(failures(report)).toEqual(['server']);
  expect(remedy(report)).toContain(`Add ${belfry.origin} to connect-src`);
  site.files.set('/csp', `<meta http-equiv="content-security-policy" content="worker-src 'none'">${body}`);
  await page.goto(`${site.origin}/csp`);
  const worker = await check();
  expect(failures(worker)).toEqual(['worker']);
  expect(remedy(worker)).toContain('worker-src');
});

it('tells that the permission is denied, and where push is missing', async () => {
  await browser.grant(shop.site.origin, 'denied');
  await page.goto(shop.site.origin);
  expect(failures(await check())).toEqual(['permission']);
  const other = await browser.context.newPage();
  await other.addInitScript('delete window.PushManager');
  await other.goto(shop.site.origin);
  const report = await other.evaluate<CheckReport>(`belfry('check')`);
  expect(failures(report)).toEqual(['support']);
  await other.close();
});

it('tells that the page is not secure', async () => {
  // A name that is not localhost, over http.
  const insecure = shop.site.origin.replace('localhost', 'shop.test');
  const world = shop.world;
  const elsewhere = world.keep(await world.launchChromium({ args: ['--host-resolver-rules=MAP shop.test 127.0.0.1'] }));
  shop.belfry.allowedOrigins.add(insecure);
  await elsewhere.page.goto(insecure);
  const report = await elsewhere.page.evaluate<CheckReport>(`belfry('check')`);
  expect(report.steps[0]).toMatchObject({ id: 'secure', status: 'fail' });
  expect(report.steps[0]?.remedy).toContain('https://');
});

it('tells that the subscription has another key, and passes a good one', async () => {
  const { belfry, site } = shop;
  await browser.grant(site.origin);
  await page.goto(site.origin);
  await page.click('#ask');
  await eventually(() => page.evaluate<boolean>(`belfry('isSubscribed')`), { timeoutMs: 40_000 });
  const good = await check();
  expect(good.steps.find(({ id }) => id === 'key')).toMatchObject({ status: 'pass', detail: 'Subscribed as sub_1.' });
  const { config } = belfry;
  belfry.answers.set('config', () => ({ status: 200, json: { ...config, key: 'B'.repeat(87) } }));
  expect(failures(await check())).toEqual(['key']);
});

it('draws an accessible panel for #belfry-check, and for a page whose script does not run', async () => {
  const { belfry, site } = shop;
  site.files.delete('/belfry-sw.js');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 320, height: 600 });
    await page.goto('about:blank');
    await page.goto(`${site.origin}/#belfry-check`);
    await page.getByRole('dialog', { name: 'Belfry: 1 problem' }).waitFor();
    const { violations } = await new AxeBuilder({ page }).include('#belfry-check').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    const box = await page.getByRole('dialog').boundingBox();
    expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 999) <= 320).toBe(true);
  }
  site.files.set('/belfry-sw.js', goodWorker);
  await page.getByRole('button', { name: 'Check again' }).click();
  await page.getByRole('dialog', { name: 'Belfry is installed correctly' }).waitFor();
  await page.keyboard.press('Escape');
  expect(await page.getByRole('dialog').count()).toBe(0);

  site.files.set('/bare', '<!doctype html><title>Bare</title>');
  await page.goto(`${site.origin}/bare`);
  const report = await page.evaluate<CheckReport>(
    `import('${belfry.origin}/belfry-check.js').then((c) => c.runCheck())`,
  );
  expect(failures(report)).toEqual(['script']);
  expect(remedy(report)).toContain('<head>');
  await page.getByRole('dialog', { name: 'Belfry: 1 problem' }).waitFor();
});
