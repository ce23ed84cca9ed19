'use client';

import { useState } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Card, CardBody, CardFooter, CardHeader } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Switch } from '@/components/ui/switch';
import { toast } from '@/components/ui/toast';
import { useActionForm } from '@/components/ui/use-action-form';
import type { SitePatch } from '@/lib/contracts/sites';
import { OriginsField } from './origins-field';

export type SaveSite = (patch: SitePatch) => Promise<ActionState>;

interface FormProps {
  canEdit: boolean;
  save: SaveSite;
}

/** A card whose button saves; lit only when something has changed. */
function useCardForm(patchOf: (data: FormData) => SitePatch, save: SaveSite) {
  const [isDirty, setIsDirty] = useState(false);
  const actionForm = useActionForm((data) => save(patchOf(data)), {
    onDone: () => {
      setIsDirty(false);
      toast.success('Saved');
    },
    onFailed: (state) => toast.error('Not saved', { description: state.message }),
  });
  return { ...actionForm, isDirty, touch: () => setIsDirty(true) };
}

function SaveBar({
  remark,
  isDirty,
  pending,
  canEdit,
}: {
  remark: string;
  isDirty: boolean;
  pending: boolean;
  canEdit: boolean;
}) {
  return (
    <CardFooter>
      <span>{canEdit ? remark : 'Your role can look, not change.'}</span>
      <Button type="submit" variant={isDirty ? 'primary' : 'secondary'} pending={pending} disabled={!canEdit}>
        Save
      </Button>
    </CardFooter>
  );
}

export function GeneralForm({ name, vapidSubject, canEdit, save }: FormProps & { name: string; vapidSubject: string }) {
  const { form, error, pending, isDirty, touch } = useCardForm(
    (data) => ({ name: String(data.get('name')), vapidSubject: String(data.get('vapidSubject')) }),
    save,
  );
  return (
    <form {...form}>
      <Card>
        <CardHeader title="General" />
        <CardBody className="grid gap-4">
          <Field label="Site name" error={error('name')} required>
            <Input name="name" defaultValue={name} onChange={touch} disabled={!canEdit} className="max-w-sm" />
          </Field>
          <Field
            label="Contact address"
            error={error('vapidSubject')}
            required
            hint="Sent along with every notification, for the browser makers alone: how they reach you when something goes wrong."
          >
            <Input
              name="vapidSubject"
              defaultValue={vapidSubject}
              onChange={touch}
              disabled={!canEdit}
              spellCheck={false}
              className="max-w-sm"
            />
          </Field>
        </CardBody>
        <SaveBar remark="Subscribers notice nothing." isDirty={isDirty} pending={pending} canEdit={canEdit} />
      </Card>
    </form>
  );
}

export function OriginsForm({ allowedOrigins, canEdit, save }: FormProps & { allowedOrigins: readonly string[] }) {
  const { form, error, pending, isDirty, touch } = useCardForm(
    (data) => ({
      allowedOrigins: data
        .getAll('allowedOrigins')
        .map(String)
        .filter((value) => value.trim() !== ''),
    }),
    save,
  );
  return (
    <form {...form}>
      <Card>
        <CardHeader
          title="Web addresses"
          description="Only pages at exactly these addresses may subscribe visitors. With and without www. are two."
        />
        <CardBody>
          <fieldset disabled={!canEdit} className="max-w-lg">
            <legend className="sr-only">Web addresses</legend>
            <OriginsField
              name="allowedOrigins"
              defaultValue={allowedOrigins}
              onChange={touch}
              error={(index) => error(index === undefined ? 'allowedOrigins' : `allowedOrigins.${index}`)}
            />
          </fieldset>
        </CardBody>
        <SaveBar
          remark="Who subscribed at an address that you remove stays a subscriber."
          isDirty={isDirty}
          pending={pending}
          canEdit={canEdit}
        />
      </Card>
    </form>
  );
}

/** Off unless the owner wants it: it is one more thing that is known of visitors. */
export function RecordPagesSwitch({ recordPages, canEdit, save }: FormProps & { recordPages: boolean }) {
  const [checked, setChecked] = useState(recordPages);
  const [busy, setBusy] = useState(false);
  const change = async (next: boolean) => {
    setChecked(next);
    setBusy(true);
    const answer = await save({ recordPages: next }).catch(() => null);
    setBusy(false);
    if (answer?.status === 'done')
      return toast.success(next ? 'Pages are recorded from now on' : 'Pages are no longer recorded');
    setChecked(!next);
    toast.error('Not saved', { description: answer?.message ?? 'The server could not be reached.' });
  };
  return (
    <Switch
      label="Record pages visited"
      description="Counts which pages your subscribers open, by path and day, so that segments can ask for it. Kept for 90 days; never of visitors who have not subscribed. Say so in your privacy notice."
      checked={checked}
      disabled={!canEdit || busy}
      onChange={(event) => change(event.currentTarget.checked)}
    />
  );
}

/** Takes effect at once, as a switch says. */
export function IdentityProofSwitch({
  requireIdentityProof,
  canEdit,
  save,
}: FormProps & { requireIdentityProof: boolean }) {
  const [checked, setChecked] = useState(requireIdentityProof);
  const [busy, setBusy] = useState(false);
  const change = async (next: boolean) => {
    setChecked(next);
    setBusy(true);
    const answer = await save({ requireIdentityProof: next }).catch(() => null);
    setBusy(false);
    if (answer?.status === 'done') return toast.success(next ? 'Proof is now required' : 'Proof is no longer required');
    setChecked(!next);
    toast.error('Not saved', { description: answer?.message ?? 'The server could not be reached.' });
  };
  return (
    <Switch
      label="Require proof of identity"
      description="A visitor who claims to be one of your customers must show a signature made by your server. Without it anyone could claim any customer’s id."
      checked={checked}
      disabled={!canEdit || busy}
      onChange={(event) => change(event.currentTarget.checked)}
    />
  );
}
