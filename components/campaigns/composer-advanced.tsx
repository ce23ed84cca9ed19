'use client';

import { ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { Card } from '@/components/ui/card';
import { useFirstSign } from '@/components/ui/first-sign';
import { formatCount } from '@/components/ui/format';
import { latePart, type Waiting } from '@/components/ui/late-part';
import { Skeleton } from '@/components/ui/skeleton';
import { type ComposerValues, UTM_KEYS } from './composer-values';

const Instead = ({ failure }: Waiting) => failure ?? <Skeleton className="h-48" />;
const UtmFields = latePart(() => import('./advanced-fields').then((module) => module.UtmFields), Instead);
const DeliveryFields = latePart(() => import('./advanced-fields').then((module) => module.DeliveryFields), Instead);

/** Tags that tell the visitors of this campaign apart in web analytics. */
export function UtmSection() {
  const { formState } = useFormContext<ComposerValues>();
  const utm = useWatch<ComposerValues, 'utm'>({ name: 'utm' });
  const count = UTM_KEYS.filter((key) => utm[key].trim()).length;
  return (
    <Disclosure
      title="Link tracking"
      summary={count > 0 ? formatCount(count, 'UTM tag') : 'No UTM tags'}
      hasError={Boolean(formState.errors.utm)}
    >
      <UtmFields />
    </Disclosure>
  );
}

/** How long, how urgently and with how much noise. */
export function AdvancedSection() {
  const { errors } = useFormContext<ComposerValues>().formState;
  return (
    <Disclosure
      title="Delivery and behaviour"
      summary={<AdvancedSummary />}
      hasError={Boolean(errors.ttlAmount ?? errors.throttle ?? errors.tag ?? errors.renotify ?? errors.vibrate)}
    >
      <DeliveryFields />
    </Disclosure>
  );
}

const UNITS: Record<ComposerValues['ttlUnit'], string> = { minutes: 'minute', hours: 'hour', days: 'day' };

function AdvancedSummary() {
  const [amount, unit, throttle, stays, silent] = useWatch<
    ComposerValues,
    ['ttlAmount', 'ttlUnit', 'throttle', 'requireInteraction', 'silent']
  >({ name: ['ttlAmount', 'ttlUnit', 'throttle', 'requireInteraction', 'silent'] });
  return [
    // What is being typed may be no number yet.
    /^\d+$/.test(amount) ? formatCount(Number(amount), UNITS[unit]) : `${amount || '?'} ${unit}`,
    throttle.trim() && `${throttle.trim()} a minute`,
    stays && 'stays on screen',
    silent && 'silent',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** A card that opens; opens by itself when something inside is wrong. */
function Disclosure({
  title,
  summary,
  hasError,
  children,
}: {
  title: string;
  summary: ReactNode;
  hasError: boolean;
  children: ReactNode;
}) {
  const details = useRef<HTMLDetailsElement>(null);
  // What is folded away is there once somebody could open it, or look for it.
  const isUsed = useFirstSign();
  useEffect(() => {
    if (hasError && details.current) details.current.open = true;
  }, [hasError]);
  return (
    <Card>
      <details ref={details} className="group">
        <summary className="flex list-none items-center gap-2 rounded-xl px-5 py-3.5 hover:bg-subtle/60 [&::-webkit-details-marker]:hidden">
          <ChevronRight aria-hidden className="size-4 text-faint transition-transform group-open:rotate-90" />
          <h2 className="font-semibold text-base">{title}</h2>
          <span className="ml-auto truncate text-faint text-sm">{summary}</span>
        </summary>
        <div className="grid gap-4 px-5 pt-1 pb-5">{isUsed ? children : null}</div>
      </details>
    </Card>
  );
}
