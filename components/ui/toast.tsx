'use client';

import { type ComponentType, useEffect, useState } from 'react';
import type { ExternalToast } from 'sonner';
import { giveSign, useFirstSign } from './first-sign';

const RETRY_MS = 3_000;

/**
 * Once, around the page (app/layout.tsx has it). There from the first sign of a person on, since nothing is toasted
 * before the page has answered a click, and screen readers tell only what comes into a region that is there. While its
 * script cannot be fetched the page goes on without it: next/dynamic would take the page away.
 */
export function Toaster() {
  const isUsed = useFirstSign();
  const [Shown, setShown] = useState<ComponentType | null>(null);
  useEffect(() => {
    if (!isUsed) return;
    let isGone = false;
    let timer: ReturnType<typeof setTimeout>;
    const load = () =>
      void import('./toaster').then(
        ({ SonnerToaster }) => {
          if (!isGone) setShown(() => SonnerToaster);
        },
        () => {
          if (!isGone) timer = setTimeout(load, RETRY_MS);
        },
      );
    load();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [isUsed]);
  return Shown && <Shown />;
}

type Show = (message: string, options?: ExternalToast) => void;

/** Sonner's own four seconds are too few to read what has happened, find the button and press it (WCAG 2.2.1). */
const ACTION_MS = 20_000;

function show(kind: 'message' | 'success' | 'error' | 'warning' | 'info'): Show {
  return (message, options) => {
    const patient = options?.action ? { duration: ACTION_MS, ...options } : options;
    // What is shown before the toaster is there waits for it, in Sonner.
    giveSign();
    void import('sonner').then(({ toast: sonner }) => sonner[kind](message, patient));
  };
}

/** `toast('Moved')`, `toast.success('Saved')`, `toast.error('Not saved', { description, action })`. */
export const toast = Object.assign(show('message'), {
  success: show('success'),
  error: show('error'),
  warning: show('warning'),
  info: show('info'),
});
