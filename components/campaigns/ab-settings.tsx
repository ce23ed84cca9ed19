'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import { Field } from '@/components/ui/field';
import { formatNumber } from '@/components/ui/format';
import { Input } from '@/components/ui/input';
import { RadioGroup } from '@/components/ui/radio-group';
import { variantName } from '@/lib/contracts/variant-name';
import { abCounts } from './ab-counts';
import { type AbValues, CHANGE, weightOf } from './ab-values';
import type { ComposerActions } from './composer.types';
import type { ComposerValues } from './composer-values';
import { MetricFields } from './metric-fields';

const MODES = [
  { value: 'all', label: 'All at once', description: 'Everyone gets one of the variants now' },
  {
    value: 'winner',
    label: 'Test first, then the best',
    description: 'A part gets the variants, the rest the best one',
  },
] as const;

const DECISIONS = [
  { value: 'after', label: 'By itself, after a time' },
  { value: 'significance', label: 'By itself, as soon as it is clear' },
  { value: 'manual', label: 'I choose' },
] as const;

const FALLBACKS = [
  { value: 'leading', label: 'Send the leading one' },
  { value: 'wait', label: 'Wait for me' },
] as const;

interface AbSettingsProps {
  count: number | null;
  listGoals: ComposerActions['listGoals'];
}

/** Who gets which variant, with counts, and how the winner is found. */
export function AbSettings({ count, listGoals }: AbSettingsProps) {
  const { register, setValue, formState } = useFormContext<ComposerValues>();
  const abTest = useWatch<ComposerValues, 'abTest'>({ name: 'abTest' });
  const errors = formState.errors.abTest;
  return (
    <div className="grid gap-5 border-line border-t pt-4">
      <RadioGroup
        legend="Who gets the test"
        variant="cards"
        className="sm:grid-cols-2"
        value={abTest.mode}
        onValueChange={(mode) => setValue('abTest.mode', mode, CHANGE)}
        options={MODES}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        {abTest.mode === 'winner' ? (
          <Field label="Test group, %" error={errors?.testPercent?.message} hint="Of those who are not held out.">
            <Input {...register('abTest.testPercent')} inputMode="numeric" className="tabular" />
          </Field>
        ) : null}
        <Field
          label="Hold-out group, %"
          error={errors?.holdout?.message}
          hint="Gets nothing, to compare with. Often 0 or 5."
        >
          <Input {...register('abTest.holdout')} inputMode="numeric" className="tabular" />
        </Field>
      </div>
      <fieldset className="grid gap-3">
        <legend className="mb-2 font-medium text-sm">Shares of the variants</legend>
        <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
          {abTest.variants.map((_variant, index) => (
            <Field
              key={variantName(index)}
              label={`Weight of ${variantName(index)}`}
              error={errors?.variants?.[index]?.weight?.message}
            >
              <Input {...register(`abTest.variants.${index}.weight`)} inputMode="numeric" className="tabular" />
            </Field>
          ))}
        </div>
        <Split abTest={abTest} count={count} />
      </fieldset>
      {abTest.mode === 'winner' ? <WinnerFields abTest={abTest} listGoals={listGoals} /> : null}
    </div>
  );
}

function WinnerFields({ abTest, listGoals }: { abTest: AbValues; listGoals: ComposerActions['listGoals'] }) {
  const { register, setValue, formState } = useFormContext<ComposerValues>();
  const errors = formState.errors.abTest;
  const isTimed = abTest.decide !== 'manual';
  return (
    <div className="grid gap-4">
      <MetricFields listGoals={listGoals} />
      <RadioGroup
        legend="How the winner is chosen"
        value={abTest.decide}
        onValueChange={(decide) => setValue('abTest.decide', decide, CHANGE)}
        options={DECISIONS}
      />
      {isTimed ? (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field
              label={abTest.decide === 'after' ? 'Decide after, hours' : 'At the latest after, hours'}
              error={errors?.afterHours?.message}
            >
              <Input {...register('abTest.afterHours')} inputMode="decimal" className="tabular" />
            </Field>
            <Field label="Clear means a probability of, %" error={errors?.confidence?.message}>
              <Input {...register('abTest.confidence')} inputMode="decimal" className="tabular" />
            </Field>
          </div>
          <RadioGroup
            legend="If it is too close to call by then"
            value={abTest.ifUnclear}
            onValueChange={(ifUnclear) => setValue('abTest.ifUnclear', ifUnclear, CHANGE)}
            options={FALLBACKS}
          />
        </>
      ) : null}
      <p className="text-muted text-sm">{ruleInWords(abTest)}</p>
    </div>
  );
}

function ruleInWords({ decide, afterHours, confidence, ifUnclear, metric }: AbValues): string {
  if (decide === 'manual') return 'The rest waits until you choose a variant on the campaign’s page.';
  const fallback =
    ifUnclear === 'leading'
      ? `the one with the most ${metric === 'clicks' ? 'clicks' : 'people who reached the goal'} for each message sent is sent`
      : 'you are asked';
  const early =
    decide === 'significance'
      ? `As soon as one variant is the best with ${confidence} % probability, the rest gets it. `
      : '';
  return `${early}After ${afterHours} hours the rest gets the variant that is the best with ${confidence} % probability; if none is, ${fallback}. You can choose earlier.`;
}

/** The audience as a bar, and in numbers. */
function Split({ abTest, count }: { abTest: AbValues; count: number | null }) {
  const total = abTest.variants.reduce((sum, variant) => sum + weightOf(variant), 0);
  const counts = count === null ? null : abCounts(abTest, count);
  const shown = abCounts(abTest, 10_000);
  const parts = [
    ...abTest.variants.map((variant, index) => ({
      label: variantName(index),
      size: shown.variants[index] ?? 0,
      count: counts?.variants[index] ?? null,
      share: `${formatNumber(Math.round((weightOf(variant) / total) * 1_000) / 10)} % of the test`,
      fill: FILLS[index % FILLS.length] ?? REST_FILL,
    })),
    ...(shown.rest > 0
      ? [{ label: 'The best one, later', size: shown.rest, count: counts?.rest ?? null, share: '', fill: REST_FILL }]
      : []),
    ...(shown.heldOut > 0
      ? [
          {
            label: 'Held out',
            size: shown.heldOut,
            count: counts?.heldOut ?? null,
            share: 'gets nothing',
            fill: HELD_OUT_FILL,
          },
        ]
      : []),
  ];
  return (
    <div className="grid gap-2">
      <svg
        viewBox="0 0 10000 100"
        preserveAspectRatio="none"
        aria-hidden="true"
        className="h-3 w-full overflow-hidden rounded-full border border-line"
      >
        {parts.map((part, index) => (
          <rect
            key={part.label}
            x={parts.slice(0, index).reduce((sum, one) => sum + one.size, 0)}
            width={part.size}
            height="100"
            className={part.fill.bar}
          />
        ))}
      </svg>
      <ul className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
        {parts.map(({ label, count: size, share, fill }) => (
          <li key={label} className="tabular flex items-center gap-1.5">
            <span aria-hidden="true" className={`size-2.5 rounded-sm border border-line ${fill.dot}`} />
            <span className="font-medium">{label}</span>
            <span className="text-muted">
              {[size === null ? '' : `about ${formatNumber(size)}`, share].filter(Boolean).join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

// Written out: Tailwind reads the names in the source.
const FILLS = [
  { dot: 'bg-accent', bar: 'fill-accent' },
  { dot: 'bg-success', bar: 'fill-success' },
  { dot: 'bg-warning', bar: 'fill-warning' },
  { dot: 'bg-danger', bar: 'fill-danger' },
  { dot: 'bg-info', bar: 'fill-info' },
  { dot: 'bg-accent-line', bar: 'fill-accent-line' },
  { dot: 'bg-muted', bar: 'fill-muted' },
  { dot: 'bg-faint', bar: 'fill-faint' },
];
const REST_FILL = { dot: 'bg-line-strong', bar: 'fill-line-strong' };
const HELD_OUT_FILL = { dot: 'bg-subtle', bar: 'fill-subtle' };
