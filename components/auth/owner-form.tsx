'use client';

import type { ActionState } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useActionForm } from '@/components/ui/use-action-form';
import { NewPasswordField } from './new-password-field';

/** The first account. On success the action signs in and redirects. */
export function OwnerForm({ action }: { action: (data: FormData) => Promise<ActionState> }) {
  const { state, pending, form, error } = useActionForm(action);
  const general = state.status === 'failed' && Object.keys(state.fields ?? {}).length === 0;
  return (
    <form {...form} className="grid gap-4">
      {general && (
        <Callout tone="danger" live>
          {state.message}
        </Callout>
      )}
      <Field label="Your name" error={error('name')}>
        <Input name="name" autoComplete="name" autoFocus className="h-10" />
      </Field>
      <Field label="E-mail" error={error('email')} required hint="You sign in with it. No mail is sent.">
        <Input name="email" type="email" autoComplete="username" inputMode="email" className="h-10" />
      </Field>
      <NewPasswordField name="password" label="Password" error={error('password')} />
      <Button type="submit" variant="primary" size="lg" pending={pending} className="mt-2">
        Create owner and continue
      </Button>
    </form>
  );
}
