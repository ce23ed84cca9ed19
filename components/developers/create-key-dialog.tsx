'use client';

import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { useActionForm } from '@/components/ui/use-action-form';
import type { Action } from '@/lib/contracts/actors';
import type { ApiKeyInput, CreatedApiKey } from '@/lib/contracts/api-keys';
import { AddressField, readAddresses } from './address-field';
import { ScopePicker } from './scope-picker';
import { SCOPE_PRESETS } from './scopes';
import { TokenContent } from './token-content';

interface CreateKeyDialogProps {
  siteId: string;
  siteName: string;
  create: (input: ApiKeyInput) => Promise<ActionState<CreatedApiKey>>;
}

const EXPIRY_DAYS = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In one year' },
  { value: '', label: 'Never' },
];
const DAY_MS = 86_400_000;

/** Makes a key, then shows its token: the only time that anyone sees it. */
export function CreateKeyDialog({ siteId, siteName, create }: CreateKeyDialogProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<CreatedApiKey | null>(null);
  const [scopes, setScopes] = useState<readonly Action[]>(SCOPE_PRESETS[0].scopes);
  const { state, pending, form, error, reset } = useActionForm(
    (data) => {
      const days = Number(data.get('expiryDays'));
      return create({
        name: String(data.get('name')),
        scopes: [...scopes],
        siteId: data.get('reach') === 'site' ? siteId : null,
        expiresAt: days ? new Date(Date.now() + days * DAY_MS).toISOString() : null,
        allowedAddresses: readAddresses(data),
      });
    },
    { onDone: (answer) => setCreated(answer.data ?? null) },
  );
  const change = (next: boolean) => {
    setOpen(next);
    if (next) return;
    if (created) router.refresh();
    setCreated(null);
    setScopes(SCOPE_PRESETS[0].scopes);
    reset();
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <Plus aria-hidden="true" />
          Create API key
        </Button>
      </DialogTrigger>
      {created ? (
        <TokenContent
          title="Your new key"
          description={`“${created.name}” is ready to use.`}
          token={created.token}
          onDone={() => change(false)}
        />
      ) : (
        <DialogContent
          title="Create API key"
          description="For one program. Give each its own, so that you can end one without the others."
          footer={
            <>
              <Button onClick={() => change(false)}>Cancel</Button>
              <Button type="submit" form="create-key" variant="primary" pending={pending}>
                Create key
              </Button>
            </>
          }
        >
          <form {...form} id="create-key" className="grid gap-5">
            {state.status === 'failed' && !error('name') && !error('scopes') && (
              <Callout tone="danger" live>
                {state.message}
              </Callout>
            )}
            <Field label="Name" error={error('name')} required>
              <Input name="name" placeholder="Order system" autoComplete="off" />
            </Field>
            <div className="grid gap-4 sm:grid-cols-2">
              <Field label="Reach" error={error('siteId')}>
                <Select
                  name="reach"
                  options={[
                    { value: 'site', label: `Only ${siteName}` },
                    { value: 'all', label: 'Every site' },
                  ]}
                />
              </Field>
              <Field label="Expires" error={error('expiresAt')}>
                <Select name="expiryDays" defaultValue="365" options={EXPIRY_DAYS} />
              </Field>
            </div>
            <ScopePicker scopes={scopes} onChange={setScopes} error={error('scopes')} />
            <AddressField fields={state.fields} />
          </form>
        </DialogContent>
      )}
    </Dialog>
  );
}
