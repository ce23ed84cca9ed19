'use client';

import { useEffect, useState } from 'react';
import type { CampaignProgress } from '@/lib/contracts/campaigns';

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'ended';

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/**
 * The campaign's progress by server-sent events, starting from what the server rendered. Reconnects by itself with
 * growing pauses (EventSource gives up for good on an HTTP error), and at once when the tab comes back into view.
 */
export function useLiveProgress(campaignId: string, initial: CampaignProgress) {
  const [progress, setProgress] = useState(initial);
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let retryMs = FIRST_RETRY_MS;

    const connect = () => {
      clearTimeout(timer);
      source?.close();
      const current = new EventSource(`/api/live/campaigns/${encodeURIComponent(campaignId)}`);
      source = current;
      const take = (event: MessageEvent<string>) => {
        retryMs = FIRST_RETRY_MS;
        setState('live');
        const next = readProgress(event.data);
        if (next) setProgress(next);
      };
      current.onopen = () => setState('live');
      current.onmessage = take;
      current.addEventListener('progress', take);
      current.addEventListener('end', () => {
        current.close();
        setState('ended');
      });
      current.onerror = () => {
        setState('reconnecting');
        // While connecting the browser retries by itself.
        if (current.readyState !== EventSource.CLOSED) return;
        timer = setTimeout(connect, retryMs);
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      };
    };
    const onVisible = () => {
      if (document.visibilityState === 'visible' && source?.readyState === EventSource.CLOSED) connect();
    };
    connect();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      clearTimeout(timer);
      source?.close();
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [campaignId]);
  return { progress, state };
}

/** Our own server's JSON; anything else (a proxy's page, half a line) is passed over. */
function readProgress(text: string): CampaignProgress | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'stats' in value ? (value as CampaignProgress) : null;
  } catch {
    return null;
  }
}
