'use client';

import { Copy, Trash2 } from 'lucide-react';
import { useFormContext, useWatch } from 'react-hook-form';
import { Button } from '@/components/ui/button';
import { Tabs } from '@/components/ui/tabs';
import { toast } from '@/components/ui/toast';
import { MAX_VARIANTS } from '@/lib/contracts/limits';
import { variantName } from '@/lib/contracts/variant-name';
import { AbSettings } from './ab-settings';
import { CHANGE, type VariantValues } from './ab-values';
import { AbVariantFields } from './ab-variant-fields';
import type { ComposerActions } from './composer.types';
import type { ComposerValues } from './composer-values';
import { emptyVariant } from './empty-variant';
import type { AudienceCount } from './use-audience-count';

interface AbVariantsProps {
  arm: number;
  onArmChange: (arm: number) => void;
  count: AudienceCount;
  listGoals: ComposerActions['listGoals'];
  onAdd: (variant: VariantValues) => void;
  /** @param shown the variant that is open then */
  onChange: (variants: VariantValues[], shown: number) => void;
}

/** The variants of a test, each in a tab, and how it is decided. */
export function AbVariants({ arm, onArmChange, count, listGoals, onAdd, onChange }: AbVariantsProps) {
  const { setValue, getValues } = useFormContext<ComposerValues>();
  const variants = useWatch<ComposerValues, 'abTest.variants'>({ name: 'abTest.variants' });
  const duplicate = (index: number) => {
    const { title, body, url, image } = getValues();
    const own = getValues(`abTest.variants.${index}`);
    onAdd(index === 0 ? { ...emptyVariant(), weight: own.weight, title, body, url, image } : structuredClone(own));
  };
  const remove = (index: number) => {
    const before = structuredClone(getValues('abTest'));
    const left = before.variants.filter((_variant, position) => position !== index);
    onChange(left.length < 2 ? [] : left, index - 1);
    toast.success(left.length < 2 ? 'A/B test removed' : `Variant ${variantName(index)} removed`, {
      action: { label: 'Undo', onClick: () => setValue('abTest', before, CHANGE) },
    });
  };
  return (
    <>
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
    </>
  );
}
