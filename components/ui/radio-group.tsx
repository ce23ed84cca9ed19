'use client';

import { type ReactNode, useId } from 'react';
import { cn } from './cn';

export interface RadioOption<T extends string> {
  value: T;
  label: ReactNode;
  description?: ReactNode;
  icon?: ReactNode;
  disabled?: boolean;
}

interface RadioGroupProps<T extends string> {
  /** Names the group for screen readers and, unless hideLegend, on the page. */
  legend: ReactNode;
  hideLegend?: boolean;
  name?: string;
  options: readonly RadioOption<T>[];
  value?: T;
  defaultValue?: T;
  onValueChange?: (value: T) => void;
  /** `cards`: each option in a box; `list`: one under the other. */
  variant?: 'list' | 'cards';
  className?: string;
}

/** Native radio buttons: arrow keys, forms and screen readers as the system does them. */
export function RadioGroup<T extends string>(props: RadioGroupProps<T>) {
  const { legend, hideLegend, options, value, defaultValue, onValueChange, variant = 'list', className } = props;
  const ownName = useId();
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className={cn('mb-2 font-medium text-sm', hideLegend && 'sr-only')}>{legend}</legend>
      <div className={cn('grid gap-2', variant === 'cards' && 'sm:grid-cols-3', className)}>
        {options.map((option) => (
          <label
            key={option.value}
            className={cn(
              'flex cursor-pointer items-start gap-2.5 has-disabled:cursor-not-allowed has-disabled:opacity-60',
              variant === 'cards' &&
                'rounded-lg border border-line-strong bg-surface p-3 shadow-sm transition-colors hover:bg-subtle has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2',
            )}
          >
            <input
              type="radio"
              name={props.name ?? ownName}
              value={option.value}
              disabled={option.disabled}
              checked={value === undefined ? undefined : value === option.value}
              defaultChecked={value === undefined ? defaultValue === option.value : undefined}
              onChange={() => onValueChange?.(option.value)}
              className={cn(
                'mt-0.5 size-4 shrink-0 appearance-none rounded-full border border-line-strong bg-surface shadow-sm transition-[border-width,border-color] checked:border-[5px] checked:border-accent',
                variant === 'cards' && 'focus-visible:outline-none',
              )}
            />
            <span className="grid gap-0.5">
              <span className="flex items-center gap-1.5 font-medium text-sm [&_svg]:size-4 [&_svg]:text-muted">
                {option.icon}
                {option.label}
              </span>
              {option.description && <span className="text-muted text-sm">{option.description}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
