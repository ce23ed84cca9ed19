'use client';

import { CircleAlert } from 'lucide-react';
import { createContext, type ReactNode, useContext, useId } from 'react';
import { cn } from './cn';
import { Label } from './label';

interface FieldIds {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
  required: boolean;
}

const FieldContext = createContext<FieldIds | null>(null);

interface FieldProps {
  label: ReactNode;
  /** Says what is wanted and why, before a mistake is made. */
  hint?: ReactNode;
  error?: string | undefined;
  /** Shown at the label's right, e.g. a counter or "Optional". */
  aside?: ReactNode;
  required?: boolean;
  /** Keeps the label for screen readers only. */
  hideLabel?: boolean;
  className?: string;
  /** One Input, Textarea, Select, Checkbox or Switch: it takes id, description and validity from here. */
  children: ReactNode;
}

/** A labelled control with its hint and its error. */
export function Field({ label, hint, error, aside, required, hideLabel, className, children }: FieldProps) {
  const id = useId();
  const describedBy = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined;
  return (
    <FieldContext value={{ id, describedBy, invalid: Boolean(error), required: Boolean(required) }}>
      <div className={cn('grid min-w-0 content-start gap-1.5', className)}>
        <div className={cn('flex items-baseline justify-between gap-3', hideLabel && !aside && 'sr-only')}>
          <Label htmlFor={id} className={hideLabel ? 'sr-only' : undefined}>
            {label}
          </Label>
          {aside && <span className="text-faint text-xs">{aside}</span>}
        </div>
        {children}
        {error && (
          <p id={`${id}-error`} role="alert" className="flex items-start gap-1.5 text-danger-ink text-sm">
            <CircleAlert className="mt-0.75 size-3.5 shrink-0" aria-hidden="true" />
            {sentence(error)}
          </p>
        )}
        {hint && (
          <p id={`${id}-hint`} className="text-faint text-sm">
            {hint}
          </p>
        )}
      </div>
    </FieldContext>
  );
}

/** What a control inside a Field takes over; empty outside of one. */
export function useFieldControl(): {
  id?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
  'aria-required'?: true;
} {
  const field = useContext(FieldContext);
  if (!field) return {};
  return {
    id: field.id,
    ...(field.describedBy && { 'aria-describedby': field.describedBy }),
    ...(field.invalid && { 'aria-invalid': true }),
    ...(field.required && { 'aria-required': true }),
  };
}

/** The schemas' messages ("is required") as a sentence of their own. */
function sentence(message: string): string {
  const text = /^(is|are|must|may|needs|contains|cannot|has)\b/.test(message) ? `This ${message}` : message;
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
