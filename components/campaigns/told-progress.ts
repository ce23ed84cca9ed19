'use client';

import { useSyncExternalStore } from 'react';
import type { CampaignProgress } from '@/lib/contracts/campaigns';

// The figures come to one part of the page; what asks before it stops them stands in another, which the server made.

let told: { campaignId: string; progress: CampaignProgress } | null = null;
const listeners = new Set<() => void>();

export function tellProgress(campaignId: string, progress: CampaignProgress): void {
  told = { campaignId, progress };
  for (const listener of listeners) listener();
}

/** The newest that is known of a campaign. @param initial until something was told of it */
export function useToldProgress<T extends Pick<CampaignProgress, 'stats' | 'planned'>>(campaignId: string, initial: T) {
  const newest = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => told,
    () => null,
  );
  return newest?.campaignId === campaignId ? newest.progress : initial;
}
