import type { CheckStep } from '@/lib/contracts/page-api';
import type { Found } from './run-check';
import { fail, pass, skip } from './steps';

/** Secure context, and the browser's own abilities. */
export async function checkBrowser(): Promise<CheckStep[]> {
  if (!isSecureContext) {
    return [
      fail(
        'secure',
        `${location.origin} is not a secure address, and browsers offer web push on secure pages only.`,
        'Serve the site over https:// (http:// works on localhost only) and send visitors there.',
      ),
      skip('support', 'Cannot be told on an insecure page.'),
    ];
  }
  const missing = ['serviceWorker' in navigator, 'PushManager' in window, 'Notification' in window];
  if (missing.every(Boolean)) return [pass('secure', location.origin), pass('support', 'Everything needed is there.')];
  const names = ['service workers', 'push', 'notifications'].filter((_, index) => !missing[index]).join(', ');
  return [pass('secure', location.origin), fail('support', `Missing here: ${names}.`, remedyForBrowser())];
}

function remedyForBrowser(): string {
  // iPadOS names itself a Mac, but no Mac has a touch screen.
  const isApple =
    /iPhone|iPad/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
  return isApple
    ? 'On iPhone and iPad push works only for sites on the Home Screen: Share, then “Add to Home Screen”, then open it from there.'
    : 'Open the page in an ordinary (not private) window of a current Chrome, Edge, Firefox or Safari.';
}

/** Whether the visitor may be asked, or has allowed it: only a refusal is a fault. */
export async function checkPermission({ failed }: Found): Promise<CheckStep> {
  if (failed.has('secure') || failed.has('support')) return skip('permission', 'Needs a browser with web push.');
  if (Notification.permission === 'granted') return pass('permission', 'This visitor has allowed notifications.');
  if (Notification.permission === 'default') return pass('permission', 'This visitor has not been asked yet.');
  return fail(
    'permission',
    'This browser refuses notifications for the site, so it neither asks nor subscribes.',
    'Click the icon left of the address, set notifications to “Ask” or “Allow”, and reload. Other visitors are not affected.',
  );
}
