'use client';

import { useState } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { formatDateTime } from '@/components/ui/format';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { useActionForm } from '@/components/ui/use-action-form';
import type { Action } from '@/lib/contracts/actors';
import type { ApiKeyPatch, ApiKeyView } from '@/lib/contracts/api-keys';
import { AddressField, readAddresses } from './address-field';
import { ScopePicker } from './scope-picker';

export type UpdateKey = (apiKeyId: string, version: number, patch: ApiKeyPatch) => Promise<ActionState>;

interface EditKeyDialogProps {
  apiKey: ApiKeyView;
  update: UpdateKey;
  onClose: () => void;
}

const DAY_MS = 86_400_000;
const AS_IT_IS = 'keep';

/** Changes what a key may do and from where; its secret stays. */
export function EditKeyDialog({ apiKey, update, onClose }: EditKeyDialogProps) {
  const [scopes, setScopes] = useState<readonly Action[]>(apiKey.scopes);
  const { state, pending, form, error } = useActionForm(
    (data) => {
      const expiry = String(data.get('expiryDays'));
      const days = Number(expiry);
      return update(apiKey.id, apiKey.version, {
        name: String(data.get('name')),
        scopes: [...scopes],
        allowedAddresses: readAddresses(data),
        ...(expiry !== AS_IT_IS && { expiresAt: days ? new Date(Date.now() + days * DAY_MS).toISOString() : null }),
      });
    },
    {
      onDone: () => {
        toast.success('The key is changed');
        onClose();
      },
    },
  );
  const hasOwnPlace = ['name', 'scopes', 'expiresAt'].some(error) || 'allowedAddresses' in (state.fields ?? {});
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title="Edit API key"
        description="Its secret and its reach stay. Changes hold within seconds."
        footer={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" form="edit-key" variant="primary" pending={pending}>
              Save
            </Button>
          </>
        }
      >
        <form {...form} id="edit-key" className="grid gap-5">
          {state.status === 'failed' && !hasOwnPlace && (
            <Callout tone="danger" live>
              {state.message}
            </Callout>
          )}
          <Field label="Name" error={error('name')} required>
            <Input name="name" defaultValue={apiKey.name} autoComplete="off" />
          </Field>
          <Field label="Expires" error={error('expiresAt')}>
            <Select
              name="expiryDays"
              options={[
                {
                  value: AS_IT_IS,
                  label: apiKey.expiresAt ? `As it is: ${formatDateTime(apiKey.expiresAt)}` : 'As it is: never',
                },
                { value: '30', label: 'In 30 days' },
                { value: '90', label: 'In 90 days' },
                { value: '365', label: 'In one year' },
                ...(apiKey.expiresAt ? [{ value: '', label: 'Never' }] : []),
              ]}
            />
          </Field>
          <ScopePicker scopes={scopes} onChange={setScopes} error={error('scopes')} />
          <AddressField defaultValue={apiKey.allowedAddresses} fields={state.fields} />
        </form>
      </DialogContent>
    </Dialog>
  );
}
