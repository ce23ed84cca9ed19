'use client';

import { Plus, Trash2 } from 'lucide-react';
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form';
import { Button } from '@/components/ui/button';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import { MAX_ACTIONS } from '@/lib/contracts/limits';
import type { ComposerValues } from './composer-values';
import { EmojiButton } from './emoji-button';
import { platformsWithout } from './platform-capabilities';

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

/** Icon, large image, badge and buttons. */
export function LooksSection() {
  const { register, control, formState } = useFormContext<ComposerValues>();
  const { errors, touchedFields, isSubmitted } = formState;
  const buttons = useFieldArray({ control, name: 'buttons' });
  // Adding a row checks all of it; shown at once, an error would stand at a field that nobody has reached yet, and go
  // when it is left: the page moves under the pointer and a click on "Add button" is lost.
  const buttonError = (index: number, key: 'title' | 'url') =>
    isSubmitted || touchedFields.buttons?.[index]?.[key] ? errors.buttons?.[index]?.[key]?.message : undefined;
  return (
    <Card aria-labelledby="composer-looks">
      <CardHeader
        title="Images and buttons"
        titleId="composer-looks"
        description="Optional. They make it recognisable."
      />
      <CardBody className="grid gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Icon"
            error={errors.icon?.message}
            hint={`Square, 192 px or more. Not on ${platformsWithout('icon')}.`}
          >
            <LinkInput name="icon" />
          </Field>
          <Field
            label="Badge"
            error={errors.badge?.message}
            hint="Android’s status bar: one colour on transparent, 96 px."
          >
            <LinkInput name="badge" />
          </Field>
        </div>
        <Field
          label="Large image"
          error={errors.image?.message}
          hint={`Twice as wide as high. Not on ${platformsWithout('image')}.`}
        >
          <LinkInput name="image" />
        </Field>
        <fieldset className="grid gap-3">
          <legend className="mb-2 font-medium text-sm">Buttons</legend>
          {buttons.fields.map((button, index) => (
            <div
              key={button.id}
              className="grid grid-cols-[1fr_auto] gap-2 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto]"
            >
              <Field label={`Button ${index + 1} label`} hideLabel error={buttonError(index, 'title')}>
                <Input {...register(`buttons.${index}.title`)} placeholder={index ? 'Remind me' : 'Shop now'} />
              </Field>
              <Field
                label={`Button ${index + 1} link`}
                hideLabel
                error={buttonError(index, 'url')}
                className="max-sm:col-start-1"
              >
                <LinkInput name={`buttons.${index}.url`} />
              </Field>
              <Button
                variant="ghost"
                size="icon"
                aria-label={`Remove button ${index + 1}`}
                className="max-sm:col-start-2 max-sm:row-start-1"
                onClick={() => buttons.remove(index)}
              >
                <Trash2 />
              </Button>
            </div>
          ))}
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Button
              size="sm"
              disabled={buttons.fields.length >= MAX_ACTIONS}
              onClick={() => buttons.append({ title: '', url: '' })}
            >
              <Plus aria-hidden /> Add button
            </Button>
            <span className="text-faint text-sm">
              Up to {MAX_ACTIONS}, each with its own link. Not on {platformsWithout('actions')}.
            </span>
          </div>
        </fieldset>
      </CardBody>
    </Card>
  );
}

type LinkName = 'url' | 'icon' | 'badge' | 'image' | `buttons.${number}.url`;

/** An address; "shop.example/sale" becomes https://shop.example/sale when the field is left. */
function LinkInput({ name }: { name: LinkName }) {
  const { register, setValue, getValues } = useFormContext<ComposerValues>();
  const complete = () => {
    const text = getValues(name).trim();
    if (/^[\w-]+(\.[\w-]+)+([:/?#]|$)/.test(text)) {
      setValue(name, `https://${text}`, { shouldDirty: true, shouldValidate: true });
    }
  };
  return (
    <Input
      {...register(name, { onBlur: complete })}
      type="url"
      inputMode="url"
      autoComplete="off"
      placeholder="https://"
    />
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
