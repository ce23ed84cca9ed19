'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { AmbiguityPolicy } from '@/lib/contracts/campaigns';
import type { Urgency } from '@/lib/contracts/messages';
import { type ComposerValues, UTM_KEYS, type UtmKey } from './composer-values';
import { platformsWithout } from './platform-capabilities';
import { previewUtm } from './preview-utm';
import { utmCampaign } from './utm-campaign';

const UTM_HINTS: Record<UtmKey, { label: string; placeholder: string }> = {
  source: { label: 'Source', placeholder: 'belfry' },
  medium: { label: 'Medium', placeholder: 'push' },
  campaign: { label: 'Campaign', placeholder: 'autumn-sale' },
  term: { label: 'Term', placeholder: '' },
  content: { label: 'Content', placeholder: '' },
};

const URGENCY_OPTIONS: { value: Urgency; label: string }[] = [
  { value: 'very-low', label: 'Can wait: only when charging on Wi-Fi' },
  { value: 'low', label: 'Normal for news and offers: when the device is in use' },
  { value: 'normal', label: 'Soon: wakes a sleeping device if it has power to spare' },
  { value: 'high', label: 'At once: wakes the device even on low battery' },
];

const AMBIGUITY_OPTIONS: { value: AmbiguityPolicy; label: string }[] = [
  { value: 'resend', label: 'Send it again, so that nobody misses it' },
  { value: 'skip', label: 'Leave it, and count it as unknown' },
];

/** The tags, and the address that comes of them. */
export function UtmFields() {
  const { register, setValue, getValues, formState } = useFormContext<ComposerValues>();
  const [utm, url, buttons] = useWatch<ComposerValues, ['utm', 'url', 'buttons']>({ name: ['utm', 'url', 'buttons'] });
  const count = UTM_KEYS.filter((key) => utm[key].trim()).length;
  const result = previewUtm(url, utm);
  const fill = () => {
    const campaign = utmCampaign(getValues('name') || getValues('title'));
    setValue(
      'utm',
      { ...getValues('utm'), source: 'belfry', medium: 'push', campaign },
      {
        shouldDirty: true,
        shouldValidate: true,
      },
    );
  };
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-muted text-sm">
          Added to the link{buttons.length > 0 ? ' and to each button’s' : ''}, unless it has the tag already.
        </p>
        <Button size="sm" onClick={fill}>
          Fill in for me
        </Button>
      </div>
      <div className="grid gap-4 sm:grid-cols-3">
        {UTM_KEYS.map((key) => (
          <Field key={key} label={UTM_HINTS[key].label} error={formState.errors.utm?.[key]?.message}>
            <Input {...register(`utm.${key}`)} autoComplete="off" placeholder={UTM_HINTS[key].placeholder} />
          </Field>
        ))}
      </div>
      {count > 0 && result ? (
        <p className="rounded-md bg-subtle px-3 py-2 text-muted text-sm [overflow-wrap:anywhere]">
          <span className="font-medium text-fg">Opens</span> {result}
        </p>
      ) : null}
      {count > 0 && !result ? (
        <p className="text-faint text-sm">The whole address is shown here once the link above is one.</p>
      ) : null}
    </>
  );
}

/** How long, how urgently and with how much noise. */
export function DeliveryFields() {
  const { register, formState } = useFormContext<ComposerValues>();
  const { errors } = formState;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Keep trying for"
          error={errors.ttlAmount?.message}
          hint="If a device is off for longer, it does not get this message."
        >
          <TtlInputs />
        </Field>
        <Field label="Urgency" hint="Higher costs the visitor battery.">
          <Select {...register('urgency')} options={URGENCY_OPTIONS} />
        </Field>
        <Field
          label="Messages per minute"
          error={errors.throttle?.message}
          hint="Spreads visits to your site over time. Can be changed while it is being sent."
        >
          <Input
            {...register('throttle')}
            inputMode="numeric"
            autoComplete="off"
            placeholder="As fast as possible"
            className="tabular"
          />
        </Field>
        <Field
          label="If a connection breaks"
          hint="Rare: it is not known then whether that message arrived. Browsers show a repeated one only once."
        >
          <Select {...register('ambiguityPolicy')} options={AMBIGUITY_OPTIONS} />
        </Field>
        <Field
          label="Replace key"
          error={errors.tag?.message}
          hint="A later notification with the same key takes this one’s place."
        >
          <Input {...register('tag')} autoComplete="off" placeholder="e.g. daily-deal" />
        </Field>
        <Field
          label="Vibration"
          error={errors.vibrate?.message}
          hint="Older Android only; newer versions let the user decide."
        >
          <Select
            {...register('vibrate')}
            options={[
              { value: 'none', label: 'As the device is set' },
              { value: 'short', label: 'Short' },
              { value: 'double', label: 'Twice' },
              { value: 'long', label: 'Long' },
            ]}
          />
        </Field>
      </div>
      <div className="grid gap-3">
        <Checkbox
          {...register('requireInteraction')}
          label="Stay on screen until clicked or dismissed"
          description={`Ignored by ${platformsWithout('requireInteraction')}.`}
        />
        <Checkbox {...register('silent')} label="No sound or vibration" />
        <Checkbox
          {...register('renotify')}
          label="Alert again when it replaces an earlier one"
          description={
            errors.renotify ? <span className="text-danger-ink">Needs a replace key above.</span> : undefined
          }
        />
      </div>
    </>
  );
}

function TtlInputs() {
  const { register } = useFormContext<ComposerValues>();
  return (
    <div className="flex gap-2">
      <Input {...register('ttlAmount')} inputMode="numeric" className="tabular w-20" />
      <Select
        {...register('ttlUnit')}
        id={undefined}
        aria-label="Unit"
        options={[
          { value: 'minutes', label: 'minutes' },
          { value: 'hours', label: 'hours' },
          { value: 'days', label: 'days' },
        ]}
      />
    </div>
  );
}
