'use client';

import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { lateDialog } from '@/components/ui/late-dialog';
import { toast } from '@/components/ui/toast';
import { useMenuPart } from '@/components/ui/use-menu-part';
import type { ApiKeyView } from '@/lib/contracts/api-keys';
import type { UpdateKey } from './edit-key-dialog';
import type { RotateKey } from './rotate-key-dialog';

// Loaded at their first use.
const EditKeyDialog = lateDialog(() => import('./edit-key-dialog').then((all) => all.EditKeyDialog));
const RotateKeyDialog = lateDialog(() => import('./rotate-key-dialog').then((all) => all.RotateKeyDialog));
const loadMenu = () => import('./key-menu').then((all) => all.KeyMenu);

export interface KeyActionsProps {
  update: UpdateKey;
  rotate: RotateKey;
  revoke: (apiKeyId: string) => Promise<ActionState>;
}

/** What can be done with a key that has not ended. */
export function KeyActions({ apiKey, update, rotate, revoke }: KeyActionsProps & { apiKey: ApiKeyView }) {
  const [opened, setOpened] = useState<'edit' | 'rotate' | null>(null);
  const { Part: Menu, trigger, refusal } = useMenuPart(loadMenu);
  const label = `More actions for ${apiKey.name}`;
  const close = () => setOpened(null);
  return (
    <span className="inline-flex items-center gap-1">
      <ConfirmDialog
        trigger={
          <Button size="sm" variant="dangerGhost" aria-label={`Revoke ${apiKey.name}`}>
            Revoke
          </Button>
        }
        title={`Revoke “${apiKey.name}”?`}
        description="Programs that use it get “not signed in” within seconds, and keys that it made end with it. It is for good: a key that may have leaked must not come back. Make a new key where one is still needed."
        confirmLabel="Revoke key"
        onConfirm={async () => {
          const answer = await revoke(apiKey.id);
          if (answer.status === 'failed') toast.error('Not revoked', { description: answer.message });
          else toast.success(`“${apiKey.name}” is revoked`);
          return answer.status !== 'failed';
        }}
      />
      {Menu ? (
        <Menu label={label} onEdit={() => setOpened('edit')} onRotate={() => setOpened('rotate')} />
      ) : (
        <>
          <Button size="icon" variant="ghost" aria-label={label} {...trigger}>
            <Ellipsis />
          </Button>
          {refusal}
        </>
      )}
      {opened === 'edit' && <EditKeyDialog apiKey={apiKey} update={update} onClose={close} />}
      {opened === 'rotate' && <RotateKeyDialog apiKey={apiKey} rotate={rotate} onClose={close} />}
    </span>
  );
}
