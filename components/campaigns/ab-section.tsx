'use client';

import { FlaskConical, Plus } from 'lucide-react';
import { useFormContext, useWatch } from 'react-hook-form';
import { Button } from '@/components/ui/button';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { useAhead } from '@/components/ui/first-sign';
import { latePart } from '@/components/ui/late-part';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import { MAX_VARIANTS } from '@/lib/contracts/limits';
import { CHANGE, EMPTY_AB_TEST, type VariantValues } from './ab-values';
import type { ComposerActions } from './composer.types';
import { focusField } from './composer-fields';
import type { ComposerValues } from './composer-values';
import { emptyVariant } from './empty-variant';
import type { AudienceCount } from './use-audience-count';

// Most campaigns are no test.
const AbVariants = latePart(
  () => import('./ab-variants').then((module) => module.AbVariants),
  ({ failure }) => failure ?? <Skeleton className="h-176" />,
);

/** What was just added is not wrong yet: it is said once its field was left. */
const ADDED = { shouldDirty: true, shouldValidate: false };

interface AbSectionProps {
  /** The variant being written, which the preview shows too. */
  arm: number;
  onArmChange: (arm: number) => void;
  count: AudienceCount;
  listGoals: ComposerActions['listGoals'];
}

/** Several versions of the message, each for a part of the audience. */
export function AbSection({ arm, onArmChange, count, listGoals }: AbSectionProps) {
  const { setValue, getValues } = useFormContext<ComposerValues>();
  const variants = useWatch<ComposerValues, 'abTest.variants'>({ name: 'abTest.variants' });
  useAhead(AbVariants.load);
  const isOn = variants.length > 1;
  const set = (next: VariantValues[], shown: number, change = CHANGE) => {
    setValue('abTest.variants', next, change);
    onArmChange(Math.min(shown, Math.max(0, next.length - 1)));
  };
  const add = (variant = emptyVariant()) => {
    const next = [...getValues('abTest.variants'), variant];
    if (next.length < 2) next.unshift(emptyVariant());
    set(next, next.length - 1, ADDED);
    // With the next frame, when the field is there: later it would scroll away from under the next click.
    requestAnimationFrame(() => focusField(`abTest.variants.${next.length - 1}.title`));
  };
  const stop = () => {
    const before = structuredClone(getValues('abTest'));
    setValue('abTest', { ...EMPTY_AB_TEST }, CHANGE);
    onArmChange(0);
    toast.success('A/B test removed', {
      action: { label: 'Undo', onClick: () => setValue('abTest', before, CHANGE) },
    });
  };
  return (
    <Card aria-labelledby="composer-ab">
      <CardHeader
        title="A/B test"
        titleId="composer-ab"
        className={isOn ? undefined : 'pb-4'}
        description={isOn ? undefined : 'Optional. Send several versions and see which one people click.'}
        actions={
          isOn ? (
            <>
              <Button size="sm" disabled={variants.length >= MAX_VARIANTS} onClick={() => add()}>
                <Plus aria-hidden /> Add variant
              </Button>
              <Button size="sm" variant="ghost" onClick={stop}>
                Remove test
              </Button>
            </>
          ) : (
            <Button size="sm" onClick={() => add()}>
              <FlaskConical aria-hidden /> Test another version
            </Button>
          )
        }
      />
      {isOn ? (
        <CardBody className="grid gap-5">
          <AbVariants
            arm={arm}
            onArmChange={onArmChange}
            count={count}
            listGoals={listGoals}
            onAdd={add}
            onChange={set}
          />
        </CardBody>
      ) : null}
    </Card>
  );
}
