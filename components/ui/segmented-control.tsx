'use client';

import { type ReactNode, useId } from 'react';
import { cn } from './cn';

interface SegmentedControlProps<T extends string> {
  /** Names the group for screen readers. */
  label: string;
  options: readonly { value: T; label: ReactNode; title?: string }[];
  value: T;
  onValueChange: (value: T) => void;
  className?: string;
}

/** One of a few, all in view: a range of days, a platform, match all or any. */
export function SegmentedControl<T extends string>(props: SegmentedControlProps<T>) {
  const { label, options, value, onValueChange, className } = props;
  const name = useId();
  return (
    <fieldset
      className={cn(
        // Where they are wider than what they stand in, they go on beneath; on a phone in columns.
        'inline-flex min-w-0 flex-wrap gap-0.5 rounded-md bg-subtle p-0.5 print:hidden',
        options.length > 4 && 'max-sm:grid max-sm:w-full',
        (options.length === 5 || options.length === 6) && 'max-sm:grid-cols-3',
        options.length > 6 && 'max-sm:grid-cols-4',
        className,
      )}
    >
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          title={option.title}
          className="relative flex min-h-7 flex-1 cursor-pointer pointer-coarse:min-h-9 items-center justify-center gap-1.5 whitespace-nowrap rounded-sm px-2.5 font-medium text-muted text-sm transition-colors hover:text-fg has-checked:bg-surface has-checked:text-fg has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-accent dark:has-checked:bg-subtle-strong [&_svg]:size-4"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onValueChange(option.value)}
            className="absolute inset-0 cursor-pointer appearance-none rounded-sm outline-none"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
