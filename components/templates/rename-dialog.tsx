'use client';

import { useState, useTransition } from 'react';
import { type ActionState, answerOf } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent, DialogFooter } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';

interface RenameDialogProps {
  name: string;
  rename: (name: string) => Promise<ActionState>;
  onClose: () => void;
}

export function RenameDialog({ name, rename, onClose }: RenameDialogProps) {
  const [text, setText] = useState(name);
  const [error, setError] = useState('');
  const [isSaving, startSaving] = useTransition();
  const save = () =>
    startSaving(async () => {
      const answer = await answerOf(rename(text));
      if (answer.status === 'failed') {
        setError(answer.fields?.name ?? answer.message ?? 'The name was not saved.');
        return;
      }
      toast.success('Template renamed');
      onClose();
    });
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent title="Rename template" className="grid-rows-[auto_1fr]">
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <Field label="Name" required error={error || undefined} className="pb-4">
            <Input
              value={text}
              maxLength={120}
              data-autofocus
              autoComplete="off"
              onChange={(event) => setText(event.target.value)}
            />
          </Field>
          <DialogFooter className="-mx-5 -mb-4">
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" variant="primary" pending={isSaving}>
              Rename
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
