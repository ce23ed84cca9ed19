'use client';

import { type FormEvent, useId, useState, useTransition } from 'react';
import { type ActionState, answerOf } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { formatNumber } from '@/components/ui/format';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { toThrottle } from './composer-values';

interface PaceDialogProps {
  throttlePerMinute: number | null;
  onSave: (perMinute: number | null) => Promise<ActionState>;
  onClose: () => void;
}

/** Asks for messages per minute, and says that it takes effect at once. */
export function PaceDialog({ throttlePerMinute, onSave, onClose }: PaceDialogProps) {
  const [text, setText] = useState(throttlePerMinute ? String(throttlePerMinute) : '');
  const [error, setError] = useState('');
  const [isSaving, startSaving] = useTransition();
  const formId = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const perMinute = toThrottle(text);
    if (perMinute === undefined) return setError('Enter a whole number from 1 to 1,000,000, or nothing.');
    startSaving(async () => {
      const answer = await answerOf(onSave(perMinute));
      if (answer.status === 'failed') return setError(answer.message ?? 'It was not changed.');
      toast.success(
        perMinute ? `At most ${formatNumber(perMinute)} a minute from now on` : 'As fast as possible from now on',
      );
      onClose();
    });
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title="Pace"
        description="How fast this campaign goes out. A change takes effect within two seconds."
        footer={
          <>
            <DialogClose asChild>
              <Button>Close</Button>
            </DialogClose>
            <Button variant="primary" type="submit" form={formId} pending={isSaving}>
              Set pace
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={submit}>
          <Field label="Messages per minute" error={error} hint="Leave it empty to send as fast as possible.">
            <Input
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setError('');
              }}
              inputMode="numeric"
              autoComplete="off"
              placeholder="As fast as possible"
              className="tabular"
            />
          </Field>
        </form>
      </DialogContent>
    </Dialog>
  );
}
