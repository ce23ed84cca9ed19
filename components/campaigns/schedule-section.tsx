'use client';

import { CalendarClock, Globe, Repeat, Sparkles, Zap } from 'lucide-react';
import { useFormContext, useWatch } from 'react-hook-form';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { formatRelative } from '@/components/ui/format';
import { Input } from '@/components/ui/input';
import { RadioGroup } from '@/components/ui/radio-group';
import type { BestTimeView } from '@/lib/contracts/schedules';
import { resolveZonedTime, toLocalInput } from '@/lib/contracts/zoned-time';
import { BestTimeFields } from './best-time-fields';
import type { ComposerActions } from './composer.types';
import type { ComposerValues } from './composer-values';
import { LocalTimeFields } from './local-time-fields';
import { RecurringFields } from './recurring-fields';
import { timeProblem } from './schedule-problems';
import { zoneName } from './schedule-text';
import type { ScheduleValues } from './schedule-values';

const CHOICES = [
  { value: 'now', label: 'Now', icon: <Zap />, description: 'As soon as you confirm' },
  { value: 'later', label: 'At a time', icon: <CalendarClock />, description: 'By itself, even if you are away' },
  {
    value: 'local',
    label: 'In each person’s time zone',
    icon: <Globe />,
    description: 'When their own clock shows the time',
  },
  {
    value: 'best',
    label: 'At each person’s best hour',
    icon: <Sparkles />,
    description: 'Within a day, when they are most active',
  },
  { value: 'recurring', label: 'Recurring', icon: <Repeat />, description: 'Again and again, by the calendar' },
] as const;

interface ScheduleSectionProps {
  timeZone: string;
  bestTime: ComposerActions['bestTime'];
  /** Told once it is known: the button says what comes of it. */
  onBestTime: (known: BestTimeView) => void;
}

/** Now, at a time of the viewer's clock, at one of each subscriber's own, at each one's best hour, or again and again. */
export function ScheduleSection({ timeZone, bestTime, onBestTime }: ScheduleSectionProps) {
  const { setValue, getValues } = useFormContext<ComposerValues>();
  const when = useWatch<ComposerValues, 'when'>({ name: 'when' });
  const choose = (value: ScheduleValues['when']) => {
    const change = { shouldDirty: true, shouldValidate: true } as const;
    const field = value === 'later' ? 'sendAtLocal' : 'localAt';
    if ((value === 'later' || value === 'local') && !getValues(field)) setValue(field, nextMorning(timeZone), change);
    setValue('when', value, change);
  };
  return (
    <Card aria-labelledby="composer-when">
      <CardHeader title="When" titleId="composer-when" />
      <CardBody className="grid gap-4">
        <RadioGroup
          legend="When to send"
          hideLegend
          variant="cards"
          className="sm:grid-cols-2"
          value={when}
          onValueChange={choose}
          options={CHOICES}
        />
        {when === 'later' ? <LaterField timeZone={timeZone} /> : null}
        {when === 'local' ? <LocalTimeFields timeZone={timeZone} /> : null}
        {when === 'best' ? <BestTimeFields timeZone={timeZone} bestTime={bestTime} onKnown={onBestTime} /> : null}
        {when === 'recurring' ? <RecurringFields timeZone={timeZone} /> : null}
      </CardBody>
    </Card>
  );
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

/** Tomorrow at nine: a start that is rarely wrong. */
function nextMorning(timeZone: string): string {
  return `${toLocalInput(new Date(Date.now() + 86_400_000), timeZone).slice(0, 10)}T09:00`;
}
