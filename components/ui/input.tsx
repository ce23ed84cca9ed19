'use client';

import type { ComponentProps } from 'react';
import { cn } from './cn';
import { useFieldControl } from './field';

/** The looks of a text control, shared with Textarea and Select. */
export const controlClass = [
  'w-full min-w-0 rounded-md border border-line-strong bg-surface text-base text-fg shadow-sm transition-colors',
  'placeholder:text-faint hover:border-faint/60 [&:is(input,textarea):read-only]:bg-subtle',
  'focus-visible:border-accent focus-visible:outline-2 focus-visible:outline-accent/35 focus-visible:outline-offset-0',
  'aria-invalid:border-danger aria-invalid:focus-visible:outline-danger/35',
  'disabled:cursor-not-allowed disabled:bg-subtle disabled:text-faint',
].join(' ');

export function Input({ className, type = 'text', ...props }: ComponentProps<'input'>) {
  const field = useFieldControl();
  return (
    <input
      type={type}
      className={cn(controlClass, 'h-8 px-2.5 pointer-coarse:h-10', className)}
      {...field}
      {...props}
    />
  );
}
