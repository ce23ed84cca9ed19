import type { Desktop } from './desktop';

type BrowserName = 'firefox' | 'chromium';
type NotificationPermissionState = 'granted' | 'denied' | 'prompt';

/** What Puppeteer's and Playwright's pages have in common. */
export interface BrowserPage {
  goto(url: string): Promise<unknown>;
  url(): string;
  /** Waits for the element, then clicks it. */
  click(selector: string): Promise<void>;
  /** Replaces the text of a field. */
  fill(selector: string, text: string): Promise<void>;
  /** textContent of the element, waiting for it. */
  text(selector: string): Promise<string>;
  /** Runs JavaScript in the page, given as text: an expression, awaited when it is a promise. */
  evaluate<T>(expression: string): Promise<T>;
}

/** A stock browser with a fresh profile, on the local push service, with a desktop of its own. */
export interface BrowserSession {
  name: BrowserName;
  version: string;
  desktop: Desktop;
  page: BrowserPage;
  openPage(): Promise<BrowserPage>;
  /** Sets the permission of notifications for an origin, as a person does in the settings. */
  grant(origin: string, state?: NotificationPermissionState): Promise<void>;
  /** URLs of the open tabs. */
  tabs(): Promise<string[]>;
  /** Sends the first tab there and closes all others. */
  leaveOnly(url: string): Promise<void>;
  close(): Promise<void>;
}
