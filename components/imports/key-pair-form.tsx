'use client';

import { useActionState } from 'react';
import { type ActionState, IDLE } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

/** The key pair that the subscriptions were made with: without it nothing can be sent to them. */
export function KeyPairForm({ addKeys }: { addKeys: (publicKey: string, privateKey: string) => Promise<ActionState> }) {
  const [state, submit, isPending] = useActionState(
    (_last: ActionState, form: FormData) => addKeys(String(form.get('publicKey')), String(form.get('privateKey'))),
    IDLE,
  );
  return (
    <form action={submit} className="grid gap-4">
      {state.status === 'failed' ? (
        <Callout tone="danger" live>
          {state.message}
        </Callout>
      ) : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Public key" required error={state.fields?.['vapidKeys.publicKey']}>
          <Input name="publicKey" autoComplete="off" spellCheck={false} />
        </Field>
        <Field label="Private key" required error={state.fields?.['vapidKeys.privateKey']}>
          <Input name="privateKey" type="password" autoComplete="off" />
        </Field>
      </div>
      <Button type="submit" pending={isPending} className="justify-self-start">
        Add key pair
      </Button>
    </form>
  );
}
