import { setTimeout as sleep } from 'node:timers/promises';
import type { Page, Request } from 'playwright-core';

const PATIENCE_MS = 5_000;

/**
 * Notes what a page asks for and complains of from now on. The answer tells, for a test that failed, what it waits for:
 * its server, or its own scripts.
 */
export function watchPage(page: Page): () => Promise<string> {
  const since = new Map<Request, number>();
  const said: string[] = [];
  page.on('request', (request) => since.set(request, Date.now()));
  page.on('requestfinished', (request) => since.delete(request));
  page.on('requestfailed', (request) => {
    since.delete(request);
    said.push(`failed: ${request.method()} ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on('console', (message) => message.type() === 'error' && said.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => said.push(`error: ${error.stack ?? error}`));

  return async () => {
    const url = page.url();
    const within = <T>(work: Promise<T>) => Promise.race([work, sleep(PATIENCE_MS, 'no answer' as const)]);
    const text = page.evaluate('document.body.innerText').catch(String);
    const startedAt = Date.now();
    const status = fetch(url, { redirect: 'manual' }).then(
      (response) => `${response.status} after ${Date.now() - startedAt} ms`,
      String,
    );
    return [
      `The page ${url}; the same address for Node: ${await within(status)}.`,
      `Unanswered: ${[...since].map(([request, at]) => `${request.method()} ${request.url()} for ${Date.now() - at} ms`).join(', ') || 'nothing'}.`,
      ...said.slice(-20),
      `It shows: ${await within(text)}`,
    ].join('\n');
  };
}
