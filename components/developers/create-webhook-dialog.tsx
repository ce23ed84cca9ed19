'use client';

import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { useActionForm } from '@/components/ui/use-action-form';
import type { WebhookInput, WebhookWithSecret } from '@/lib/contracts/webhooks';
import { readWebhookFields, WebhookFields } from './webhook-fields';
import { WebhookSecretContent } from './webhook-secret-dialog';

interface CreateWebhookDialogProps {
  basePath: string;
  create: (input: WebhookInput) => Promise<ActionState<WebhookWithSecret>>;
}

/** Makes an endpoint, shows its secret, and goes on to its page. */
export function CreateWebhookDialog({ basePath, create }: CreateWebhookDialogProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<WebhookWithSecret | null>(null);
  const { state, pending, form, error, reset } = useActionForm((data) => create(readWebhookFields(data)), {
    onDone: (answer) => setCreated(answer.data ?? null),
  });
  const change = (next: boolean) => {
    setOpen(next);
    if (next) return;
    if (created) router.push(`${basePath}/${created.id}`);
    reset();
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <Plus aria-hidden="true" />
          Add webhook
        </Button>
      </DialogTrigger>
      {created ? (
        <WebhookSecretContent
          title="Your webhook is ready"
          description={created.url}
          secret={created.secret}
          onDone={() => change(false)}
        />
      ) : (
        <DialogContent
          title="Add webhook"
          description="Belfry sends a signed request to your server when something happens."
          footer={
            <>
              <Button onClick={() => change(false)}>Cancel</Button>
              <Button type="submit" form="create-webhook" variant="primary" pending={pending}>
                Add webhook
              </Button>
            </>
          }
        >
          <form {...form} id="create-webhook" className="grid gap-5">
            {state.status === 'failed' && Object.keys(state.fields ?? {}).length === 0 && (
              <Callout tone="danger" live>
                {state.message}
              </Callout>
            )}
            <WebhookFields error={error} />
          </form>
        </DialogContent>
      )}
    </Dialog>
  );
}
