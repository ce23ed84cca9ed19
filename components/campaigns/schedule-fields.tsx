'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import { Field } from '@/components/ui/field';
import { formatRelative } from '@/components/ui/format';
import { Input } from '@/components/ui/input';
import type { BestTimeView } from '@/lib/contracts/schedules';
import { resolveZonedTime } from '@/lib/contracts/zoned-time';
import { BestTimeFields } from './best-time-fields';
import type { ComposerActions } from './composer.types';
import type { ComposerValues } from './composer-values';
import { LocalTimeFields } from './local-time-fields';
import { RecurringFields } from './recurring-fields';
import { timeProblem } from './schedule-problems';
import { zoneName } from './schedule-text';
import type { ScheduleValues } from './schedule-values';

interface ScheduleFieldsProps {
  when: Exclude<ScheduleValues['when'], 'now'>;
  timeZone: string;
  bestTime: ComposerActions['bestTime'];
  onBestTime: (known: BestTimeView) => void;
}

/** What each way of sending later asks for. */
export function ScheduleFields({ when, timeZone, bestTime, onBestTime }: ScheduleFieldsProps) {
  switch (when) {
    case 'later':
      return <LaterField timeZone={timeZone} />;
    case 'local':
      return <LocalTimeFields timeZone={timeZone} />;
    case 'best':
      return <BestTimeFields timeZone={timeZone} bestTime={bestTime} onKnown={onBestTime} />;
    case 'recurring':
      return <RecurringFields timeZone={timeZone} />;
  }
}

function LaterField({ timeZone }: { timeZone: string }) {
  const { register, formState } = useFormContext<ComposerValues>();
  const local = useWatch<ComposerValues, 'sendAtLocal'>({ name: 'sendAtLocal' });
  // Told at once, not when the field is left: the parts of a date are no field of their own.
  const changed = formState.dirtyFields.sendAtLocal && local ? timeProblem(local, timeZone, new Date()) : null;
  const error = changed ? `This time ${changed}` : formState.errors.sendAtLocal?.message;
  return (
    <Field label="Date and time" required error={error} hint={hintFor(local, timeZone)}>
      <Input {...register('sendAtLocal')} type="datetime-local" className="tabular sm:w-60" />
    </Field>
  );
}

function hintFor(local: string, timeZone: string): string {
  const zone = zoneName(timeZone);
  const time = resolveZonedTime(local, timeZone);
  if (!time.ok || time.at.getTime() <= Date.now()) return `In your time zone, ${zone}.`;
  const repeated = time.isRepeated ? ' The clocks go back then: the first of the two is meant.' : '';
  const relative = formatRelative(time.at, Date.now());
  return `${relative.charAt(0).toUpperCase()}${relative.slice(1)}, in your time zone, ${zone}.${repeated}`;
}
