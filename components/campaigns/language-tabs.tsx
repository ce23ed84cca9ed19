'use client';

import type { ReactNode } from 'react';
import { useFieldArray, useFormContext } from 'react-hook-form';
import { Badge } from '@/components/ui/badge';
import { Tabs } from '@/components/ui/tabs';
import { toast } from '@/components/ui/toast';
import type { ComposerValues } from './composer-values';
import { languageName } from './language-names';
import { TranslationFields } from './translation-fields';

const DEFAULT_TAB = 'default';
const SILENT = { shouldFocus: false };

interface LanguageTabsProps {
  /** The language being written; empty for the default. */
  language: string;
  onLanguageChange: (language: string) => void;
  /** The default's fields. */
  children: ReactNode;
}

/** The default and each other language in a tab. */
export function LanguageTabs({ language, onLanguageChange, children }: LanguageTabsProps) {
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
