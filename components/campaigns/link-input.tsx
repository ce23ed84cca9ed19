'use client';

import { useFormContext } from 'react-hook-form';
import { Input } from '@/components/ui/input';
import type { ComposerValues } from './composer-values';

type OwnLink = 'url' | `buttons.${number}.url`;
export type LinkName =
  | OwnLink
  | 'icon'
  | 'badge'
  | 'image'
  | `translations.${number}.${OwnLink}`
  | `abTest.variants.${number}.${'url' | 'image'}`;

interface LinkInputProps {
  name: LinkName;
  className?: string;
  placeholder?: string;
}

/** An address; "shop.example/sale" becomes https://shop.example/sale when the field is left. */
export function LinkInput({ name, className, placeholder = 'https://' }: LinkInputProps) {
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
      className={className}
      inputMode="url"
      autoComplete="off"
      placeholder={placeholder}
    />
  );
}
