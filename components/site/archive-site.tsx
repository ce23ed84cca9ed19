'use client';

import { useState } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';

/** Asks for the site's name, since everything of the site disappears from view. On success the action redirects. */
export function ArchiveSite({
  name,
  disabled,
  archive,
}: {
  name: string;
  disabled: boolean;
  archive: () => Promise<ActionState>;
}) {
  const [typed, setTyped] = useState('');
  return (
    <ConfirmDialog
      trigger={
        <Button disabled={disabled} title={disabled ? 'Owners and admins only' : undefined} className="text-danger-ink">
          Archive site
        </Button>
      }
      title={`Archive “${name}”?`}
      description="Its pages stop collecting subscribers, campaigns that are being sent are paused, its API answers “not found”, and it leaves the dashboard. Nothing is deleted: the operator of this server can bring it back."
      confirmLabel="Archive site"
      onOpenChange={() => setTyped('')}
      onConfirm={async () => {
        if (typed.trim() !== name) {
          toast.error('The name does not match');
          return false;
        }
        const answer = await archive();
        if (answer?.status === 'failed') toast.error('Not archived', { description: answer.message });
        return answer?.status !== 'failed';
      }}
    >
      <Field label={`Type the site’s name to confirm: ${name}`}>
        <Input value={typed} onChange={(event) => setTyped(event.currentTarget.value)} autoComplete="off" />
      </Field>
    </ConfirmDialog>
  );
}
