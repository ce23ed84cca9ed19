'use client';

import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './cn';
import { useFieldControl } from './field';
import { controlClass } from './input';

interface SelectProps extends Omit<ComponentProps<'select'>, 'size'> {
  options: readonly { value: string; label: string; disabled?: boolean }[];
  /** First entry with an empty value. */
  placeholder?: string;
  size?: 'sm' | 'md';
}

/** A native select: keyboard, touch and forms as the system does them; drawn by us where the browser allows. */
export function Select({ options, placeholder, size = 'md', className, ...props }: SelectProps) {
  const field = useFieldControl();
  return (
    <span className={cn('relative inline-flex w-full min-w-0', className)}>
      <select
        className={cn(
          controlClass,
          'ui-select appearance-none truncate pr-8 pl-2.5',
          size === 'sm' ? 'h-7 text-sm pointer-coarse:h-9' : 'h-8 pointer-coarse:h-10',
        )}
        {...field}
        {...props}
      >
        {placeholder !== undefined && <option value="">{placeholder}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-faint"
      />
    </span>
  );
}
