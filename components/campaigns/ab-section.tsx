'use client';

import { Copy, FlaskConical, Plus, Trash2 } from 'lucide-react';
import { useFormContext, useWatch } from 'react-hook-form';
import { Button } from '@/components/ui/button';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { Tabs } from '@/components/ui/tabs';
import { toast } from '@/components/ui/toast';
import { MAX_VARIANTS } from '@/lib/contracts/limits';
import { variantName } from '@/lib/contracts/variant-name';
import { AbSettings } from './ab-settings';
import { EMPTY_AB_TEST, type VariantValues } from './ab-values';
import { AbVariantFields } from './ab-variant-fields';
import type { ComposerActions } from './composer.types';
import { focusField } from './composer-fields';
import type { ComposerValues } from './composer-values';
import { emptyVariant } from './empty-variant';
import type { AudienceCount } from './use-audience-count';

const CHANGE = { shouldDirty: true, shouldValidate: true };
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
  const duplicate = (index: number) => {
    const { title, body, url, image } = getValues();
    const own = getValues(`abTest.variants.${index}`);
    add(index === 0 ? { ...emptyVariant(), weight: own.weight, title, body, url, image } : structuredClone(own));
  };
  const remove = (index: number) => {
    const before = structuredClone(getValues('abTest'));
    const left = before.variants.filter((_variant, position) => position !== index);
    set(left.length < 2 ? [] : left, index - 1);
    toast.success(left.length < 2 ? 'A/B test removed' : `Variant ${variantName(index)} removed`, {
      action: { label: 'Undo', onClick: () => setValue('abTest', before, CHANGE) },
    });
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
          <Tabs
            label="Variants"
            value={String(Math.min(arm, variants.length - 1))}
            onValueChange={(value) => onArmChange(Number(value))}
            tabs={variants.map((_variant, index) => ({
              value: String(index),
              label: variantName(index),
              content: (
                <div className="grid gap-4">
                  <AbVariantFields index={index} />
                  <div className="flex flex-wrap gap-2">
                    <Button size="sm" disabled={variants.length >= MAX_VARIANTS} onClick={() => duplicate(index)}>
                      <Copy aria-hidden /> Duplicate {variantName(index)}
                    </Button>
                    {index > 0 ? (
                      <Button size="sm" variant="ghost" onClick={() => remove(index)}>
                        <Trash2 aria-hidden /> Remove {variantName(index)}
                      </Button>
                    ) : null}
                  </div>
                </div>
              ),
            }))}
          />
          <AbSettings count={count.count} listGoals={listGoals} />
        </CardBody>
      ) : null}
    </Card>
  );
}
