'use client';

import type { ComponentProps } from 'react';
import { cn } from './cn';
import { useFieldControl } from './field';
import { controlClass } from './input';

/** Grows with its text where the browser can. */
export function Textarea({ className, rows = 3, ...props }: ComponentProps<'textarea'>) {
  const field = useFieldControl();
  return (
    <textarea
      rows={rows}
      className={cn(controlClass, 'field-sizing-content min-h-16 resize-y px-2.5 py-1.5', className)}
      {...field}
      {...props}
    />
  );
}
