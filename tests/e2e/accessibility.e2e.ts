import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { eventually } from '../push-service/wait-for';
import { signIn } from './dashboard';
import { type Furnished, furnish, openWatchedPage, type WatchedPage } from './furnished';
import { openCase, PAGES, type PageCase, SCHEMES, setScheme, unfurnished, WELCOME, WIDTHS } from './pages';
import { findSideways } from './sideways';
import { withDashboard } from './with-started';

// Every page of pages.ts, wide and narrow, light and dark: no violation that axe finds, nothing wrong in the console,
// nothing that the policy refused, nothing that scrolls sideways (sideways.ts), and the headers that security.md asks for.

type Width = (typeof WIDTHS)[number];
/** A browser window of each width, so that both are looked at together. */
type Windows = Record<Width, WatchedPage>;

let made: Furnished;
let signedIn: Windows;
let signedOut: Windows;

withDashboard(async ({ belfry, operator }) => {
  const openWindows = async (): Promise<Windows> => ({
    1440: await openWatchedPage(operator),
    390: await openWatchedPage(operator),
  });
  signedOut = await openWindows();
  signedIn = await openWindows();
  await checkPage(signedOut, WELCOME, unfurnished(belfry));
  made = await furnish(belfry, signedIn[1440].page);
  await signIn(signedIn[390].page, belfry);
  for (const { takeProblems } of Object.values(signedIn)) takeProblems();
});

describe.each(PAGES)('$name', (one) => {
  it('is fit for everyone, at both widths, in both schemes', async () => {
    await checkPage(one.isPublic ? signedOut : signedIn, one, made);
  });
});

/** What may differ between light and dark; all other rules look at one of the two. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

async function checkPage(windows: Windows, one: PageCase, of: Furnished): Promise<void> {
  const widths = WIDTHS.filter((width) => !one.onlyWidth || one.onlyWidth === width);
  const found = await Promise.all(widths.map((width) => lookAt(windows[width], one, of, width)));
  expect(found.flat()).toEqual([]);
}

async function lookAt({ page, takeProblems }: WatchedPage, one: PageCase, of: Furnished, width: Width) {
  const found: unknown[] = [];
  const { status, headers } = await openCase(page, of, one, width);
  expect(status).toBe(one.status ?? 200);
  checkHeaders(headers, one);
  for (const scheme of SCHEMES) {
    await setScheme(page, scheme);
    // Only violations are wanted, and there are no frames of other origins: together that saves half of the time.
    const axe = new AxeBuilder({ page }).setLegacyMode().options({
      resultTypes: ['violations'],
      ...(scheme === 'dark' && { runOnly: { type: 'rule', values: COLOUR_RULES } }),
    });
    axe.disableRules(one.without ?? []);
    const { violations } = await axe.analyze();
    for (const { id, help, nodes } of violations) {
      found.push({
        scheme,
        width,
        id,
        help,
        at: nodes.slice(0, 5).map(({ target, html }) => [target.join(' '), html]),
      });
    }
  }
  const sideways = await findSideways(page);
  if (sideways.length > 0) found.push({ width, sideways });
  if (width !== 390) found.push(...(await lookOnTablet(page)));
  const notice = /status of 404/;
  const problems = takeProblems().filter((text) => !(one.status === 404 && notice.test(text)));
  if (problems.length > 0) found.push({ width, problems });
  return found;
}

/** What scrolls sideways on a tablet held upright; leaves the window as wide. */
async function lookOnTablet(page: Page): Promise<unknown[]> {
  await page.setViewportSize({ width: 768, height: 1024 });
  let sideways: string[] = [];
  const fits = async () => {
    sideways = await findSideways(page);
    return sideways.length === 0;
  };
  // Charts are drawn anew a moment after the window has another width.
  return eventually(fits, { timeoutMs: 3_000 }).then(
    () => [],
    () => [{ width: 768, sideways }],
  );
}

function checkHeaders(headers: Record<string, string>, one: PageCase): void {
  const policy = headers['content-security-policy'] ?? '';
  expect(policy).toMatch(/default-src 'none'/);
  expect(policy).toMatch(/frame-ancestors 'none'/);
  expect(policy).not.toMatch(/unsafe-/);
  if (!one.isDemo) expect(policy).toMatch(/script-src 'nonce-[\w+/=]+' 'strict-dynamic'/);
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  expect(headers).not.toHaveProperty('x-powered-by');
}

it('every page of the sidebar stands in the list', async () => {
  const { page } = signedIn[1440];
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${made.belfry.origin}${made.sample}`);
  const links = await page.getByRole('navigation').getByRole('link').all();
  const hrefs = await Promise.all(links.map((link) => link.getAttribute('href')));
  const listed = PAGES.flatMap(({ path }) => [path(made), path(made).replace(made.empty, made.sample)]);
  expect(hrefs.length).toBeGreaterThan(8);
  expect(hrefs.filter((href) => href?.startsWith('/s/') && !listed.includes(href))).toEqual([]);
});

it('what other sites load answers for other sites, the API keeps nothing in caches', async () => {
  const { origin } = made.belfry;
  for (const file of ['belfry.js', 'belfry-worker.js', 'belfry-prompt.js', 'belfry-check.js']) {
    const { status, headers } = await fetch(`${origin}/${file}`);
    expect({ file, status }).toEqual({ file, status: 200 });
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
  for (const path of ['/api/health', '/api/ready', '/api/v1/sites', '/api/nowhere']) {
    const { headers } = await fetch(`${origin}${path}`);
    expect({ path, caching: headers.get('cache-control') }).toEqual({ path, caching: 'no-store' });
  }
});
