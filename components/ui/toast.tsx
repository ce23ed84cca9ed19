'use client';

import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import type { ExternalToast } from 'sonner';
import { giveSign, useFirstSign } from './first-sign';

const RETRY_MS = 3_000;
/** Sonner's own four seconds are too few to read what has happened, find the button and press it (WCAG 2.2.1). */
const ACTION_MS = 20_000;

type Toasts = typeof import('./toaster');
interface Told {
  message: string;
  description: ReactNode;
}

let coming: Promise<Toasts> | undefined;
let isRefused = false;
/** What is told before the toaster has come. */
let waiting: readonly Told[] = [];
const listeners = new Set<() => void>();
const setWaiting = (next: readonly Told[]) => {
  waiting = next;
  for (const listen of listeners) listen();
};

/** Asks until it is there. */
async function fetchToasts(): Promise<Toasts> {
  try {
    return await import('./toaster');
  } catch {
    isRefused = true;
    setWaiting([...waiting]);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    return fetchToasts();
  }
}
const toasts = () => {
  coming ??= fetchToasts();
  return coming;
};

/**
 * Once, around the page (app/layout.tsx has it). There from the first sign of a person on, since nothing is toasted
 * before the page has answered a click, and screen readers tell only what comes into a region that is there. While its
 * script cannot be fetched the page goes on without it, and what is told is shown plainly.
 */
export function Toaster() {
  const isUsed = useFirstSign();
  const [Shown, setShown] = useState<Toasts['SonnerToaster'] | null>(null);
  const plain = useSyncExternalStore(
    subscribe,
    () => (isRefused ? waiting : null),
    () => null,
  );
  useEffect(() => {
    if (isUsed) void toasts().then(({ SonnerToaster }) => setShown(() => SonnerToaster));
  }, [isUsed]);
  if (Shown) return <Shown />;
  if (!plain) return null;
  return (
    <div role="status" className="fixed inset-x-4 bottom-19 z-50 ml-auto grid gap-2 sm:w-89">
      {plain.map(({ message, description }) => (
        <div key={message} className="rounded-lg bg-raised px-3.5 py-3 text-sm shadow-pop">
          <p className="font-medium">{message}</p>
          <p className="text-muted">{description}</p>
        </div>
      ))}
    </div>
  );
}

function subscribe(listen: () => void): () => void {
  listeners.add(listen);
  return () => listeners.delete(listen);
}

type Show = (message: string, options?: Omit<ExternalToast, 'description'> & { description?: ReactNode }) => void;

function show(kind: 'message' | 'success' | 'error' | 'warning' | 'info'): Show {
  return (message, options) => {
    giveSign();
    const told: Told = { message, description: options?.description };
    const forget = () => setWaiting(waiting.filter((one) => one !== told));
    setWaiting([...waiting, told]);
    // Shown plainly for as long as what can be acted on is; then it has been told.
    setTimeout(() => isRefused && forget(), ACTION_MS);
    void toasts().then(({ sonner }) => {
      if (!waiting.includes(told)) return;
      forget();
      sonner[kind](message, options?.action ? { duration: ACTION_MS, ...options } : options);
    });
  };
}

/** `toast('Moved')`, `toast.success('Saved')`, `toast.error('Not saved', { description, action })`. */
export const toast = Object.assign(show('message'), {
  success: show('success'),
  error: show('error'),
  warning: show('warning'),
  info: show('info'),
});
