import { gzipSync } from 'node:zlib';
import type { Page, Response } from 'playwright-core';
import { expect, it } from 'vitest';
import { openWatchedPage } from './furnished';
import { withSample } from './with-started';

// scripts/check-budgets.mjs counts what a page needs before it works. Here a browser that has nothing counts all that a
// page fetches until it is at rest, with nobody touching it: parts that mount by themselves, and what is fetched ahead.

const KB = 1024;
/** How long nothing is fetched before a page counts as at rest. */
const REST_MS = 2_000;

let campaign: string;

const sample = withSample(60, async ({ post, siteId }) => {
  const made = await post<{ id: string }>(`/sites/${siteId}/campaigns`, {
    name: 'Coffee is here',
    message: { title: 'Coffee is here', url: 'https://shop.example/' },
    audience: { all: true },
  });
  campaign = made.id;
  await post(`/campaigns/${campaign}/launch`);
});

/**
 * In bytes after gzip, as the other budgets. Nobody uses these pages: what checks what is written (zod), toasts, and the
 * composer's sections that are out of view come with the first sign of a person (components/ui/first-sign.ts).
 */
const BUDGETS: [name: string, path: () => string, budget: number][] = [
  ['composer', () => '/campaigns/new', 204 * KB],
  ['report', () => `/campaigns/${campaign}/report`, 170 * KB],
  ['campaign', () => `/campaigns/${campaign}`, 180 * KB],
  ['segment editor', () => '/segments/new', 175 * KB],
  ['subscribers', () => '/subscribers', 170 * KB],
];

it.each(BUDGETS)('%s: its scripts at rest', async (name, path, budget) => {
  const scripts = await scriptsOf(`${sample.url}${path()}`);
  const total = [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0);
  const listed = [...scripts]
    .map(([url, bytes]) => `${(bytes / KB).toFixed(1)} KB ${url}`)
    .sort((a, b) => Number.parseFloat(b) - Number.parseFloat(a));
  expect(scripts.size).toBeGreaterThan(5);
  expect(total, `${name}:\n${listed.join('\n')}`).toBeLessThanOrEqual(budget);
});

/** Bytes after gzip of every script by its path, as a new browser fetches them. */
async function scriptsOf(url: string): Promise<Map<string, number>> {
  const browser = sample.page.context().browser();
  if (!browser) throw new Error('no browser');
  const { page } = await openWatchedPage(browser);
  try {
    await page.context().addCookies(await sample.page.context().cookies());
    const scripts = new Map<string, number>();
    const waiting: Promise<void>[] = [];
    let lastAt = Date.now();
    page.on('request', () => {
      lastAt = Date.now();
    });
    page.on('response', (response) => {
      lastAt = Date.now();
      if (isScript(response))
        waiting.push(
          response
            .body()
            .then((body) => void scripts.set(new URL(response.url()).pathname, gzipSync(body, { level: 9 }).length)),
        );
    });
    await page.goto(url);
    await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
    await atRest(page, () => Date.now() - lastAt);
    await Promise.all(waiting);
    return scripts;
  } finally {
    await page.context().close();
  }
}

const isScript = (response: Response) =>
  response.url().includes('/_next/') && new URL(response.url()).pathname.endsWith('.js');

async function atRest(page: Page, silentMs: () => number): Promise<void> {
  for (let left = 60; left > 0 && silentMs() < REST_MS; left -= 1) await page.waitForTimeout(500);
}
