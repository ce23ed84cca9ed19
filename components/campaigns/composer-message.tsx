'use client';

import dynamic from 'next/dynamic';
import { useFieldArray, useFormContext } from 'react-hook-form';
import { Badge } from '@/components/ui/badge';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { Tabs } from '@/components/ui/tabs';
import { toast } from '@/components/ui/toast';
import { focusField } from './composer-fields';
import type { ComposerValues } from './composer-values';
import { LANGUAGE_NAMES, languageName } from './language-names';
import { BodyField, PersonalLinkInput, TitleField } from './message-fields';
import { emptyTranslation } from './translation-values';

const TranslationFields = dynamic(() => import('./translation-fields').then((module) => module.TranslationFields), {
  ssr: false,
});

const DEFAULT_TAB = 'default';

interface MessageSectionProps {
  /** The language being written; empty for the default. */
  language: string;
  onLanguageChange: (language: string) => void;
}

/** Title, text and link, in one language or several. */
export function MessageSection({ language, onLanguageChange }: MessageSectionProps) {
  const { control, getValues } = useFormContext<ComposerValues>();
  const { fields, append, remove, insert } = useFieldArray({ control, name: 'translations', keyName: 'key' });
  const add = (tag: string) => {
    if (tag === '' || fields.some((one) => one.language === tag)) return;
    append(emptyTranslation(tag), { shouldFocus: false });
    onLanguageChange(tag);
    // Once its fields are there.
    setTimeout(() => focusField(`translations.${fields.length}.title`), 50);
  };
  const drop = (index: number) => {
    const removed = getValues(`translations.${index}`);
    remove(index);
    onLanguageChange('');
    toast.success(`${languageName(fields[index]?.language ?? '')} removed`, {
      action: { label: 'Undo', onClick: () => removed && insert(index, removed, { shouldFocus: false }) },
    });
  };
  return (
    <Card aria-labelledby="composer-message">
      <CardHeader
        title="Message"
        titleId="composer-message"
        actions={
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
              disabled: fields.some((one) => one.language === value),
            }))}
          />
        }
      />
      <CardBody>
        {fields.length === 0 ? (
          <DefaultFields />
        ) : (
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
                content: <DefaultFields />,
              },
              ...fields.map((one, index) => ({
                value: one.language,
                label: languageName(one.language),
                content: <TranslationFields index={index} language={one.language} onRemove={() => drop(index)} />,
              })),
            ]}
          />
        )}
      </CardBody>
    </Card>
  );
}

function DefaultFields() {
  const { formState } = useFormContext<ComposerValues>();
  return (
    <div className="grid gap-4">
      <TitleField name="title" required placeholder="The sale ends tonight" />
      <BodyField name="body" placeholder="Everything is 20% off until midnight." />
      <Field
        label="Link"
        required
        error={formState.errors.url?.message}
        hint="Opens when someone clicks the notification."
      >
        <PersonalLinkInput name="url" what="link" />
      </Field>
    </div>
  );
}
