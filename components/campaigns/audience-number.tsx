'use client';

import { audienceNumber } from './audience-text';
import type { AudienceCount } from './use-audience-count';

/** "12,408 subscribers", "about 412,000 subscribers", dimmed while a newer number is on its way. */
export function AudienceNumber({ count }: { count: AudienceCount }) {
  return (
    <output
      aria-live="polite"
      aria-busy={count.isCounting}
      className={`tabular font-medium text-sm transition-colors ${count.isCounting ? 'text-faint' : ''}`}
    >
      {count.count === null ? (count.isCounting ? 'Counting…' : '–') : audienceNumber(count.count, count.isAbout)}
    </output>
  );
}
