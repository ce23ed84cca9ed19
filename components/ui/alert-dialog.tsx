'use client';

import { AlertDialog as Radix } from 'radix-ui';
import { type ReactNode, useState, useTransition } from 'react';
import { Button, wrappingButtonClass } from './button';
import { cn } from './cn';
import { dialogPanelClass, overlayClass } from './dialog';
import { useReturnFocus } from './use-return-focus';

interface ConfirmDialogProps {
  /** The button that opens it; leave out when `open` is given. */
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** A question: "Revoke the key “Website”?" */
  title: ReactNode;
  /** Names the consequence. */
  description: ReactNode;
  /** Says what will happen: "Revoke key", not "OK". */
  confirmLabel: string;
  cancelLabel?: string;
  tone?: 'danger' | 'primary';
  /** The dialog stays open and busy until it resolves, and open when it answers false. */
  onConfirm: () => unknown | Promise<unknown>;
  children?: ReactNode;
}

/** Asks before an act that cannot be undone. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { trigger, title, description, confirmLabel, cancelLabel = 'Cancel', tone = 'danger', children } = props;
  const [ownOpen, setOwnOpen] = useState(false);
  const [pending, startTransition] = useTransition();
  const returnFocus = useReturnFocus();
  const open = props.open ?? ownOpen;
  const setOpen = (next: boolean) => {
    setOwnOpen(next);
    props.onOpenChange?.(next);
  };
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className={overlayClass} />
        <Radix.Content className={cn(dialogPanelClass, 'sm:max-w-md')} {...returnFocus}>
          <header className="grid gap-1.5 px-5 pt-5">
            <Radix.Title className="font-semibold text-lg [overflow-wrap:anywhere]">{title}</Radix.Title>
            <Radix.Description className="text-base text-muted [overflow-wrap:anywhere]">
              {description}
            </Radix.Description>
          </header>
          <div className="min-h-0 overflow-y-auto px-5 pt-3 pb-5">{children}</div>
          <footer className="flex flex-col-reverse gap-2 border-line border-t px-5 py-3.5 sm:flex-row sm:items-center sm:justify-end">
            <Radix.Cancel asChild>
              <Button>{cancelLabel}</Button>
            </Radix.Cancel>
            <Button
              variant={tone}
              pending={pending}
              className={wrappingButtonClass}
              onClick={() =>
                startTransition(async () => {
                  if ((await props.onConfirm()) !== false) setOpen(false);
                })
              }
            >
              {confirmLabel}
            </Button>
          </footer>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
