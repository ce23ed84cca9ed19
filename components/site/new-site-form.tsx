'use client';

import { ChevronRight } from 'lucide-react';
import type { ActionState } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useActionForm } from '@/components/ui/use-action-form';

/** Name and address; an existing key pair may be brought along. On success the action redirects. */
export function NewSiteForm({ action }: { action: (data: FormData) => Promise<ActionState> }) {
  const { state, pending, form, error } = useActionForm(action);
  const known = ['name', 'allowedOrigins', 'vapidSubject', 'vapidKeys'];
  const general =
    state.status === 'failed' &&
    !Object.keys(state.fields ?? {}).some((path) => known.includes(path.split('.')[0] ?? ''));
  return (
    <form {...form} className="grid gap-4">
      {general && (
        <Callout tone="danger" live>
          {state.message}
        </Callout>
      )}
      <Field label="Site name" error={error('name')} required hint="Visitors do not see it.">
        <Input name="name" autoFocus autoComplete="organization" placeholder="Acme shop" className="h-10" />
      </Field>
      <Field
        label="Web address"
        error={error('allowedOrigins.0') ?? error('allowedOrigins')}
        required
        hint="Where the pages live that will ask for permission. More can be added later."
      >
        <Input
          name="allowedOrigins"
          inputMode="url"
          autoComplete="url"
          spellCheck={false}
          placeholder="https://www.example.com"
          className="h-10"
        />
      </Field>
      <details
        className="group rounded-lg border border-line bg-surface open:pb-4"
        open={Boolean(error('vapidKeys') ?? error('vapidSubject')) || undefined}
      >
        <summary className="flex list-none items-center gap-1.5 px-3 py-2.5 font-medium text-muted text-sm hover:text-fg [&::-webkit-details-marker]:hidden">
          <ChevronRight aria-hidden="true" className="size-3.5 transition-transform group-open:rotate-90" />
          Moving from another push service?
        </summary>
        <div className="grid gap-4 px-3 pt-1">
          <p className="text-muted text-sm">
            Bring your key pair along and the subscribers you have keep working. Leave this empty to get a new one.
          </p>
          <Field label="Public key" error={error('vapidKeys.publicKey') ?? error('vapidKeys')}>
            <Input
              name="publicKey"
              autoComplete="off"
              spellCheck={false}
              className="font-mono text-sm"
              placeholder="BEl62iUY…"
            />
          </Field>
          <Field label="Private key" error={error('vapidKeys.privateKey')} hint="Stored encrypted.">
            <Input name="privateKey" autoComplete="off" spellCheck={false} className="font-mono text-sm" />
          </Field>
          <Field
            label="Contact address"
            error={error('vapidSubject')}
            hint="Browser makers use it when something goes wrong. Empty: the owner’s e-mail address."
          >
            <Input name="vapidSubject" autoComplete="off" spellCheck={false} placeholder="mailto:push@example.com" />
          </Field>
        </div>
      </details>
      <Button type="submit" variant="primary" size="lg" pending={pending} className="mt-2">
        Create site
      </Button>
    </form>
  );
}
