'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Dialog, DialogClose, DialogContent, DialogFooter } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { useSaving } from '@/components/ui/use-saving';
import type { GoalView } from '@/lib/contracts/goals';
import type { GoalActions } from './goal.types';

interface GoalDialogProps {
  goal: GoalView | 'new';
  /** Otherwise it is only shown. */
  canEdit: boolean;
  onClose: () => void;
  actions: GoalActions;
}

/** Makes or changes a goal. */
export function GoalDialog({ goal, canEdit, onClose, actions }: GoalDialogProps) {
  const existing = goal === 'new' ? null : goal;
  const [name, setName] = useState(existing?.name ?? '');
  const [event, setEvent] = useState(existing?.event ?? '');
  const [valueProperty, setValueProperty] = useState(existing?.valueProperty ?? '');
  const [currency, setCurrency] = useState(existing?.currency ?? '');
  const [windowHours, setWindowHours] = useState(String(existing?.windowHours ?? 24));
  const { errors, failure, isSaving, save } = useSaving('The goal was not saved.');
  const submit = () =>
    save(
      () => {
        const input = {
          name,
          event,
          valueProperty: valueProperty.trim() || null,
          currency: currency.trim() || null,
          windowHours: windowHours.trim() === '' ? Number.NaN : Number(windowHours),
        };
        return existing ? actions.update(existing.id, input) : actions.create(input);
      },
      () => {
        toast.success(existing ? 'Goal saved' : 'Goal created');
        onClose();
      },
    );
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={canEdit ? (existing ? 'Edit goal' : 'New goal') : 'Goal'}
        description="An event that your pages or systems track. It counts for the campaign that was clicked last."
        className="grid-rows-[auto_1fr]"
      >
        <form
          noValidate
          onSubmit={(submitted) => {
            submitted.preventDefault();
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
                placeholder="Order"
                onChange={(change) => setName(change.target.value)}
              />
            </Field>
            <Field label="Event" required error={errors.event} hint="Its name, as it is tracked.">
              <Input
                value={event}
                readOnly={!canEdit}
                maxLength={64}
                autoComplete="off"
                spellCheck={false}
                className="font-mono"
                placeholder="order_placed"
                onChange={(change) => setEvent(change.target.value)}
              />
            </Field>
            <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_8rem]">
              <Field
                label="Property with the amount"
                aside="Optional"
                error={errors.valueProperty}
                hint="Such as total: a number, or text that is one."
              >
                <Input
                  value={valueProperty}
                  readOnly={!canEdit}
                  maxLength={64}
                  autoComplete="off"
                  spellCheck={false}
                  className="font-mono"
                  placeholder="total"
                  onChange={(change) => setValueProperty(change.target.value)}
                />
              </Field>
              <Field label="Currency" error={errors.currency}>
                <Input
                  value={currency}
                  readOnly={!canEdit}
                  maxLength={3}
                  autoComplete="off"
                  spellCheck={false}
                  className="font-mono uppercase"
                  placeholder="EUR"
                  onChange={(change) => setCurrency(change.target.value.toUpperCase())}
                />
              </Field>
            </div>
            <Field
              label="Hours after a click"
              required
              error={errors.windowHours}
              hint="Later than that, an event counts for no campaign. 1 to 720."
            >
              <Input
                value={windowHours}
                readOnly={!canEdit}
                inputMode="numeric"
                autoComplete="off"
                className="max-w-28"
                onChange={(change) => setWindowHours(change.target.value)}
              />
            </Field>
          </div>
          <DialogFooter className="-mx-5 -mb-4">
            <DialogClose asChild>
              <Button>{canEdit ? 'Cancel' : 'Close'}</Button>
            </DialogClose>
            {canEdit ? (
              <Button type="submit" variant="primary" pending={isSaving}>
                {existing ? 'Save goal' : 'Create goal'}
              </Button>
            ) : null}
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
