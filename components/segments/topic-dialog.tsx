'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Dialog, DialogClose, DialogContent, DialogFooter } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { useSaving } from '@/components/ui/use-saving';
import type { TopicView } from '@/lib/contracts/sites';
import type { TopicActions } from './topic.types';

interface TopicDialogProps {
  topic: TopicView | 'new';
  /** Otherwise it is only shown. */
  canEdit: boolean;
  /** Where a new one is put: after the last. */
  position: number;
  onClose: () => void;
  actions: TopicActions;
}

/** Makes or changes a topic. The key follows the name until it is typed, and stays for good. */
export function TopicDialog({ topic, canEdit, position, onClose, actions }: TopicDialogProps) {
  const existing = topic === 'new' ? null : topic;
  const [name, setName] = useState(existing?.name ?? '');
  const [typedKey, setTypedKey] = useState<string | null>(null);
  const [description, setDescription] = useState(existing?.description ?? '');
  const { errors, failure, isSaving, save } = useSaving('The topic was not saved.');
  const key = existing?.key ?? typedKey ?? toKey(name);
  const submit = () =>
    save(
      () =>
        existing
          ? actions.update(existing.id, { name, description })
          : actions.create({ key, name, description, position }),
      () => {
        toast.success(existing ? 'Topic saved' : 'Topic created');
        onClose();
      },
    );
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={canEdit ? (existing ? 'Edit topic' : 'New topic') : 'Topic'}
        description="Visitors see name and description when they choose what to hear about."
        className="grid-rows-[auto_1fr]"
      >
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (canEdit) submit();
          }}
        >
          <div className="grid gap-4 pb-4">
            {failure ? (
              <Callout tone="danger" live>
                {failure}
              </Callout>
            ) : null}
            <Field label="Name" required error={errors.name}>
              <Input
                value={name}
                readOnly={!canEdit}
                maxLength={80}
                data-autofocus
                autoComplete="off"
                placeholder="Offers"
                onChange={(event) => setName(event.target.value)}
              />
            </Field>
            <Field label="Description" error={errors.description} aside="Optional">
              <Input
                value={description}
                readOnly={!canEdit}
                maxLength={200}
                autoComplete="off"
                placeholder="Sales and discounts, about once a week"
                onChange={(event) => setDescription(event.target.value)}
              />
            </Field>
            <Field
              label="Key"
              required
              error={errors.key}
              hint={existing ? 'The key cannot change: subscribers hold it.' : 'How your code and the API refer to it.'}
            >
              <Input
                value={key}
                readOnly={existing !== null}
                maxLength={64}
                autoComplete="off"
                spellCheck={false}
                className="font-mono"
                onChange={(event) => setTypedKey(event.target.value)}
              />
            </Field>
          </div>
          <DialogFooter className="-mx-5 -mb-4">
            <DialogClose asChild>
              <Button>{canEdit ? 'Cancel' : 'Close'}</Button>
            </DialogClose>
            {canEdit ? (
              <Button type="submit" variant="primary" pending={isSaving}>
                {existing ? 'Save topic' : 'Create topic'}
              </Button>
            ) : null}
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

/** "Order updates" → `order-updates`. */
function toKey(name: string): string {
  const ascii = name.normalize('NFKD').replace(/\p{Mark}/gu, '');
  return ascii
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
}
