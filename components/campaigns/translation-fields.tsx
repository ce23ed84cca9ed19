'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { ComposerValues } from './composer-values';
import { InsertField } from './insert-field';
import { languageName } from './language-names';
import { BodyField, PersonalLinkInput, TitleField } from './message-fields';
import type { TextName } from './use-insert-text';

interface TranslationFieldsProps {
  index: number;
  language: string;
  onRemove: () => void;
}

/** What the message says in one other language: what is left empty is as in the default. */
export function TranslationFields({ index, language, onRemove }: TranslationFieldsProps) {
  const { register, getFieldState, formState } = useFormContext<ComposerValues>();
  const [title, body, url, buttons] = useWatch<ComposerValues, ['title', 'body', 'url', 'buttons']>({
    name: ['title', 'body', 'url', 'buttons'],
  });
  const name = languageName(language);
  const at = `translations.${index}` as const;
  const error = (path: TextName) => getFieldState(path, formState).error?.message;
  return (
    <div className="grid gap-4">
      <TitleField name={`${at}.title`} required placeholder={title} />
      <BodyField name={`${at}.body`} placeholder={body || 'As in the default'} />
      <Field label="Link" error={error(`${at}.url`)} hint="Empty: the same as in the default.">
        <PersonalLinkInput name={`${at}.url`} what="link" placeholder={url || 'https://'} />
      </Field>
      {buttons.map((button, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the default's buttons have no id; they are told apart by their place
        <div key={position} className="grid gap-2 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
          <Field label={`Button ${position + 1} label`} error={error(`${at}.buttons.${position}.title`)}>
            <div className="relative">
              <Input
                {...register(`${at}.buttons.${position}.title`)}
                dir="auto"
                autoComplete="off"
                className="pr-9"
                placeholder={button.title}
              />
              <span className="absolute inset-y-0.5 right-0.5 flex">
                <InsertField
                  name={`${at}.buttons.${position}.title`}
                  label={`Add a personal field to the label of button ${position + 1}`}
                />
              </span>
            </div>
          </Field>
          <Field label={`Button ${position + 1} link`} error={error(`${at}.buttons.${position}.url`)}>
            <PersonalLinkInput
              name={`${at}.buttons.${position}.url`}
              what={`link of button ${position + 1}`}
              placeholder={button.url || 'https://'}
            />
          </Field>
        </div>
      ))}
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-faint text-sm">
          For subscribers whose browser speaks {name}. Images and behaviour are those of the default.
        </p>
        <Button size="sm" variant="ghost" onClick={onRemove}>
          Remove {name}
        </Button>
      </div>
    </div>
  );
}
