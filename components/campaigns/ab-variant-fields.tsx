'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { variantName } from '@/lib/contracts/variant-name';
import type { ComposerValues } from './composer-values';
import { ImageInput } from './image-input';
import { languageName } from './language-names';
import type { LinkName } from './link-input';
import { BodyField, PersonalLinkInput, TitleField } from './message-fields';

/** What a variant says otherwise; A is the message above. */
export function AbVariantFields({ index }: { index: number }) {
  const { register, getFieldState, formState } = useFormContext<ComposerValues>();
  const [title, body, url, image, translations] = useWatch<
    ComposerValues,
    ['title', 'body', 'url', 'image', 'translations']
  >({ name: ['title', 'body', 'url', 'image', 'translations'] });
  const at = `abTest.variants.${index}` as const;
  const error = (path: LinkName | `${typeof at}.translations.${string}.title`) =>
    getFieldState(path, formState).error?.message;
  if (index === 0) {
    return (
      <p className="text-muted text-sm [overflow-wrap:anywhere]">
        A is the message above{title ? <>: “{title}”</> : null}. The other variants say something else.
      </p>
    );
  }
  return (
    <div className="grid gap-4">
      <p className="text-muted text-sm">What you leave empty is as in A.</p>
      <TitleField name={`${at}.title`} placeholder={title || 'As in A'} />
      <BodyField name={`${at}.body`} placeholder={body || 'As in A'} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Link" error={error(`${at}.url`)}>
          <PersonalLinkInput name={`${at}.url`} what={`link of ${variantName(index)}`} placeholder={url || 'As in A'} />
        </Field>
        <Field label="Large image" error={error(`${at}.image`)}>
          <ImageInput name={`${at}.image`} variant={variantName(index)} placeholder={image || 'As in A'} />
        </Field>
      </div>
      {translations.map(({ language, title: translated }) => (
        <div key={language} className="grid gap-4 sm:grid-cols-2">
          <Field
            label={`Title in ${languageName(language)}`}
            required
            error={error(`${at}.translations.${language}.title`)}
          >
            <Input
              {...register(`${at}.translations.${language}.title`)}
              dir="auto"
              autoComplete="off"
              placeholder={translated}
            />
          </Field>
          <Field label={`Text in ${languageName(language)}`}>
            <Input
              {...register(`${at}.translations.${language}.body`)}
              dir="auto"
              autoComplete="off"
              placeholder="As in the variant"
            />
          </Field>
        </div>
      ))}
    </div>
  );
}
