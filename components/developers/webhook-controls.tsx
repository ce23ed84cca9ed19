'use client';

import { Ellipsis, Power, RotateCcw, Send } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';
import { answerOf } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { lateDialog } from '@/components/ui/late-dialog';
import { toast } from '@/components/ui/toast';
import { undoAction } from '@/components/ui/undo-action';
import { useMenuPart } from '@/components/ui/use-menu-part';
import type { WebhookView } from '@/lib/contracts/webhooks';
import type { WebhookActions } from './webhook.types';

// Loaded at their first use.
const ConfirmDialog = lateDialog(() => import('@/components/ui/alert-dialog').then((all) => all.ConfirmDialog));
const EditWebhookDialog = lateDialog(() => import('./webhook-dialogs').then((all) => all.EditWebhookDialog));
const ReplayDialog = lateDialog(() => import('./webhook-dialogs').then((all) => all.ReplayDialog));
const RotateDialog = lateDialog(() => import('./webhook-dialogs').then((all) => all.RotateDialog));

interface WebhookControlsProps {
  webhook: WebhookView;
  /** The list, to which a deletion leads back. */
  listPath: string;
  actions: WebhookActions;
}

const loadMenu = () => import('./webhook-menu').then((all) => all.WebhookMenu);

type Open = 'edit' | 'rotate' | 'replay' | 'delete' | null;

/** Test at hand, the rest in a menu. */
export function WebhookControls({ webhook, listPath, actions }: WebhookControlsProps) {
  const router = useRouter();
  const [open, setOpen] = useState<Open>(null);
  const { Part: Menu, trigger, refusal } = useMenuPart(loadMenu);
  const [isTesting, startTest] = useTransition();
  const isActive = webhook.status === 'active';
  const close = () => setOpen(null);

  const test = () =>
    startTest(async () => {
      const { status, message, data } = await answerOf(actions.test());
      if (status === 'failed' || !data) toast.error('Not sent', { description: message });
      else if (data.error) toast.error('The test failed', { description: `Your server: ${data.error}.` });
      else {
        const { durationMs = 0 } = data.attempts[0] ?? {};
        toast.success('The test arrived', {
          description: `Your server answered ${data.statusCode} in ${durationMs} ms.`,
        });
      }
    });
  const toggle = async () => {
    const answer = await answerOf(actions.update({ status: isActive ? 'disabled' : 'active' }));
    if (answer.status === 'failed') toast.error('Not changed', { description: answer.message });
    else
      toast.success(isActive ? 'Turned off' : 'Turned on', {
        description: isActive ? 'What happens meanwhile is not kept for it.' : 'It is told of everything from now on.',
      });
  };
  const remove = async () => {
    const answer = await answerOf(actions.remove());
    if (answer.status === 'failed') {
      toast.error('Not deleted', { description: answer.message });
      return false;
    }
    toast('Webhook deleted', {
      description: 'Nothing is sent to it any more.',
      action: undoAction(actions.restore),
    });
    router.push(listPath);
    return true;
  };
  return (
    <>
      <Button onClick={test} pending={isTesting}>
        <Send aria-hidden="true" />
        Send test
      </Button>
      <Button
        variant={isActive ? 'secondary' : 'primary'}
        onClick={() => (isActive ? setOpen('replay') : void toggle())}
      >
        {isActive ? <RotateCcw aria-hidden="true" /> : <Power aria-hidden="true" />}
        {isActive ? 'Replay' : 'Turn on'}
      </Button>
      {Menu ? (
        <Menu
          isActive={isActive}
          onEdit={() => setOpen('edit')}
          onRotate={() => setOpen('rotate')}
          onToggle={() => void toggle()}
          onDelete={() => setOpen('delete')}
        />
      ) : (
        <>
          <Button size="icon" aria-label="More actions" {...trigger}>
            <Ellipsis />
          </Button>
          {refusal}
        </>
      )}
      {open === 'edit' && <EditWebhookDialog webhook={webhook} update={actions.update} onClose={close} />}
      {open === 'rotate' && <RotateDialog rotate={actions.rotate} onClose={close} />}
      {open === 'replay' && <ReplayDialog replay={actions.replay} onClose={close} />}
      {open === 'delete' && (
        <ConfirmDialog
          open
          onOpenChange={(next) => !next && close()}
          title="Delete this webhook?"
          description="Nothing is sent to it any more; its log and everything that still waits for it go with it."
          confirmLabel="Delete webhook"
          onConfirm={remove}
        />
      )}
    </>
  );
}
