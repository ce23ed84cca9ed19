'use client';

import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { toast } from '@/components/ui/toast';

export interface RevealedSecret {
  label: string;
  value: string;
}

interface RevealSecretsProps {
  triggerLabel: string;
  /** Question and consequence of the confirmation. */
  title: string;
  description: string;
  confirmLabel: string;
  resultTitle: string;
  resultDescription: string;
  disabled?: boolean;
  reveal: () => Promise<ActionState<RevealedSecret[]>>;
}

/** Shows secrets after a confirmation; they are gone from the page when the dialog closes. */
export function RevealSecrets(props: RevealSecretsProps) {
  const [secrets, setSecrets] = useState<RevealedSecret[] | null>(null);
  const reveal = async () => {
    const answer = await props.reveal().catch(() => null);
    if (answer?.status === 'done' && answer.data) setSecrets(answer.data);
    else toast.error('Not shown', { description: answer?.message ?? 'The server could not be reached.' });
  };
  return (
    <>
      <ConfirmDialog
        trigger={
          <Button disabled={props.disabled} title={props.disabled ? 'Owners and admins only' : undefined}>
            <KeyRound aria-hidden="true" />
            {props.triggerLabel}
          </Button>
        }
        title={props.title}
        description={props.description}
        confirmLabel={props.confirmLabel}
        tone="primary"
        onConfirm={reveal}
      />
      <Dialog open={secrets !== null} onOpenChange={(open) => !open && setSecrets(null)}>
        <DialogContent
          title={props.resultTitle}
          description={props.resultDescription}
          footer={<Button onClick={() => setSecrets(null)}>Done</Button>}
        >
          <div className="grid gap-3">
            {secrets?.map((secret) => (
              <CodeBlock key={secret.label} label={secret.label} code={secret.value} wrap />
            ))}
          </div>
        </DialogContent>
      </Dialog>
    </>
  );
}
