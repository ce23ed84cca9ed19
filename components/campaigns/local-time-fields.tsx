'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import { Field } from '@/components/ui/field';
import { formatDateTime } from '@/components/ui/format';
import { Input } from '@/components/ui/input';
import { RadioGroup } from '@/components/ui/radio-group';
import { resolveZonedTime, worldSpan } from '@/lib/contracts/zoned-time';
import type { ComposerValues } from './composer-values';
import { ZoneSelect } from './zone-select';

/** One time of the clock for everyone: which, for whom the zone is unknown, and where it is too late. */
export function LocalTimeFields({ timeZone }: { timeZone: string }) {
  const { register, setValue, formState } = useFormContext<ComposerValues>();
  const [localAt, fallbackZone, whenPassed] = useWatch<ComposerValues, ['localAt', 'fallbackZone', 'whenPassed']>({
    name: ['localAt', 'fallbackZone', 'whenPassed'],
  });
  return (
    <>
      <Field
        label="Date and time on their clock"
        required
        error={formState.errors.localAt?.message}
        hint={spanText(localAt, timeZone)}
      >
        <Input {...register('localAt')} type="datetime-local" className="tabular sm:w-60" />
      </Field>
      <Field
        label="Where the time zone is unknown"
        hint="Browsers tell it when someone subscribes or comes back; those added by import may have none."
      >
        <ZoneSelect
          timeZone={timeZone}
          stored={fallbackZone}
          value={fallbackZone || timeZone}
          onChange={(event) => setValue('fallbackZone', event.target.value, { shouldDirty: true })}
          className="sm:w-80"
        />
      </Field>
      <RadioGroup
        legend="Where that time has already passed when it starts"
        value={whenPassed}
        onValueChange={(value) => setValue('whenPassed', value, { shouldDirty: true })}
        options={[
          { value: 'next_day', label: 'Send at the same time one day later', description: 'The usual choice' },
          { value: 'now', label: 'Send at once' },
          { value: 'skip', label: 'Leave those people out' },
        ]}
      />
      <p className="text-faint text-sm">
        Up to an hour late still counts as in time and is sent at once. Where the clocks skip the time, it goes out
        right after the gap; where they repeat it, the first time.
      </p>
    </>
  );
}

function spanText(local: string, timeZone: string): string {
  if (!resolveZonedTime(local, 'UTC').ok) return 'For example 09:00: in Tokyo that is eight hours before Paris.';
  const { firstAt, lastAt } = worldSpan(local);
  const start =
    firstAt.getTime() <= Date.now()
      ? 'It has begun in the first time zones and starts as soon as you confirm'
      : `The first time zone starts ${formatDateTime(firstAt, timeZone)}`;
  return `${start}; the last starts ${formatDateTime(lastAt, timeZone)} on your clock.`;
}
