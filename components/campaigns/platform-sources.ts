import type { Capabilities, PlatformKey } from './platform-capabilities';

/** Where what stands in the table is from. */
export const SOURCES = {
  compat: {
    title: 'MDN, browser-compat-data 8.1.9: api.ServiceWorkerRegistration.showNotification, api.Notification',
    url: 'https://developer.mozilla.org/docs/Web/API/ServiceWorkerRegistration/showNotification#browser_compatibility',
  },
  drawn: {
    title: 'web.dev, Displaying a notification: what the systems draw of what browsers hand to them',
    url: 'https://web.dev/articles/push-notifications-display-a-notification',
  },
  behaviour: {
    title: 'web.dev, Notification behavior: staying on screen, replacing, sound, vibration',
    url: 'https://web.dev/articles/push-notifications-notification-behaviour',
  },
  webkit: {
    title: 'WebKit, Meet Web Push and Web Push for Web Apps on iOS and iPadOS',
    url: 'https://webkit.org/blog/13878/web-push-for-web-apps-on-ios-and-ipados/',
  },
  vibrate: {
    title: 'Chromium: vibration is ignored since notifications have channels (Android 8)',
    url: 'https://crbug.com/40630890',
  },
  toast: {
    title: 'The collapsed notification of the system at its default text size; depends on the font, so about',
    url: null,
  },
} as const;
type Source = keyof typeof SOURCES;

/** Of each entry of PLATFORMS. */
export const PLATFORM_SOURCES: Record<PlatformKey, Record<keyof Capabilities, Source>> = {
  windows: {
    titleLines: 'toast',
    bodyLines: 'toast',
    icon: 'compat',
    image: 'compat',
    badge: 'drawn',
    actions: 'compat',
    requireInteraction: 'compat',
    silent: 'compat',
    vibrate: 'vibrate',
    renotify: 'compat',
    tag: 'compat',
  },
  macos: {
    titleLines: 'toast',
    bodyLines: 'toast',
    icon: 'compat',
    image: 'drawn',
    badge: 'drawn',
    actions: 'drawn',
    requireInteraction: 'compat',
    silent: 'compat',
    vibrate: 'vibrate',
    renotify: 'compat',
    tag: 'compat',
  },
  android: {
    titleLines: 'toast',
    bodyLines: 'toast',
    icon: 'compat',
    image: 'compat',
    badge: 'compat',
    actions: 'compat',
    requireInteraction: 'behaviour',
    silent: 'compat',
    vibrate: 'vibrate',
    renotify: 'compat',
    tag: 'compat',
  },
  firefox: {
    titleLines: 'toast',
    bodyLines: 'toast',
    icon: 'compat',
    image: 'compat',
    badge: 'compat',
    actions: 'compat',
    requireInteraction: 'compat',
    silent: 'compat',
    vibrate: 'compat',
    renotify: 'compat',
    tag: 'compat',
  },
  safari: {
    titleLines: 'toast',
    bodyLines: 'toast',
    icon: 'webkit',
    image: 'compat',
    badge: 'compat',
    actions: 'compat',
    requireInteraction: 'compat',
    silent: 'compat',
    vibrate: 'compat',
    renotify: 'compat',
    tag: 'compat',
  },
  ios: {
    titleLines: 'toast',
    bodyLines: 'toast',
    icon: 'webkit',
    image: 'compat',
    badge: 'compat',
    actions: 'compat',
    requireInteraction: 'compat',
    silent: 'compat',
    vibrate: 'compat',
    renotify: 'compat',
    tag: 'compat',
  },
};
