'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import { MAX_BODY_CHARACTERS, MAX_TITLE_CHARACTERS, PERSONAL_TEXT_FACTOR } from '@/lib/contracts/limits';
import { isPersonal } from '@/lib/contracts/personal-fields';
import type { ComposerValues } from './composer-values';
import { EmojiButton } from './emoji-button';
import { InsertField } from './insert-field';
import { LinkInput } from './link-input';
import { useInsertText } from './use-insert-text';

const LIMITS = { title: MAX_TITLE_CHARACTERS, body: MAX_BODY_CHARACTERS } as const;

/** Title, text and link. */
export function MessageSection() {
  const { register, formState } = useFormContext<ComposerValues>();
  const { errors } = formState;
  return (
    <Card aria-labelledby="composer-message">
      <CardHeader title="Message" titleId="composer-message" />
      <CardBody className="grid gap-4">
        <Field label="Title" required error={errors.title?.message} aside={<Counter name="title" />}>
          <div className="relative">
            <Input {...register('title')} autoComplete="off" className="pr-17" placeholder="The sale ends tonight" />
            <InsertAt name="title" what="title" className="inset-y-0.5" />
          </div>
        </Field>
        <Field label="Text" error={errors.body?.message} aside={<Counter name="body" />}>
          <div className="relative">
            <Textarea
              {...register('body')}
              rows={3}
              className="pr-17"
              placeholder="Everything is 20% off until midnight."
            />
            <InsertAt name="body" what="text" className="top-0.5" />
          </div>
        </Field>
        <Field label="Link" required error={errors.url?.message} hint="Opens when someone clicks the notification.">
          <div className="relative">
            <LinkInput name="url" className="pr-9" />
            <span className="absolute inset-y-0.5 right-0.5 flex">
              <InsertField name="url" label="Add a personal field to the link" />
            </span>
          </div>
        </Field>
      </CardBody>
    </Card>
  );
}

/** "43 / 120", read out only when the field is left. */
function Counter({ name }: { name: keyof typeof LIMITS }) {
  const text = useWatch<ComposerValues, typeof name>({ name }) ?? '';
  const { length } = text;
  const limit = LIMITS[name] * (isPersonal(text) ? PERSONAL_TEXT_FACTOR : 1);
  return (
    <span className={length > limit ? 'tabular font-medium text-danger-ink' : 'tabular'}>
      {length} / {limit}
    </span>
  );
}

/** What is put into the text where the caret is: emoji and fields. */
function InsertAt({ name, what, className }: { name: 'title' | 'body'; what: string; className: string }) {
  const insert = useInsertText(name);
  return (
    <span className={`absolute right-0.5 flex items-start ${className}`}>
      <InsertField name={name} label={`Add a personal field to the ${what}`} />
      <EmojiButton label={`Add emoji to the ${what}`} onSelect={(emoji) => insert(emoji)} />
    </span>
  );
}
