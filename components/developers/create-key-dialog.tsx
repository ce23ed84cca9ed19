'use client';

import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Checkbox } from '@/components/ui/checkbox';
import { CodeBlock } from '@/components/ui/code-block';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { useActionForm } from '@/components/ui/use-action-form';
import type { Action } from '@/lib/contracts/actors';
import type { ApiKeyInput, CreatedApiKey } from '@/lib/contracts/api-keys';
import { SCOPE_GROUPS, SCOPE_PRESETS } from './scopes';

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
        <DialogContent
          title="Your new key"
          description={`“${created.name}” is ready to use.`}
          // A stray click must not take away what is shown only once.
          onInteractOutside={(event) => event.preventDefault()}
          onEscapeKeyDown={(event) => event.preventDefault()}
          footer={
            <Button variant="primary" onClick={() => change(false)}>
              I have stored it
            </Button>
          }
        >
          <div className="grid gap-4">
            <Callout tone="warning" title="Copy it now">
              It is shown this once. Here, only a fingerprint of it is kept.
            </Callout>
            <CodeBlock label="API key" wrap code={created.token} />
            <CodeBlock
              label="Example"
              code={`curl -H "Authorization: Bearer $BELFRY_API_KEY" \\\n  ${typeof location === 'undefined' ? '' : location.origin}/api/v1/sites`}
            />
          </div>
        </DialogContent>
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
          </form>
        </DialogContent>
      )}
    </Dialog>
  );
}

interface ScopePickerProps {
  scopes: readonly Action[];
  onChange: (scopes: readonly Action[]) => void;
  error: string | undefined;
}

function ScopePicker({ scopes, onChange, error }: ScopePickerProps) {
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1 font-medium text-sm">Permissions</legend>
      <div className="flex flex-wrap items-center gap-2">
        {SCOPE_PRESETS.map((preset) => (
          <Button key={preset.value} size="sm" onClick={() => onChange(preset.scopes)}>
            {preset.label}
          </Button>
        ))}
      </div>
      {error && (
        <p role="alert" className="text-danger-ink text-sm">
          Choose at least one permission.
        </p>
      )}
      <div className="grid gap-4 rounded-lg border border-line p-4">
        {SCOPE_GROUPS.map((group) => (
          <div key={group.label} className="grid gap-x-4 gap-y-2 sm:grid-cols-[7rem_1fr]">
            <p className="font-medium text-muted text-sm">{group.label}</p>
            <div className="grid gap-2">
              {group.scopes.map((each) => (
                <Checkbox
                  key={each.scope}
                  label={each.label}
                  checked={scopes.includes(each.scope)}
                  onChange={(event) =>
                    onChange(
                      event.currentTarget.checked
                        ? [...scopes, each.scope]
                        : scopes.filter((scope) => scope !== each.scope),
                    )
                  }
                />
              ))}
            </div>
          </div>
        ))}
      </div>
    </fieldset>
  );
}
