'use client';

import { useCallback, useEffect, useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { Field } from '@/components/ui/field';
import { formatDateTime } from '@/components/ui/format';
import { Input } from '@/components/ui/input';
import { QuietFailure } from '@/components/ui/quiet-failure';
import { Skeleton } from '@/components/ui/skeleton';
import type { BestTimeView } from '@/lib/contracts/schedules';
import { resolveZonedTime } from '@/lib/contracts/zoned-time';
import { bestTimeText } from './best-time-text';
import type { ComposerActions } from './composer.types';
import type { ComposerValues } from './composer-values';
import { timeProblem } from './schedule-problems';
import { ZoneSelect } from './zone-select';

interface BestTimeFieldsProps {
  timeZone: string;
  bestTime: ComposerActions['bestTime'];
  onKnown: (known: BestTimeView) => void;
}

/** From when on each one's best hour counts, whose hour that is, and what happens to those who have none. */
export function BestTimeFields({ timeZone, bestTime, onKnown }: BestTimeFieldsProps) {
  const { register, setValue, formState } = useFormContext<ComposerValues>();
  const [startLocal, fallbackZone] = useWatch<ComposerValues, ['sendAtLocal', 'fallbackZone']>({
    name: ['sendAtLocal', 'fallbackZone'],
  });
  const changed =
    formState.dirtyFields.sendAtLocal && startLocal ? timeProblem(startLocal, timeZone, new Date()) : null;
  const error = changed ? `This time ${changed}` : formState.errors.sendAtLocal?.message;
  const start = startLocal ? resolveZonedTime(startLocal, timeZone) : null;
  const startText = start?.ok ? formatDateTime(start.at, timeZone) : null;
  return (
    <>
      <Known bestTime={bestTime} onKnown={onKnown} startText={startText} />
      <Field
        label="Start"
        aside="Optional"
        error={error}
        hint="In your time zone. Left empty, it starts as soon as you confirm; who is in their best hour then gets it at once."
      >
        <Input {...register('sendAtLocal')} type="datetime-local" className="tabular sm:w-60" />
      </Field>
      <Field
        label="Where the time zone is unknown"
        hint="The site’s best hour is taken from this zone’s clock for those whose browser has not told theirs."
      >
        <ZoneSelect
          timeZone={timeZone}
          stored={fallbackZone}
          value={fallbackZone || timeZone}
          onChange={(event) => setValue('fallbackZone', event.target.value, { shouldDirty: true })}
          className="sm:w-80"
        />
      </Field>
      <p className="text-faint text-sm">
        The best hour is the one of most clicks in the last 90 days, on the person’s own clock; messages that were
        closed, or shown long after they were sent, count for less. It takes three messages that somebody reacted to,
        two of them at about that hour. Where the clocks skip the hour, it goes out right after the gap; where they
        repeat it, the first time.
      </p>
    </>
  );
}

interface KnownProps extends Omit<BestTimeFieldsProps, 'timeZone'> {
  startText: string | null;
}

function Known({ bestTime, onKnown, startText }: KnownProps) {
  const [answer, setAnswer] = useState<Awaited<ReturnType<ComposerActions['bestTime']>> | null>(null);
  const ask = useCallback(() => {
    let isOver = false;
    void bestTime()
      .catch(() => ({ status: 'failed' as const }))
      .then((given) => {
        if (isOver) return;
        setAnswer(given);
        if ('data' in given && given.data) onKnown(given.data);
      });
    return () => {
      isOver = true;
    };
  }, [bestTime, onKnown]);
  useEffect(ask, [ask]);
  return (
    <div aria-live="polite" className="rounded-lg bg-subtle p-3 text-sm">
      {answer === null ? (
        <Skeleton className="h-5 w-72 max-w-full" />
      ) : answer.data ? (
        <p>{bestTimeText(answer.data, startText)}</p>
      ) : (
        <QuietFailure onRetry={ask}>How many have an hour of their own could not be found out just now.</QuietFailure>
      )}
    </div>
  );
}
