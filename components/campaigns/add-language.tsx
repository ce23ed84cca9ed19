'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import { Select } from '@/components/ui/select';
import { focusField } from './composer-fields';
import type { ComposerValues } from './composer-values';
import { LANGUAGE_NAMES } from './language-names';
import { emptyTranslation } from './translation-values';

/** Adds one more language and opens its tab. */
export function AddLanguage({ onLanguageChange }: { onLanguageChange: (language: string) => void }) {
  const { setValue } = useFormContext<ComposerValues>();
  const translations = useWatch<ComposerValues, 'translations'>({ name: 'translations' });
  const add = (tag: string) => {
    if (tag === '' || translations.some((one) => one.language === tag)) return;
    setValue('translations', [...translations, emptyTranslation(tag)], { shouldDirty: true, shouldValidate: true });
    onLanguageChange(tag);
    // Once its fields are there.
    setTimeout(() => focusField(`translations.${translations.length}.title`), 100);
  };
  return (
    <Select
      aria-label="Add a language"
      size="sm"
      className="w-40"
      placeholder="Add a language"
      value=""
      onChange={(event) => add(event.target.value)}
      options={Object.entries(LANGUAGE_NAMES).map(([value, label]) => ({
        value,
        label,
        disabled: translations.some((one) => one.language === value),
      }))}
    />
  );
}
