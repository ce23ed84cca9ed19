'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import { MAX_BODY_CHARACTERS, MAX_TITLE_CHARACTERS, PERSONAL_TEXT_FACTOR } from '@/lib/contracts/limits';
import { isPersonal } from '@/lib/contracts/personal-fields';
import type { ComposerValues } from './composer-values';
import { EmojiButton } from './emoji-button';
import { InsertField } from './insert-field';
import { LinkInput, type LinkName } from './link-input';
import { type TextName, useInsertText } from './use-insert-text';

interface TextFieldProps {
  name: TextName;
  placeholder: string;
  required?: boolean;
}

export function TitleField({ name, placeholder, required }: TextFieldProps) {
  const { register, getFieldState, formState } = useFormContext<ComposerValues>();
  return (
    <Field
      label="Title"
      required={required}
      error={getFieldState(name, formState).error?.message}
      aside={<Counter name={name} max={MAX_TITLE_CHARACTERS} />}
    >
      <div className="relative">
        <Input {...register(name)} dir="auto" autoComplete="off" className="pr-17" placeholder={placeholder} />
        <InsertAt name={name} what="title" className="inset-y-0.5" />
      </div>
    </Field>
  );
}

export function BodyField({ name, placeholder }: TextFieldProps) {
  const { register, getFieldState, formState } = useFormContext<ComposerValues>();
  return (
    <Field
      label="Text"
      error={getFieldState(name, formState).error?.message}
      aside={<Counter name={name} max={MAX_BODY_CHARACTERS} />}
    >
      <div className="relative">
        <Textarea {...register(name)} dir="auto" rows={3} className="pr-17" placeholder={placeholder} />
        <InsertAt name={name} what="text" className="top-0.5" />
      </div>
    </Field>
  );
}

/** An address with the menu of fields. */
export function PersonalLinkInput({
  name,
  what,
  placeholder,
}: {
  name: LinkName & TextName;
  what: string;
  placeholder?: string;
}) {
  return (
    <div className="relative">
      <LinkInput name={name} className="pr-9" placeholder={placeholder} />
      <span className="absolute inset-y-0.5 right-0.5 flex">
        <InsertField name={name} label={`Add a personal field to the ${what}`} />
      </span>
    </div>
  );
}

/** "43 / 120", read out only when the field is left. */
function Counter({ name, max }: { name: TextName; max: number }) {
  const text = String(useWatch<ComposerValues>({ name }) ?? '');
  const { length } = text;
  const limit = max * (isPersonal(text) ? PERSONAL_TEXT_FACTOR : 1);
  return (
    <span className={length > limit ? 'tabular font-medium text-danger-ink' : 'tabular'}>
      {length} / {limit}
    </span>
  );
}

/** What is put into the text where the caret is: emoji and fields. */
function InsertAt({ name, what, className }: { name: TextName; what: string; className: string }) {
  const insert = useInsertText(name);
  return (
    <span className={`absolute right-0.5 flex items-start ${className}`}>
      <InsertField name={name} label={`Add a personal field to the ${what}`} />
      <EmojiButton label={`Add emoji to the ${what}`} onSelect={(emoji) => insert(emoji)} />
    </span>
  );
}
