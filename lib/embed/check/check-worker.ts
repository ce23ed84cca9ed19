import type { CheckStep } from '@/lib/contracts/page-api';
import type { Found } from './run-check';
import { fail, pass, skip, violationsReported } from './steps';

const INSTALL_MS = 8_000;

/** Reads the site's own worker file as a browser would. */
export async function checkFile({ worker, server, site }: Found): Promise<CheckStep> {
  const url = new URL(worker);
  const upload = 'Download the worker file from the Install page and upload it there, unchanged.';
  if (url.origin !== location.origin) {
    return fail(
      'file',
      `${worker} is on another origin than the page.`,
      'A browser takes a worker from the page’s own origin only: upload the file to the site and correct data-worker.',
    );
  }
  const response = await fetch(worker, { cache: 'no-store' }).catch(() => null);
  if (!response) return fail('file', `${url.pathname} could not be fetched.`, upload);
  if (response.redirected) {
    return fail(
      'file',
      `${url.pathname} leads on to ${response.url}, and browsers do not follow redirects for workers.`,
      'Serve the file itself at that address, without a redirect.',
    );
  }
  if (!response.ok) return fail('file', `${url.pathname} answers ${response.status}.`, upload);
  const type = response.headers.get('content-type') ?? '';
  if (!/^(text|application)\/(x-)?(java|ecma)script/i.test(type)) {
    return fail(
      'file',
      `${url.pathname} is served as ${type || 'an unknown type'}, so the browser refuses it.`,
      /html/.test(type)
        ? `The site answers with a web page instead of the file. ${upload}`
        : 'Have the web server send Content-Type: text/javascript for it.',
    );
  }
  const text = await response.text();
  if (!text.includes('belfry-worker.js')) return fail('file', `${url.pathname} is some other script.`, upload);
  if (site && !text.includes(site)) return fail('file', `${url.pathname} belongs to another site key. `, upload);
  if (!text.includes(server)) return fail('file', `${url.pathname} names another server than ${server}.`, upload);
  return pass('file', url.pathname);
}

/** Registers the worker as subscribing does; takes it away again unless it was there before. */
export async function checkWorker(found: Found): Promise<CheckStep> {
  const { scope, server, failed, refusedBy } = found;
  if (failed.has('support') || failed.has('secure')) return skip('worker', 'Needs a browser with web push.');
  if (failed.has('file')) return skip('worker', 'Needs the worker file.');
  const path = new URL(scope).pathname;
  const before = (await navigator.serviceWorker.getRegistrations()).find((one) => one.scope === scope);
  try {
    const registration = await found.register();
    const isActive = await activated(registration);
    if (before) found.registration = registration;
    else await registration.unregister();
    return isActive
      ? pass('worker', `Its scope is ${path}; the site’s own pages and workers are not touched.`)
      : fail(
          'worker',
          'The worker was loaded but did not start in time.',
          'Reload and check again; then look at the browser’s console.',
        );
  } catch (error) {
    await violationsReported();
    if (refusedBy.has('worker-src') || refusedBy.has('require-trusted-types-for')) {
      return fail(
        'worker',
        'The Content-Security-Policy of this page forbids the worker.',
        "Allow worker-src 'self' and, if the site enforces Trusted Types, the policy name belfry.",
      );
    }
    if (error instanceof DOMException && error.name === 'SecurityError') {
      return fail(
        'worker',
        `The browser does not let the file serve the scope ${path}: ${error.message}`,
        'Serve the file itself from that folder or above, as text/javascript and without a redirect.',
      );
    }
    return fail(
      'worker',
      `The worker file could not be run: ${error instanceof Error ? error.message : String(error)}`,
      `Open ${server}/belfry-worker.js in a tab: it must load. If the worker file is served with a Content-Security-Policy of its own, that must allow ${server} in script-src and connect-src.`,
    );
  }
}

async function activated(registration: ServiceWorkerRegistration): Promise<boolean> {
  const until = Date.now() + INSTALL_MS;
  while (!registration.active && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  return !!registration.active;
}
