'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { AbsoluteTime } from '@/components/ui/relative-time';
import { Select } from '@/components/ui/select';
import { useActionForm } from '@/components/ui/use-action-form';
import type { ApiKeyView, CreatedApiKey } from '@/lib/contracts/api-keys';
import { TokenContent } from './token-content';

export type RotateKey = (apiKeyId: string, overlapHours: number) => Promise<ActionState<CreatedApiKey>>;

interface RotateKeyDialogProps {
  apiKey: ApiKeyView;
  rotate: RotateKey;
  onClose: () => void;
}

const OVERLAPS = [
  { value: '0', label: 'Ends at once' },
  { value: '1', label: 'One hour more' },
  { value: '24', label: 'One day more' },
  { value: '72', label: 'Three days more' },
  { value: '168', label: 'One week more' },
];

/** Gives a key a new secret, shown this once, and says when the old one ends. */
export function RotateKeyDialog({ apiKey, rotate, onClose }: RotateKeyDialogProps) {
  const router = useRouter();
  const [rotated, setRotated] = useState<CreatedApiKey | null>(null);
  const { state, pending, form } = useActionForm((data) => rotate(apiKey.id, Number(data.get('overlapHours'))), {
    onDone: (answer) => setRotated(answer.data ?? null),
  });
  const close = () => {
    if (rotated) router.refresh();
    onClose();
  };
  return (
    <Dialog open onOpenChange={(open) => !open && close()}>
      {rotated ? (
        <TokenContent
          title="The new secret"
          description={`“${rotated.name}” keeps its permissions and its reach.`}
          token={rotated.token}
          onDone={close}
        >
          <p className="text-sm">
            {rotated.previousSecretEndsAt ? (
              <>
                The old secret goes on to work until <AbsoluteTime at={rotated.previousSecretEndsAt} />.
              </>
            ) : (
              'The old secret has ended.'
            )}
          </p>
        </TokenContent>
      ) : (
        <DialogContent
          title={`New secret for “${apiKey.name}”?`}
          description="For a change of secrets without a gap: give the new one to your program while the old one still works."
          footer={
            <>
              <Button onClick={close}>Cancel</Button>
              <Button type="submit" form="rotate-key" variant="primary" pending={pending}>
                Make new secret
              </Button>
            </>
          }
        >
          <form {...form} id="rotate-key" className="grid gap-5">
            {state.status === 'failed' && (
              <Callout tone="danger" live>
                {state.message}
              </Callout>
            )}
            <Field
              label="The old secret"
              hint={apiKey.previousSecretEndsAt ? 'One that is older still ends now.' : undefined}
            >
              <Select name="overlapHours" defaultValue="24" options={OVERLAPS} />
            </Field>
          </form>
        </DialogContent>
      )}
    </Dialog>
  );
}
