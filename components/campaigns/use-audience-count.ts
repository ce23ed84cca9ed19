'use client';

import { useAnswer } from '@/components/ui/use-answer';
import type { Audience } from '@/lib/contracts/campaigns';
import type { ComposerActions } from './composer.types';

export interface AudienceCount {
  /** The last number known; kept while a newer one is counted. Null before the first, and for no audience. */
  count: number | null;
  isCounting: boolean;
  error: string | null;
}

const QUIET_MS = 250;

/** Counts an audience a moment after it stops changing; answers that were overtaken are dropped. */
export function useAudienceCount(
  audience: Audience | null,
  countAudience: ComposerActions['countAudience'],
): AudienceCount {
  const key = audience && JSON.stringify(audience);
  const { data, isWaiting, failure } = useAnswer({
    key,
    ask: () => countAudience(JSON.parse(key ?? '')),
    failure: 'The count did not arrive. Check your connection.',
    quietMs: QUIET_MS,
  });
  return { count: key === null ? null : (data?.count ?? null), isCounting: isWaiting, error: failure || null };
}
