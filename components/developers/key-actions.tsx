'use client';

import { Ellipsis, KeyRound, Pencil } from 'lucide-react';
import { useState } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import { toast } from '@/components/ui/toast';
import type { ApiKeyView } from '@/lib/contracts/api-keys';
import { EditKeyDialog, type UpdateKey } from './edit-key-dialog';
import { type RotateKey, RotateKeyDialog } from './rotate-key-dialog';

export interface KeyActionsProps {
  update: UpdateKey;
  rotate: RotateKey;
  revoke: (apiKeyId: string) => Promise<ActionState>;
}

/** What can be done with a key that has not ended. */
export function KeyActions({ apiKey, update, rotate, revoke }: KeyActionsProps & { apiKey: ApiKeyView }) {
  const [opened, setOpened] = useState<'edit' | 'rotate' | null>(null);
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
        description="Programs that use it get “not signed in” within seconds, and keys that it made end with it. This cannot be undone; you can create another key."
        confirmLabel="Revoke key"
        onConfirm={async () => {
          const answer = await revoke(apiKey.id);
          if (answer.status === 'failed') toast.error('Not revoked', { description: answer.message });
          else toast.success(`“${apiKey.name}” is revoked`);
          return answer.status !== 'failed';
        }}
      />
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button size="icon" variant="ghost" aria-label={`More actions for ${apiKey.name}`}>
            <Ellipsis />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent>
          <DropdownMenuItem onSelect={() => setOpened('edit')}>
            <Pencil /> Edit
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => setOpened('rotate')}>
            <KeyRound /> New secret
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {opened === 'edit' && <EditKeyDialog apiKey={apiKey} update={update} onClose={close} />}
      {opened === 'rotate' && <RotateKeyDialog apiKey={apiKey} rotate={rotate} onClose={close} />}
    </span>
  );
}
