'use client';

import { useEffect } from 'react';
import { useFormContext } from 'react-hook-form';
import { QuietFailure } from '@/components/ui/quiet-failure';
import { useAnswer } from '@/components/ui/use-answer';
import type { ComposerActions } from './composer.types';
import type { ComposerValues } from './composer-values';
import { NOT_COUNTED, skipWords, toSkipsInput } from './skip-words';
import type { AudienceCount } from './use-audience-count';
import { useTimeZone } from './use-time-zone';

const QUIET_MS = 400;

interface ComposerSkipsProps {
  count: AudienceCount;
  previewSkips: ComposerActions['previewSkips'];
  /** How many of them are skipped since their clock has passed the time: the button does not promise it to them. */
  onLeftOut: (count: number) => void;
}

/** Who of the audience will be skipped, and why; asked only when something chosen can leave anybody out. */
export function ComposerSkips({ count, previewSkips, onLeftOut }: ComposerSkipsProps) {
  const input = toSkipsInput(useFormContext<ComposerValues>().watch(), useTimeZone());
  const key = input && JSON.stringify(input);
  const { data, isWaiting, failure, retry } = useAnswer({
    key,
    ask: () => previewSkips(JSON.parse(key ?? '')),
    failure: 'The answer did not arrive.',
    quietMs: QUIET_MS,
  });
  const leftOut = (input && !isWaiting && !failure && data?.timePassedCount) || 0;
  useEffect(() => onLeftOut(leftOut), [leftOut, onLeftOut]);
  if (!count.count) return null;
  if (failure) return <QuietFailure onRetry={retry}>Who will be skipped could not be found out just now.</QuietFailure>;
  const nobody = { audienceCount: count.count, heldOutCount: 0, timePassedCount: 0, expiredCount: 0 };
  const skips = input ? data : nobody;
  const words = skips && skipWords(skips, input?.throttlePerMinute ?? null);
  return (
    <div aria-live="polite" aria-busy={isWaiting} className={`text-sm ${isWaiting ? 'text-faint' : 'text-muted'}`}>
      <p>
        {words ? `${words.summary}.` : 'Looking who will be skipped…'} {NOT_COUNTED}
      </p>
      {words && words.reasons.length > 0 ? (
        <ul className="mt-1 list-disc pl-4">
          {words.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
