'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { Select } from '@/components/ui/select';
import { WEEKDAYS } from '@/lib/contracts/limits';
import { nextOccurrences } from '@/lib/contracts/recurrence';
import type { ComposerValues } from './composer-values';
import { NextDates } from './next-dates';
import { scheduleProblems } from './schedule-problems';
import { ordinal, WEEKDAY_NAMES } from './schedule-text';
import { toSchedule } from './schedule-values';
import { ZoneSelect } from './zone-select';

const MONTH_DAYS = [
  ...Array.from({ length: 31 }, (_, index) => ({ value: String(index + 1), label: ordinal(index + 1) })),
  { value: 'last', label: 'Last day' },
];
const CHANGE = { shouldDirty: true, shouldValidate: true } as const;

interface RecurringFieldsProps {
  timeZone: string;
  /** Dates of a series that have passed: they count into "After some times". */
  pastCount?: number;
}

/** The rule of a recurring campaign, with the next five dates that come of it. */
export function RecurringFields({ timeZone, pastCount = 0 }: RecurringFieldsProps) {
  const { register, setValue, formState } = useFormContext<ComposerValues>();
  const values = useWatch<ComposerValues>() as ComposerValues;
  const { repeat, monthDay, repeatZone, ends } = values;
  const errors = formState.errors;
  return (
    <>
      <SegmentedControl
        label="How often"
        value={repeat}
        onValueChange={(value) => setValue('repeat', value, CHANGE)}
        options={[
          { value: 'day', label: 'Daily' },
          { value: 'week', label: 'Weekly' },
          { value: 'month', label: 'Monthly' },
        ]}
        className="justify-self-start"
      />
      {repeat === 'week' ? <Weekdays chosen={values.weekdays} error={errors.weekdays?.message} /> : null}
      {repeat === 'month' ? (
        <Field
          label="Day of the month"
          hint={
            Number(monthDay) > 28
              ? `Months without a ${ordinal(Number(monthDay))} are left out; “Last day” is in each.`
              : ''
          }
        >
          <Select {...register('monthDay')} options={MONTH_DAYS} className="sm:w-40" />
        </Field>
      ) : null}
      <div className="grid gap-4 sm:grid-cols-[8rem_minmax(0,1fr)]">
        <Field label="Time" required error={errors.repeatTime?.message}>
          <Input {...register('repeatTime')} type="time" className="tabular" />
        </Field>
        <Field label="Time zone">
          <ZoneSelect
            timeZone={timeZone}
            stored={repeatZone}
            value={repeatZone || timeZone}
            onChange={(event) => setValue('repeatZone', event.target.value, CHANGE)}
          />
        </Field>
      </div>
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label="First day" aside="Optional" error={errors.startsOn?.message}>
          <Input {...register('startsOn')} type="date" className="tabular" />
        </Field>
        <Field label="Ends">
          <Select
            {...register('ends')}
            options={[
              { value: 'never', label: 'When you stop it' },
              { value: 'until', label: 'On a day' },
              { value: 'count', label: 'After some times' },
            ]}
          />
        </Field>
        {ends === 'until' ? (
          <Field label="Last day" required error={errors.until?.message}>
            <Input {...register('until')} type="date" className="tabular" />
          </Field>
        ) : null}
        {ends === 'count' ? (
          <Field
            label="Number of times"
            required
            error={errors.repeatCount?.message}
            hint={pastCount > 0 ? `${pastCount} of them have passed.` : undefined}
          >
            <Input {...register('repeatCount')} inputMode="numeric" className="tabular" />
          </Field>
        ) : null}
      </div>
      <Preview values={values} timeZone={timeZone} pastCount={pastCount} />
    </>
  );
}

function Weekdays({ chosen, error }: { chosen: ComposerValues['weekdays']; error: string | undefined }) {
  const { setValue } = useFormContext<ComposerValues>();
  return (
    <fieldset className="grid gap-2" aria-describedby={error ? 'weekdays-error' : undefined}>
      <legend className="mb-2 font-medium text-sm">Days</legend>
      <div className="flex flex-wrap gap-1.5">
        {WEEKDAYS.map((day) => (
          <label
            key={day}
            className="relative flex h-8 min-w-12 cursor-pointer items-center justify-center rounded-md border border-line-strong bg-surface px-2 text-sm shadow-sm hover:bg-subtle has-checked:border-accent has-checked:bg-accent-soft has-checked:font-medium has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2 pointer-coarse:h-10"
          >
            <input
              type="checkbox"
              name="weekdays"
              aria-label={WEEKDAY_NAMES[day]}
              checked={chosen.includes(day)}
              onChange={(event) =>
                setValue(
                  'weekdays',
                  event.target.checked ? [...chosen, day] : chosen.filter((other) => other !== day),
                  CHANGE,
                )
              }
              className="absolute inset-0 cursor-pointer appearance-none rounded-md outline-none"
            />
            <span aria-hidden>{WEEKDAY_NAMES[day].slice(0, 3)}</span>
          </label>
        ))}
      </div>
      {error ? (
        <p id="weekdays-error" role="alert" className="text-danger-ink text-sm">
          Choose at least one day.
        </p>
      ) : null}
    </fieldset>
  );
}

function Preview({ values, timeZone, pastCount }: Required<RecurringFieldsProps> & { values: ComposerValues }) {
  const now = new Date();
  const schedule = toSchedule(values, timeZone);
  const isGood = schedule?.kind === 'recurring' && scheduleProblems(values, timeZone, now).length === 0;
  const dates = isGood ? nextOccurrences(schedule, now, 5, pastCount).map((date) => date.toISOString()) : [];
  return (
    <section aria-live="polite" aria-label="Next dates" className="rounded-lg bg-subtle p-3 text-sm">
      {isGood ? (
        <>
          <p className="mb-1.5 font-medium">
            {dates.length === 5 ? 'The next five dates' : pastCount > 0 ? 'All dates to come' : 'All dates'}
          </p>
          <NextDates dates={dates} timezone={schedule.timezone} />
        </>
      ) : (
        <p className="text-muted">The next dates appear here once the rule is complete.</p>
      )}
      <p className="mt-2 text-muted">
        Each date is sent to whoever is in the audience then. A date missed while the server was down is made up for if
        it is less than three hours late; otherwise it is skipped and shown as missed.
      </p>
    </section>
  );
}
