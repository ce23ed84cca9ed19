import type { CheckStep } from '@/lib/contracts/page-api';
import { connect, keyOf } from '../shared/enrol';
import { openStore } from '../shared/store';
import type { Found } from './run-check';
import { fail, pass, skip, violationsReported } from './steps';

/** Whether the page script runs on this page, and if not, which part of the snippet keeps it from it. */
export async function checkScript({ isScriptRunning, server, site }: Found): Promise<CheckStep> {
  const name = `${server}/belfry.js`;
  if (isScriptRunning) return pass('script', `${name} runs for the site ${site}.`);
  const tag = document.querySelector<HTMLScriptElement>('script[src*="belfry.js"]');
  if (!tag) {
    return fail(
      'script',
      'The snippet is not on this page.',
      'Paste the snippet from the Install page into the <head> of every page, and publish. A cache may still serve the old page.',
    );
  }
  if (!tag.dataset.site) {
    return fail(
      'script',
      'The script tag has no data-site.',
      'Copy the snippet from the Install page once more, unchanged.',
    );
  }
  return fail(
    'script',
    `The tag for ${tag.src} is there, but the script did not run.`,
    `Check that ${new URL(tag.src).origin} is the address of your Belfry, that no ad blocker holds it back, and that a Content-Security-Policy of the site names it in script-src.`,
  );
}

/** Whether this page may reach the server at all. */
export async function checkServer({ server, refusedBy }: Found): Promise<CheckStep> {
  try {
    await fetch(`${server}/belfry.js`, { mode: 'no-cors', cache: 'no-store', credentials: 'omit' });
    return pass('server', server);
  } catch {
    await violationsReported();
    return refusedBy.has('connect-src')
      ? fail(
          'server',
          'The Content-Security-Policy of this page forbids the connection.',
          `Add ${server} to connect-src in the site’s Content-Security-Policy.`,
        )
      : fail(
          'server',
          `${server} could not be reached from this browser.`,
          'Open the address in a new tab. If it does not load, check the server, its certificate and its DNS name; if it does, look for an ad blocker.',
        );
  }
}

/** That the site key is known, and that this page's origin may write. Changes nothing: the request it sends is empty. */
export async function checkOrigin(found: Found): Promise<CheckStep> {
  const { server, site, failed } = found;
  if (failed.has('server')) return skip('origin', 'Needs an answer from the server.');
  if (!site) return skip('origin', 'Needs the site key of the snippet.');
  const link = connect(server, site);
  try {
    found.key = (await link.getConfig('reload')).key;
  } catch (status) {
    if (status === 404) {
      return fail(
        'origin',
        `The server knows no site with the key ${site}.`,
        'Copy the snippet from the Install page once more: its data-site is wrong, or the site was deleted.',
      );
    }
    if (typeof status === 'number' && status !== 403) {
      return fail('origin', `The server answered ${status}.`, 'Try again in a minute; then look at the server’s log.');
    }
    return forbidden();
  }
  // An origin that is not allowed shows as 403, or as a network error because the answer carries no CORS header.
  const status = await link.post('unsubscribe', {}).then(
    (response) => response.status,
    () => 403,
  );
  return status === 403 ? forbidden() : pass('origin', location.origin);
}

function forbidden(): CheckStep {
  return fail(
    'origin',
    `${location.origin} is not among the allowed origins of the site.`,
    `Add exactly ${location.origin} to the allowed origins, on the site’s settings page. With and without “www.” are two origins.`,
  );
}

/** Whether this browser subscribed with the key that the site has now, and the server has been told of it. */
export async function checkKey({ site, key, registration, failed }: Found): Promise<CheckStep> {
  if (failed.has('support') || failed.has('secure')) return skip('key', 'Needs a browser with web push.');
  const subscription = await registration?.pushManager.getSubscription();
  if (!subscription) return skip('key', 'This browser has not subscribed yet.');
  if (!key) return skip('key', 'Needs the site’s key from the server.');
  if (keyOf(subscription) !== key) {
    return fail(
      'key',
      'This browser subscribed with another key than the site has now, so the push service refuses its messages.',
      'Reload the page: the page script subscribes anew by itself. If this stays, another script on the site subscribes in the same scope.',
    );
  }
  const device = await openStore(site)('device').catch(() => undefined);
  if (device?.endpoint !== subscription.endpoint) {
    return fail(
      'key',
      'The browser has a subscription that the server has not been told of.',
      'Reload the page: the page script reports it by itself.',
    );
  }
  return pass('key', device.off ? 'This device has unsubscribed.' : `Subscribed as ${device.id}.`);
}
