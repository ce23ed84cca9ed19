'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import type { ComposerValues } from './composer-values';
import { EmojiButton } from './emoji-button';
import { LinkInput } from './link-input';

const LIMITS = { title: 120, body: 500 } as const;

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
            <Input {...register('title')} autoComplete="off" className="pr-9" placeholder="The sale ends tonight" />
            <EmojiAt name="title" label="Add emoji to the title" className="inset-y-0.5" />
          </div>
        </Field>
        <Field label="Text" error={errors.body?.message} aside={<Counter name="body" />}>
          <div className="relative">
            <Textarea
              {...register('body')}
              rows={3}
              className="pr-9"
              placeholder="Everything is 20% off until midnight."
            />
            <EmojiAt name="body" label="Add emoji to the text" className="top-0.5" />
          </div>
        </Field>
        <Field label="Link" required error={errors.url?.message} hint="Opens when someone clicks the notification.">
          <LinkInput name="url" />
        </Field>
      </CardBody>
    </Card>
  );
}

/** "43 / 120", read out only when the field is left. */
function Counter({ name }: { name: keyof typeof LIMITS }) {
  const length = (useWatch<ComposerValues, typeof name>({ name }) ?? '').length;
  const limit = LIMITS[name];
  return (
    <span className={length > limit ? 'tabular font-medium text-danger-ink' : 'tabular'}>
      {length} / {limit}
    </span>
  );
}

/** Puts the chosen emoji where the caret is. */
function EmojiAt({ name, label, className }: { name: 'title' | 'body'; label: string; className: string }) {
  const { setValue, getValues } = useFormContext<ComposerValues>();
  const insert = (emoji: string) => {
    const input = document.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[name="${name}"]`);
    const text = getValues(name);
    const from = input?.selectionStart ?? text.length;
    const to = input?.selectionEnd ?? from;
    setValue(name, text.slice(0, from) + emoji + text.slice(to), { shouldDirty: true, shouldValidate: true });
    const caret = from + emoji.length;
    // After the popover has given the focus back.
    requestAnimationFrame(() => {
      input?.focus();
      input?.setSelectionRange(caret, caret);
    });
  };
  return (
    <span className={`absolute right-0.5 flex items-start ${className}`}>
      <EmojiButton label={label} onSelect={insert} />
    </span>
  );
}
