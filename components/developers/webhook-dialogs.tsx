'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { useActionForm } from '@/components/ui/use-action-form';
import type { WebhookView } from '@/lib/contracts/webhooks';
import type { WebhookActions } from './webhook.types';
import { readWebhookFields, WebhookFields } from './webhook-fields';
import { WebhookSecretContent } from './webhook-secret-dialog';

interface EditWebhookDialogProps {
  webhook: WebhookView;
  update: WebhookActions['update'];
  onClose: () => void;
}

export function EditWebhookDialog({ webhook, update, onClose }: EditWebhookDialogProps) {
  const { state, pending, form, error } = useActionForm((data) => update(readWebhookFields(data)), {
    onDone: () => {
      toast.success('Webhook saved');
      onClose();
    },
  });
  return (
    <Dialog open onOpenChange={(next) => !next && onClose()}>
      <DialogContent
        title="Edit webhook"
        footer={<Buttons form="edit-webhook" label="Save webhook" pending={pending} onClose={onClose} />}
      >
        <form {...form} id="edit-webhook" className="grid gap-5">
          <Failure state={state} />
          <WebhookFields webhook={webhook} error={error} />
        </form>
      </DialogContent>
    </Dialog>
  );
}

const OVERLAPS = [
  { value: '24', label: 'One day' },
  { value: '168', label: 'One week' },
  { value: '1', label: 'One hour' },
  { value: '0', label: 'Not at all: it has leaked' },
];

/** Asks how long the old secret stays, then shows the new one. */
export function RotateDialog({ rotate, onClose }: { rotate: WebhookActions['rotate']; onClose: () => void }) {
  const router = useRouter();
  const [secret, setSecret] = useState<string | null>(null);
  const { state, pending, form } = useActionForm((data) => rotate(Number(data.get('overlapHours'))), {
    onDone: (answer) => setSecret(answer.data?.secret ?? null),
  });
  const close = () => {
    if (secret) router.refresh();
    onClose();
  };
  return (
    <Dialog open onOpenChange={(next) => !next && close()}>
      {secret ? (
        <WebhookSecretContent
          title="Your new secret"
          description="Put it on your server before the old one ends."
          secret={secret}
          onDone={close}
        />
      ) : (
        <DialogContent
          title="New secret"
          description="While both are valid, each request carries two signatures and your server accepts either."
          footer={<Buttons form="rotate-secret" label="Make new secret" pending={pending} onClose={close} />}
        >
          <form {...form} id="rotate-secret" className="grid gap-5">
            <Failure state={state} />
            <Field label="The old secret stays valid for">
              <Select name="overlapHours" options={OVERLAPS} />
            </Field>
          </form>
        </DialogContent>
      )}
    </Dialog>
  );
}

const HOUR_MS = 3_600_000;
const SPANS = [
  { value: '1', label: 'The last hour' },
  { value: '24', label: 'The last 24 hours' },
  { value: '168', label: 'The last 7 days' },
  { value: '336', label: 'The last 14 days, all that is kept' },
];

/** Sends again what was made in a span of time. */
export function ReplayDialog({ replay, onClose }: { replay: WebhookActions['replay']; onClose: () => void }) {
  const { state, pending, form } = useActionForm(
    (data) => {
      const now = Date.now();
      return replay({
        from: new Date(now - Number(data.get('hours')) * HOUR_MS).toISOString(),
        to: new Date(now + HOUR_MS).toISOString(),
        onlyFailed: data.get('all') === null,
      });
    },
    {
      onDone: ({ data }) => {
        const count = data?.deliveryCount ?? 0;
        if (count === 0) toast('Nothing to send again');
        else toast.success(count === 1 ? 'One delivery is sent again' : `${count} deliveries are sent again`);
        onClose();
      },
    },
  );
  return (
    <Dialog open onOpenChange={(next) => !next && onClose()}>
      <DialogContent
        title="Replay"
        description="Sends deliveries again, each with the id it had, so that your server can tell what it has seen."
        footer={<Buttons form="replay" label="Send again" pending={pending} onClose={onClose} />}
      >
        <form {...form} id="replay" className="grid gap-5">
          <Failure state={state} />
          <Field label="Time span">
            <Select name="hours" defaultValue="24" options={SPANS} />
          </Field>
          <Checkbox name="all" label="Also what was delivered" description="Otherwise only what failed." />
        </form>
      </DialogContent>
    </Dialog>
  );
}

function Failure({ state }: { state: { status: string; message?: string; fields?: Record<string, string> } }) {
  if (state.status !== 'failed' || Object.keys(state.fields ?? {}).length > 0) return null;
  return (
    <Callout tone="danger" live>
      {state.message}
    </Callout>
  );
}

interface ButtonsProps {
  form: string;
  label: string;
  pending: boolean;
  onClose: () => void;
}

function Buttons({ form, label, pending, onClose }: ButtonsProps) {
  return (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={form} variant="primary" pending={pending}>
        {label}
      </Button>
    </>
  );
}
