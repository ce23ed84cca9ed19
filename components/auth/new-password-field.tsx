'use client';

import { useState } from 'react';
import { cn } from '@/components/ui/cn';
import { Field } from '@/components/ui/field';
import { PasswordInput } from './password-input';
import { passwordStrength } from './password-strength';

const FILL = ['', 'bg-danger', 'bg-warning', 'bg-success', 'bg-success'];

/** A new password with its strength as it is typed. */
export function NewPasswordField({ name, label, error }: { name: string; label: string; error?: string }) {
  const [password, setPassword] = useState('');
  const { score, label: word, hint } = passwordStrength(password);
  return (
    <Field
      label={label}
      error={error}
      required
      aside={<span aria-live="polite">{word}</span>}
      hint={
        <span className="grid gap-1.5">
          <span aria-hidden="true" className="grid grid-cols-4 gap-1">
            {[1, 2, 3, 4].map((step) => (
              <span
                key={step}
                className={cn('h-1 rounded-full transition-colors', step <= score ? FILL[score] : 'bg-subtle-strong')}
              />
            ))}
          </span>
          {hint}
        </span>
      }
    >
      <PasswordInput
        name={name}
        autoComplete="new-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
    </Field>
  );
}
