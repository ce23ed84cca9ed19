'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import { Field } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import { QuietFailure } from '@/components/ui/quiet-failure';
import { RadioGroup } from '@/components/ui/radio-group';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { useAnswer } from '@/components/ui/use-answer';
import { CHANGE } from './ab-values';
import type { ComposerActions } from './composer.types';
import type { ComposerValues } from './composer-values';

const METRICS = [
  { value: 'clicks', label: 'Clicks', description: 'Known within minutes' },
  { value: 'conversions', label: 'A goal', description: 'What people do after the click; takes longer' },
] as const;

/** What the best variant has most of: clicks, or people who reached a goal of the site. */
export function MetricFields({ listGoals }: { listGoals: ComposerActions['listGoals'] }) {
  const { setValue } = useFormContext<ComposerValues>();
  const metric = useWatch<ComposerValues, 'abTest.metric'>({ name: 'abTest.metric' });
  return (
    <>
      <RadioGroup
        legend="What counts"
        value={metric}
        onValueChange={(value) => setValue('abTest.metric', value, CHANGE)}
        options={METRICS}
      />
      {metric === 'conversions' ? <GoalSelect listGoals={listGoals} /> : null}
    </>
  );
}

function GoalSelect({ listGoals }: { listGoals: ComposerActions['listGoals'] }) {
  const { register, formState } = useFormContext<ComposerValues>();
  const goalId = useWatch<ComposerValues, 'abTest.goalId'>({ name: 'abTest.goalId' });
  const { data, failure, retry } = useAnswer({ key: '', ask: listGoals, failure: 'The goals could not be loaded.' });
  if (failure) return <QuietFailure onRetry={retry}>{failure}</QuietFailure>;
  const goals = data?.goals;
  if (!goals) return <Skeleton className="h-9 w-64" />;
  if (goals.length === 0)
    return <p className="text-muted text-sm">This site has no goals yet: set one under Reports, Goals.</p>;
  const chosen = goals.find(({ id }) => id === goalId);
  return (
    <Field
      label="Goal"
      error={formState.errors.abTest?.goalId?.message}
      hint={
        chosen
          ? `Counts whoever reaches it within ${formatCount(chosen.windowHours, 'hour')} after a click. Decide late enough for that.`
          : undefined
      }
    >
      <Select
        {...register('abTest.goalId')}
        placeholder="Choose a goal"
        options={[
          ...goals.map(({ id, name }) => ({ value: id, label: name })),
          ...(goalId && !chosen ? [{ value: goalId, label: 'A goal that has ended' }] : []),
        ]}
      />
    </Field>
  );
}
