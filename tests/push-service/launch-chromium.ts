import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import type { BrowserPage, BrowserSession } from './browser.types';
import { startDesktop } from './desktop';
import type { Fcm } from './fcm';
import { requireBrowser } from './require-browser';

const CHROMIUM_PATH = process.env.CHROMIUM ?? '/usr/bin/chromium';

const SETTING = { granted: 'allow', denied: 'block', prompt: 'default' } as const;
/** No name but localhost resolves, so that nothing leaves this machine. */
const OFFLINE_ARGS = ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'];

export interface ChromiumSession extends BrowserSession {
  name: 'chromium';
  /** Playwright's own, for what BrowserSession lacks; others after restart(). */
  context: BrowserContext;
  playwrightPage: Page;
  /** Ends the browser, lets `meanwhile` happen, and starts it again with the same profile: a machine that slept. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
}

export interface ChromiumOptions {
  /** Without it nothing can subscribe; push then comes only by DevTools (deliverPushMessage). */
  fcm?: Fcm;
  /** Origins that may show notifications from the start. */
  granted?: string[];
  args?: string[];
}

/**
 * A profile of its own on disk: a browser context of Playwright's is incognito, where Chromium neither subscribes to
 * push nor passes on clicks on notifications.
 * @throws Error when Chromium is not there (CHROMIUM names another executable).
 */
export async function launchChromium({ fcm, granted = [], args = [] }: ChromiumOptions): Promise<ChromiumSession> {
  await requireBrowser(CHROMIUM_PATH, 'CHROMIUM');
  const desktop = await startDesktop();
  const profile = await makeProfile(granted);
  await desktop.listen(); // before the launch, see desktop.ts
  let settings: Page | undefined;
  const remove = async (): Promise<void> => {
    await desktop.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  const launch = async () => {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM_PATH,
      headless: true,
      env: toEnv(desktop.env),
      args: [...OFFLINE_ARGS, ...(fcm?.chromiumArgs ?? []), ...args],
    });
    const first = context.pages()[0] ?? (await context.newPage());
    return { context, playwrightPage: first, page: toPage(first) };
  };
  const launched = await launch().catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  const session: ChromiumSession = {
    name: 'chromium',
    version: launched.context.browser()?.version() ?? 'unknown',
    desktop,
    ...launched,
    openPage: async () => toPage(await session.context.newPage()),
    // By the settings page: with the permission revoked there, Chromium unsubscribes as it does for a person.
    async grant(origin, state = 'granted') {
      if (!settings) {
        settings = await session.context.newPage();
        await settings.goto('chrome://settings/content/notifications');
      }
      const call = JSON.stringify([origin, 'notifications', SETTING[state]]).slice(1, -1);
      await settings.evaluate(`chrome.send('setOriginPermissions', [${call}])`);
    },
    tabs: async () => session.context.pages().map((page) => page.url()),
    async leaveOnly(url) {
      await session.playwrightPage.goto(url);
      for (const page of session.context.pages()) {
        if (page !== session.playwrightPage && page !== settings) await page.close();
      }
    },
    async restart(meanwhile) {
      await session.context.close();
      settings = undefined;
      await meanwhile?.();
      Object.assign(session, await launch());
    },
    async close() {
      await session.context.close();
      await remove();
    },
  };
  return session;
}

async function makeProfile(granted: readonly string[]): Promise<string> {
  const profile = await mkdtemp(join(tmpdir(), 'belfry-chromium-'));
  await mkdir(join(profile, 'Default'));
  const notifications = Object.fromEntries(granted.map((origin) => [`${origin},*`, { setting: 1 }]));
  const preferences = { profile: { content_settings: { exceptions: { notifications } } } };
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  return profile;
}

function toEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function toPage(page: Page): BrowserPage {
  return {
    goto: (url) => page.goto(url),
    url: () => page.url(),
    click: (selector) => page.click(selector),
    fill: (selector, text) => page.fill(selector, text),
    text: async (selector) => (await page.textContent(selector)) ?? '',
    evaluate: <T>(expression: string) => page.evaluate<T>(expression),
  };
}
