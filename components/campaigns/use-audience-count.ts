'use client';

import { useParams } from 'next/navigation';
import { roundToMargin } from '@/components/segments/round-to-margin';
import { useAnswer } from '@/components/ui/use-answer';
import type { Audience } from '@/lib/contracts/campaigns';
import type { ComposerActions } from './composer.types';

export interface AudienceCount {
  /** The last number known; kept while a newer one is counted. Null before the first, and for no audience. */
  count: number | null;
  /** It is an estimate, with no more digits than it knows, and the exact number is on its way. */
  isAbout: boolean;
  isCounting: boolean;
  error: string | null;
}

const QUIET_MS = 250;
/** An exact count of a large site takes seconds: it is asked for when the audience was left alone for so long. */
const SETTLED_MS = 700;

/**
 * Counts an audience a moment after it stops changing; answers that were overtaken are dropped. A large site is told about
 * how many at once, which is enough to go on with, and how many exactly a moment later.
 */
export function useAudienceCount(
  audience: Audience | null,
  countAudience: ComposerActions['countAudience'],
): AudienceCount {
  const key = audience && JSON.stringify(audience);
  const { siteId } = useParams<{ siteId: string }>();
  const quick = useAnswer({
    key,
    ask: async () => {
      const answer = await countAudience(JSON.parse(key ?? ''));
      return { ...answer, data: answer.data && { ...answer.data, key } };
    },
    failure: 'The count did not arrive. Check your connection.',
    quietMs: QUIET_MS,
  });
  const isEstimate = !quick.isWaiting && quick.data !== null && quick.data.margin !== null;
  const exact = useAnswer({
    key: isEstimate ? key : null,
    ask: async () => ({ status: 'done', data: { count: await countExactly(siteId, key ?? ''), margin: null, key } }),
    // The estimate stays.
    failure: '',
    quietMs: SETTLED_MS,
  }).data;
  const known = exact?.key === quick.data?.key ? exact : quick.data;
  return {
    count: key === null || !known ? null : roundToMargin(known.count, known.margin),
    isAbout: known?.margin != null,
    isCounting: quick.isWaiting,
    error: quick.failure || null,
  };
}

/** By REST: actions of a page are answered one after the other, and this one would keep saving and sending waiting. */
async function countExactly(siteId: string, audience: string): Promise<number> {
  const headers = { 'Content-Type': 'application/json' };
  const body = `{"audience":${audience}}`;
  const response = await fetch(`/api/v1/sites/${siteId}/segments/count`, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const { count }: { count: number } = await response.json();
  return count;
}
