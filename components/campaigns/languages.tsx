'use client';

import type { ReactNode } from 'react';
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form';
import { Badge } from '@/components/ui/badge';
import { Select } from '@/components/ui/select';
import { Tabs } from '@/components/ui/tabs';
import { toast } from '@/components/ui/toast';
import { focusField } from './composer-fields';
import type { ComposerValues } from './composer-values';
import { LANGUAGE_NAMES, languageName } from './language-names';
import { TranslationFields } from './translation-fields';
import { emptyTranslation } from './translation-values';

const DEFAULT_TAB = 'default';
const SILENT = { shouldFocus: false };

interface LanguageProps {
  /** The language being written; empty for the default. */
  language: string;
  onLanguageChange: (language: string) => void;
}

/** Adds one more language and opens its tab. */
export function AddLanguage({ onLanguageChange }: Pick<LanguageProps, 'onLanguageChange'>) {
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

/** The default and each other language in a tab. @param children the default's fields */
export function LanguageTabs({ language, onLanguageChange, children }: LanguageProps & { children: ReactNode }) {
  const { control, getValues } = useFormContext<ComposerValues>();
  const { fields, remove, insert } = useFieldArray({ control, name: 'translations', keyName: 'key' });
  const drop = (index: number) => {
    const removed = getValues(`translations.${index}`);
    remove(index);
    onLanguageChange('');
    toast.success(`${languageName(removed.language)} removed`, {
      action: { label: 'Undo', onClick: () => insert(index, removed, SILENT) },
    });
  };
  return (
    <Tabs
      label="Languages"
      value={language || DEFAULT_TAB}
      onValueChange={(value) => onLanguageChange(value === DEFAULT_TAB ? '' : value)}
      tabs={[
        {
          value: DEFAULT_TAB,
          label: (
            <>
              All others <Badge tone="accent">Default</Badge>
            </>
          ),
          content: children,
        },
        ...fields.map((one, index) => ({
          value: one.language,
          label: languageName(one.language),
          content: <TranslationFields index={index} language={one.language} onRemove={() => drop(index)} />,
        })),
      ]}
    />
  );
}
