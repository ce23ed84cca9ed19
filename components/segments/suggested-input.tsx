'use client';

import { useId } from 'react';
import { Input } from '@/components/ui/input';

/** What an input says of a mistake that is told below it. */
export type Invalid = { 'aria-invalid'?: boolean; 'aria-describedby'?: string };

interface SuggestedProps {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  choices: string[];
  invalid: Invalid;
  className?: string;
  maxLength: number;
}

/** A text with the names that are known to choose from. */
export function SuggestedInput({
  label,
  placeholder,
  value,
  onChange,
  choices,
  invalid,
  className,
  maxLength,
}: SuggestedProps) {
  const id = useId();
  return (
    <span className={className}>
      <Input
        aria-label={label}
        placeholder={placeholder}
        list={id}
        autoComplete="off"
        maxLength={maxLength}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        {...invalid}
      />
      <datalist id={id}>
        {choices.map((choice) => (
          <option key={choice} value={choice} />
        ))}
      </datalist>
    </span>
  );
}
