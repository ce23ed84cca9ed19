'use client';

import { NewPasswordField } from '@/components/auth/new-password-field';
import { PasswordInput } from '@/components/auth/password-input';
import type { ActionState } from '@/components/ui/action-state';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Card, CardBody, CardFooter, CardHeader } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { toast } from '@/components/ui/toast';
import { useActionForm } from '@/components/ui/use-action-form';

/** On success every session ends, this one is made anew, and the page says so. */
export function PasswordForm({ email, action }: { email: string; action: (data: FormData) => Promise<ActionState> }) {
  const { state, pending, form, error } = useActionForm(action, {
    onDone: (_state, element) => {
      element.reset();
      toast.success('Password changed', { description: 'Your other devices are signed out.' });
    },
  });
  const general = state.status === 'failed' && Object.keys(state.fields ?? {}).length === 0;
  return (
    // A new key empties the strength meter too.
    <form {...form} key={state.status === 'done' ? state.at : 'form'}>
      <Card>
        <CardHeader title="Password" />
        <CardBody className="grid max-w-md gap-4">
          {general && (
            <Callout tone="danger" live>
              {state.message}
            </Callout>
          )}
          <input type="email" name="username" value={email} autoComplete="username" readOnly hidden />
          <Field label="Current password" error={error('currentPassword')} required>
            <PasswordInput name="currentPassword" autoComplete="current-password" />
          </Field>
          <NewPasswordField name="newPassword" label="New password" error={error('newPassword')} />
        </CardBody>
        <CardFooter>
          <span>Signs out your other devices.</span>
          <Button type="submit" pending={pending}>
            Change password
          </Button>
        </CardFooter>
      </Card>
    </form>
  );
}

/** The action ends all sessions and redirects to the sign-in. */
export function SignOutEverywhere({ action }: { action: () => Promise<ActionState> }) {
  return (
    <ConfirmDialog
      trigger={<Button>Sign out everywhere</Button>}
      title="Sign out on every device?"
      description="Every session of yours ends at once, this one too. You sign in again with your password."
      confirmLabel="Sign out everywhere"
      onConfirm={async () => {
        const answer = await action();
        if (answer?.status === 'failed') toast.error('Not signed out', { description: answer.message });
        return answer?.status !== 'failed';
      }}
    />
  );
}
