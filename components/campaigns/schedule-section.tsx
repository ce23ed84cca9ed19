'use client';

import { CalendarClock, Globe, Repeat, Sparkles, Zap } from 'lucide-react';
import { useFormContext, useWatch } from 'react-hook-form';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { useAhead } from '@/components/ui/first-sign';
import { latePart } from '@/components/ui/late-part';
import { RadioGroup } from '@/components/ui/radio-group';
import { Skeleton } from '@/components/ui/skeleton';
import type { BestTimeView } from '@/lib/contracts/schedules';
import { toLocalInput } from '@/lib/contracts/zoned-time';
import type { ComposerActions } from './composer.types';
import type { ComposerValues } from './composer-values';
import type { ScheduleValues } from './schedule-values';

// Most campaigns go at once.
const ScheduleFields = latePart(
  () => import('./schedule-fields').then((module) => module.ScheduleFields),
  ({ failure }) => failure ?? <Skeleton className="h-20" />,
);

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
  useAhead(ScheduleFields.load);
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
        {when === 'now' ? null : (
          <ScheduleFields when={when} timeZone={timeZone} bestTime={bestTime} onBestTime={onBestTime} />
        )}
      </CardBody>
    </Card>
  );
}

/** Tomorrow at nine: a start that is rarely wrong. */
function nextMorning(timeZone: string): string {
  return `${toLocalInput(new Date(Date.now() + 86_400_000), timeZone).slice(0, 10)}T09:00`;
}
