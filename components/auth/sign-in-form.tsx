'use client';

import type { ActionState } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useActionForm } from '@/components/ui/use-action-form';
import { PasswordInput } from './password-input';

interface SignInFormProps {
  /** On success it redirects. */
  action: (data: FormData) => Promise<ActionState>;
  /** The page that was asked for. */
  to: string;
}

export function SignInForm({ action, to }: SignInFormProps) {
  const { state, pending, form, error } = useActionForm(action);
  const general = state.status === 'failed' && Object.keys(state.fields ?? {}).length === 0;
  return (
    <form {...form} className="grid gap-4">
      {general && (
        <Callout tone="danger" live>
          {state.message}
        </Callout>
      )}
      <input type="hidden" name="to" value={to} />
      <Field label="E-mail" error={error('email')} required>
        <Input name="email" type="email" autoComplete="username" inputMode="email" autoFocus className="h-10" />
      </Field>
      <Field label="Password" error={error('password')} required>
        <PasswordInput name="password" autoComplete="current-password" />
      </Field>
      <Button type="submit" variant="primary" size="lg" pending={pending} className="mt-2">
        Sign in
      </Button>
    </form>
  );
}
