'use client';

import { useSyncExternalStore } from 'react';
import { cn } from './cn';
import { formatDateTime, formatRelative } from './format';

// One clock for all instances: ticks while at least one is on the page.
const listeners = new Set<() => void>();
let nowMs = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  nowMs ||= Date.now();
  timer ??= setInterval(() => {
    nowMs = Date.now();
    for (const each of listeners) each();
  }, 20_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
      nowMs = 0;
    }
  };
}

function readNow(): number {
  nowMs ||= Date.now();
  return nowMs;
}

interface TimeProps {
  at: string;
  className?: string;
}

/** "5 minutes ago", with the instant in the viewer's zone on hover and on paper. The server's HTML says it in UTC. */
export function RelativeTime({ at, className }: TimeProps) {
  const now = useSyncExternalStore(subscribe, readNow, () => 0);
  return (
    <time
      dateTime={at}
      title={now ? formatDateTime(at) : undefined}
      className={cn('print:after:content-[attr(title)]', className)}
    >
      <span className="print:hidden" suppressHydrationWarning>
        {now ? formatRelative(at, Math.max(now, Date.now())) : formatRelative(at, Date.now())}
      </span>
    </time>
  );
}

/** "21 Nov 2026, 14:05" in the viewer's zone, with "5 minutes ago" on hover. */
export function AbsoluteTime({ at, className }: TimeProps) {
  const now = useSyncExternalStore(subscribe, readNow, () => 0);
  return (
    <time dateTime={at} title={now ? formatRelative(at, now) : undefined} className={className}>
      {now ? formatDateTime(at) : `${formatDateTime(at, 'UTC')} UTC`}
    </time>
  );
}
