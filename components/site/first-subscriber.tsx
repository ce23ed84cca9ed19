'use client';

import { BellRing, CircleHelp } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { buttonClass } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { cn } from '@/components/ui/cn';
import { formatCountry } from '@/components/ui/format';
import { FirstTestButton, type SendFirstTest } from './first-test-button';

/** What the page tells of the first person who came. */
export interface FirstSubscriber {
  id: string;
  browser: string | null;
  os: string | null;
  country: string | null;
  /** So few have come that it is likely the browser of whoever looks, who may send a test. */
  mayBeOwn: boolean;
}

interface FirstSubscriberProps {
  siteId: string;
  /** Already there when the page was opened. */
  initial: FirstSubscriber | null;
  load: (siteId: string) => Promise<FirstSubscriber | null>;
  /** Whether whoever looks may make a campaign. */
  canWrite: boolean;
  sendTest: SendFirstTest;
}

const POLL_MS = 2_000;
const SLOW_POLL_MS = 10_000;
const PATIENCE_MS = 120_000;

/** Waits for the first subscriber and celebrates. Asks every two seconds while the page is looked at, later more seldom. */
export function FirstSubscriberCard({ siteId, initial, load, canWrite, sendTest }: FirstSubscriberProps) {
  const [first, setFirst] = useState(initial);
  const [isSlow, setIsSlow] = useState(false);

  useEffect(() => {
    if (first) return;
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    const startedAt = Date.now();
    const tick = async () => {
      if (!document.hidden) {
        const found = await load(siteId).catch(() => null);
        if (stopped) return;
        if (found) {
          setFirst(found);
          return;
        }
      }
      const waited = Date.now() - startedAt;
      setIsSlow(waited > PATIENCE_MS);
      timer = setTimeout(tick, waited > PATIENCE_MS ? SLOW_POLL_MS : POLL_MS);
    };
    timer = setTimeout(tick, POLL_MS);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [first, load, siteId]);

  return (
    <Card aria-live="polite" className={cn('overflow-hidden', first && 'border-success/40')}>
      {first ? (
        <Arrived siteId={siteId} first={first} isNew={!initial} canWrite={canWrite} sendTest={sendTest} />
      ) : (
        <Waiting isSlow={isSlow} />
      )}
    </Card>
  );
}

function Waiting({ isSlow }: { isSlow: boolean }) {
  return (
    <div className="flex items-center gap-4 px-5 py-5">
      <span aria-hidden="true" className="relative flex size-10 shrink-0 items-center justify-center">
        <span className="absolute inset-0 animate-ping rounded-full bg-accent/20 [animation-duration:2s] motion-reduce:hidden" />
        <span className="relative flex size-10 items-center justify-center rounded-full bg-accent-soft text-accent-ink">
          <BellRing className="size-5" strokeWidth={1.75} />
        </span>
      </span>
      <div className="grid gap-0.5">
        <h2 className="font-semibold text-base">Waiting for the first subscriber…</h2>
        <p className="text-muted text-sm">
          Open your site, accept the notifications, and this page will know within seconds.
        </p>
        {isSlow && (
          <p className="mt-1 flex items-center gap-1.5 text-muted text-sm">
            <CircleHelp aria-hidden="true" className="size-4 shrink-0" />
            Taking long? Run the check above: it names the step that fails.
          </p>
        )}
      </div>
    </div>
  );
}

interface ArrivedProps extends Pick<FirstSubscriberProps, 'siteId' | 'canWrite' | 'sendTest'> {
  first: FirstSubscriber;
  isNew: boolean;
}

function Arrived({ siteId, first, isNew, canWrite, sendTest }: ArrivedProps) {
  const device = [first.browser, first.os && `on ${first.os}`].filter(Boolean).join(' ');
  const from = [device, first.country && `from ${formatCountry(first.country)}`].filter(Boolean).join(', ');
  return (
    <div className={cn('relative flex flex-wrap items-center gap-4 px-5 py-5', isNew && 'animate-rise')}>
      <span
        aria-hidden="true"
        className="flex size-10 shrink-0 items-center justify-center rounded-full bg-success-soft text-success-ink"
      >
        <BellRing className={cn('size-5 origin-top', isNew && 'animate-ring')} strokeWidth={1.75} />
      </span>
      <div className="grid min-w-48 flex-1 gap-0.5">
        <h2 className="font-semibold text-base">
          {isNew ? 'Your first subscriber is here!' : 'It works: people are subscribing'}
        </h2>
        <p className="text-muted text-sm">
          {from && `${from.charAt(0).toUpperCase()}${from.slice(1)}. `}
          {isNew
            ? 'Everything from the page to this server works.'
            : 'The page, the worker file and this server fit together.'}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {first.mayBeOwn ? <FirstTestButton siteId={siteId} subscriberId={first.id} send={sendTest} /> : null}
        <Link href={`/s/${siteId}/subscribers/${first.id}`} className={buttonClass()}>
          View subscriber
        </Link>
        {canWrite ? (
          <Link href={`/s/${siteId}/campaigns/new`} className={buttonClass({ variant: 'primary' })}>
            Create a campaign
          </Link>
        ) : null}
      </div>
    </div>
  );
}
