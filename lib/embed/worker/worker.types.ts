import type { PushMessage } from '@/lib/contracts/embed';

// The parts of ServiceWorkerGlobalScope that the worker uses. TypeScript's own `webworker` library cannot stand in one
// program with `dom`.

interface LifetimeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

export interface PushReceived extends LifetimeEvent {
  data: { json(): unknown } | null;
}

/** What `showNotification` is given to remember, for the click and the receipts. */
export interface ShownData {
  /** Message id. */
  i?: string;
  /** Receipt token. */
  t?: string;
  /** Where receipts go. */
  r?: string;
  /** Body first, then each button: its name, its destination and its click token. */
  a: [name: string, url: string, token?: string][];
}

export interface NotificationTouched extends LifetimeEvent {
  action: string;
  notification: Notification & { data: ShownData | null };
}

export interface WorkerScope {
  belfry: { server: string; site: string };
  registration: ServiceWorkerRegistration & {
    showNotification(
      title: string,
      options: Omit<NotificationOptions & Partial<PushMessage['notification']>, 'data'> & { data: ShownData },
    ): Promise<void>;
  };
  clients: {
    matchAll(options: object): Promise<{ url: string; focus(): Promise<unknown> }[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'push', listener: (event: PushReceived) => void): void;
  addEventListener(
    type: 'notificationclick' | 'notificationclose',
    listener: (event: NotificationTouched) => void,
  ): void;
  addEventListener(type: 'install' | 'pushsubscriptionchange', listener: (event: LifetimeEvent) => void): void;
}
