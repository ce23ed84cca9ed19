/**
 * The smallest site that receives push, for tests of the tool itself: no Belfry in it. Its beacons: subscribed
 * {subscription}, push {text, shown, open}, click {title, action, url, opened, trusted}, close {title},
 * change {oldEndpoint, hasNew, renewed, problem}.
 */
export function makeSampleSite(vapidPublicKey: string): Record<string, string> {
  return { '/': PAGE, '/first': PAGE, '/second': PAGE, '/sw.js': WORKER, '/key.txt': vapidPublicKey };
}

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>push e2e</title>
<link rel="icon" href="data:,">
<main><h1>Push end to end</h1><button id="subscribe">Subscribe</button>
<button id="unsubscribe">Unsubscribe</button> <output id="state">idle</output></main>
<script type="module">
const report = (kind, detail) => fetch('/beacon', { method: 'POST', body: JSON.stringify({ kind, ...detail }) });
const toBytes = (s) => Uint8Array.from(atob(s.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
const state = document.querySelector('#state');
document.querySelector('#subscribe').onclick = async () => {
  state.value = 'subscribing';
  try {
    const key = await (await fetch('/key.txt')).text();
    if (await Notification.requestPermission() !== 'granted') throw new Error('permission ' + Notification.permission);
    await navigator.serviceWorker.register('/sw.js');
    const { pushManager } = await navigator.serviceWorker.ready;
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: toBytes(key) });
    await report('subscribed', { subscription });
    state.value = 'subscribed';
  } catch (err) { state.value = String(err); await report('failed', { problem: String(err) }); }
};
document.querySelector('#unsubscribe').onclick = async () => {
  const subscription = await (await navigator.serviceWorker.ready).pushManager.getSubscription();
  await report('unsubscribed', { was: subscription ? await subscription.unsubscribe() : null });
};
</script></html>`;

const WORKER = `
const report = (kind, detail) => fetch('/beacon', { method: 'POST', body: JSON.stringify({ kind, ...detail }) });
self.addEventListener('install', (e) => e.waitUntil(self.skipWaiting()));
self.addEventListener('activate', (e) => e.waitUntil(self.clients.claim()));
self.addEventListener('push', (e) => e.waitUntil((async () => {
  const text = e.data ? e.data.text() : null;
  let message = { title: 'untitled' };
  try { message = JSON.parse(text); } catch {}
  let shown = true;
  if (!message.quiet) {
    await self.registration.showNotification(message.title, {
      body: message.body, tag: message.tag, data: { url: message.url }, actions: message.actions ?? [],
    }).catch((err) => { shown = String(err); });
  }
  const open = await self.registration.getNotifications();
  await report('push', { text, shown, open: open.map((n) => n.title) });
})()));
self.addEventListener('notificationclick', (e) => {
  e.notification.close();
  e.waitUntil((async () => {
    const url = new URL(e.notification.data?.url ?? '/', self.location.origin).href;
    let opened = null;
    try { opened = (await self.clients.openWindow(url))?.url ?? 'opened'; } catch (err) { opened = String(err); }
    await report('click', { title: e.notification.title, action: e.action, url, opened, trusted: e.isTrusted });
  })());
});
self.addEventListener('notificationclose', (e) => e.waitUntil(report('close', { title: e.notification.title })));
self.addEventListener('pushsubscriptionchange', (e) => e.waitUntil((async () => {
  const oldEndpoint = e.oldSubscription?.endpoint ?? null;
  const options = e.oldSubscription?.options
    ?? { userVisibleOnly: true, applicationServerKey: await (await fetch('/key.txt')).text() };
  let renewed = null; let problem = null;
  try { renewed = (await self.registration.pushManager.subscribe(options)).toJSON(); } catch (err) { problem = String(err); }
  await report('change', { oldEndpoint, hasNew: !!e.newSubscription, renewed, problem });
})()));
`;
