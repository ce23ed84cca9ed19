import type { PushMessage, Receipt } from '@/lib/contracts/embed';
import { connect, enrol } from '../shared/enrol';
import { openStore } from '../shared/store';
import type { ShownData, WorkerScope } from './worker.types';

declare const self: WorkerScope & typeof globalThis;

type Shown = PushMessage['notification'];
type Look = Omit<NotificationOptions & Partial<Shown>, 'data'> & { data: ShownData };

/** Longer than any sender repeats itself: a repeat follows within minutes, fifty messages span days. */
const SEEN_LIMIT = 50;
const RECEIPT_LIMIT = 100;
/** Most that the server takes in one request (lib/contracts/embed.ts, Receipts). */
const RECEIPT_BATCH = 20;
/** An event ends within 5 s: this much for the pictures, as much for the display, the rest for the receipts. */
const PICTURE_MS = 2_000;
const EVENT_MS = 4_800;
/** What a desktop takes to put up, replace or number a notification. */
const DESKTOP_MS = 300;

/** Listens for pushes, clicks and dismissals. `self.belfry` was set by the site's own worker file. */
export function startWorker() {
  const { belfry, registration, clients } = self;
  const { server, site } = belfry;
  const store = openStore(site);
  const link = connect(server, site);
  /** Receipt tokens of notifications that are gone from the screen. */
  const ended = new Set<string | undefined>();

  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const within = (ms: number, work: Promise<unknown>) => Promise.race([work, pause(ms).then(() => Promise.reject())]);
  const settle = (work: Promise<unknown>) => within(EVENT_MS, work).catch(() => {});

  /**
   * Receipts are kept before they are sent and struck off after: a browser that dies in between reports next time.
   * One sender at a time, so that two events do not report the same twice.
   */
  let sending: Promise<unknown> = Promise.resolve();
  const report = async (url: string | undefined, ...fresh: Receipt[]) => {
    const queued = await store('receipts', (now) => [...(now || []), ...fresh].slice(-RECEIPT_LIMIT)).catch(
      () => fresh,
    );
    sending = sending.then(() => sendReceipts(url, queued)).catch(() => {});
    return sending;
  };
  const sendReceipts = async (url = `${server}/api/embed/receipts`, queued: Receipt[] = []) => {
    const kept = (await store('receipts').catch(() => queued)) || [];
    for (let at = 0; at < kept.length; at += RECEIPT_BATCH) {
      const batch = kept.slice(at, at + RECEIPT_BATCH);
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: JSON.stringify(batch),
        credentials: 'omit',
        keepalive: true,
      });
      if (response.status >= 500 || response.status === 429) return;
      await store('receipts', (now) =>
        now?.filter((one) => !batch.some((sent) => sent.t === one.t && sent.k === one.k)),
      );
    }
  };

  const show = async (title: string, options: Look) => {
    const { icon, image, badge, actions = [], body, tag, data, silent } = options;
    // A browser holds a message back for as long as a picture does not come, up to minutes. So they are fetched first
    // and left out when they are late. Chromium takes them from its cache afterwards; Firefox, which shows the icon
    // only, loads that once more.
    const others = 'image' in Notification.prototype ? [image, badge, ...actions.map((one) => one.icon)] : [];
    try {
      await within(
        PICTURE_MS,
        Promise.allSettled(
          [icon, ...others].map((address) => address && fetch(address, { mode: 'no-cors', credentials: 'omit' })),
        ),
      );
      await within(PICTURE_MS, registration.showNotification(title, options));
    } catch {
      // Nor must an option that this browser refuses cost the message.
      const bare = actions.map(({ action, title }) => ({ action, title }) as (typeof actions)[0]);
      await registration.showNotification(title, { body, tag, data, silent, actions: bare });
    }
  };

  /** A push that shows nothing costs the site its permission in some browsers, so that anything is better. */
  const showAnything = () =>
    show(location.hostname, { body: 'You have a new message.', tag: 'belfry', data: { a: [['', '/']] } });

  const onPush = async (message: Partial<PushMessage> | undefined) => {
    const { title, data, ...options } = message?.notification || ({} as Partial<Shown>);
    if (!title) return showAnything();
    const tokenOf = (address?: string) => address?.split('/c/')[1];
    const { i: id, t, r, u = [] } = data || ({} as Partial<Shown['data']>);
    const kept: ShownData = {
      i: id,
      t,
      r,
      a: [
        ['', u[0] || options.navigate || '/', tokenOf(options.navigate)],
        ...(options.actions || []).map(
          (action, n) => [action.action, u[n + 1] || action.navigate, tokenOf(action.navigate)] as ShownData['a'][0],
        ),
      ],
    };
    const tag = options.tag || id;
    const seen = (await within(500, store('seen')).catch(() => undefined)) as string[] | undefined;
    const look = { ...options, tag, data: kept };
    if (id && seen?.includes(id)) {
      // Still there: replaced in place without a sound, so that the browser sees a push that showed something. Already
      // clicked or dismissed: nobody should see it twice, and browsers forgive the odd push that shows nothing.
      const standing = await registration.getNotifications({ tag });
      if (standing.some((one) => (one.data as ShownData | null)?.i === id)) {
        await show(title, { ...look, silent: true, renotify: false, vibrate: undefined });
      }
      return report(r);
    }
    const receipts: Receipt[] = t ? [{ t, k: 'received' }] : [];
    await show(title, look).then(
      () => t && receipts.push({ t, k: 'shown' }),
      () => {},
    );
    if (id) await store('seen', (now) => [...(now || []), id].slice(-SEEN_LIMIT)).catch(() => {});
    return report(r, ...receipts);
  };

  self.addEventListener('install', () => self.skipWaiting());

  self.addEventListener('push', (event) => {
    let message: Partial<PushMessage> | undefined;
    try {
      message = event.data?.json() as Partial<PushMessage>;
    } catch {}
    event.waitUntil(settle(onPush(message).catch(showAnything)));
  });

  self.addEventListener('notificationclick', (event) => {
    const { notification, action } = event;
    const data = notification.data;
    const choices: ShownData['a'] = data?.a || [];
    const [, url = '/', token] = choices.find(([name]) => name === action) || choices[0] || [];
    const address = new URL(url, location.href).href;
    ended.add(data?.t);
    notification.close();
    const open = async () => {
      const tabs = await clients.matchAll({ type: 'window', includeUncontrolled: true });
      const tab = tabs.find((one) => one.url === address);
      await (tab ? tab.focus().catch(() => clients.openWindow(address)) : clients.openWindow(address));
    };
    event.waitUntil(settle(Promise.allSettled([open(), token && report(data?.r, { t: token, k: 'clicked' })])));
  });

  self.addEventListener('notificationclose', (event) => {
    const { data, tag } = event.notification;
    // Some browsers also report the close that a click brings about; that is no dismissal.
    if (!data?.t || ended.has(data.t)) return;
    const { t, r } = data;
    const dismiss = async () => {
      // Nor is it one when another notification has taken its place: Firefox reports that as a close.
      await pause(DESKTOP_MS);
      if (tag && (await registration.getNotifications({ tag })).length) return;
      ended.add(t);
      await report(r, { t, k: 'dismissed' });
    };
    event.waitUntil(settle(dismiss()));
  });

  // Not cut off at 5 s: the browser may first have to reach its push service again.
  self.addEventListener('pushsubscriptionchange', (event) => {
    const resubscribe = async () => {
      const device = await store('device');
      const subscription = await registration.pushManager.getSubscription();
      // Unsubscribed by the visitor, or a page was here first.
      if (!device || (device.off && !device.isRevoked) || subscription?.endpoint === device.endpoint) return;
      await enrol(link, store, site, registration, {});
    };
    event.waitUntil(navigator.locks.request(`belfry-${site}`, resubscribe).catch(() => {}));
  });
}
