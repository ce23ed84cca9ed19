import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import type { BrowserPage, BrowserSession } from './browser.types';
import { type Desktop, startDesktop } from './desktop';
import type { PushService } from './push-service.types';
import { requireBrowser } from './require-browser';

const FIREFOX_PATH = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

type Prefs = Record<string, string | number | boolean>;

export interface FirefoxSession extends BrowserSession {
  name: 'firefox';
  /** Puppeteer's own, for what BrowserSession lacks. */
  browser: Browser;
  puppeteerPage: Page;
}

/** @throws Error when Firefox is not there (FIREFOX names another executable). */
export async function launchFirefox(of: {
  push: PushService;
  prefs?: Prefs;
  args?: string[];
}): Promise<FirefoxSession> {
  await requireBrowser(FIREFOX_PATH, 'FIREFOX');
  const desktop = await startDesktop();
  const browser = await launch(of, desktop).catch(async (error: unknown) => {
    await desktop.close();
    throw error;
  });
  await desktop.listen(); // after the launch, see desktop.ts
  const context = browser.defaultBrowserContext();
  const first = (await browser.pages())[0] ?? (await browser.newPage());
  return {
    name: 'firefox',
    version: await browser.version(),
    desktop,
    browser,
    puppeteerPage: first,
    page: toPage(first),
    openPage: async () => toPage(await browser.newPage()),
    grant: (origin, state = 'granted') =>
      context.setPermission(origin, { permission: { name: 'notifications' }, state }),
    tabs: async () => (await browser.pages()).map((page) => page.url()),
    async leaveOnly(url) {
      await first.goto(url);
      for (const page of await browser.pages()) if (page !== first) await page.close();
    },
    async close() {
      if (browser.connected) await browser.close();
      await desktop.close();
    },
  };
}

function launch(
  { push, prefs = {}, args = [] }: { push: PushService; prefs?: Prefs; args?: string[] },
  desktop: Desktop,
): Promise<Browser> {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: FIREFOX_PATH,
    headless: true,
    args,
    env: { ...desktop.env, MOZ_REMOTE_SETTINGS_DEVTOOLS: '1' },
    extraPrefsFirefox: { ...makePrefs(push), ...prefs },
  });
}

/** What makes stock Firefox use the local push service, and nothing outside this machine. */
function makePrefs(push: PushService): Prefs {
  return {
    'dom.push.serverURL': push.wsUrl,
    'dom.push.testing.allowInsecureServerURL': true, // ws:// instead of wss://
    // Automation turns the push connection off unless the profile itself says otherwise.
    'dom.push.connection.enabled': true,
    'dom.push.retryBaseInterval': 200, // ms until the first reconnect (5000 by default)
    'dom.push.pingInterval': 3_000, // also the longest pause between two tries to reconnect (30 min by default)
    'dom.push.maxQuotaPerSubscription': 1000, // silent pushes until a subscription is dropped (16)
    'dom.webnotifications.actions.enabled': true, // action buttons, off by default in this release
    // Nothing from outside: no remote settings (needs MOZ_REMOTE_SETTINGS_DEVTOOLS=1 too), and a
    // proxy that refuses whatever is not localhost.
    'services.settings.server': 'data:,#none/v1',
    'network.proxy.type': 1,
    'network.proxy.http': '127.0.0.1',
    'network.proxy.http_port': 9,
    'network.proxy.ssl': '127.0.0.1',
    'network.proxy.ssl_port': 9,
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
    'app.update.disabledForTesting': true,
    'datareporting.policy.dataSubmissionEnabled': false,
    'toolkit.telemetry.reportingpolicy.firstRun': false,
  };
}

function toPage(page: Page): BrowserPage {
  return {
    goto: (url) => page.goto(url),
    url: () => page.url(),
    click: (selector) => page.locator(selector).click(),
    fill: (selector, text) => page.locator(selector).fill(text),
    async text(selector) {
      const element = await page.waitForSelector(selector);
      return (await element?.evaluate((node) => node.textContent)) ?? '';
    },
    evaluate: async <T>(expression: string) => (await page.evaluate(expression)) as T,
  };
}
