'use client';

import { type ComponentProps, type ReactNode, useState } from 'react';
import type { ConfirmDialog as Confirm } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { lateDialog } from '@/components/ui/late-dialog';
import { useFocusBack } from '@/components/ui/use-focus-back';

const ConfirmDialog = lateDialog(() => import('@/components/ui/alert-dialog').then((module) => module.ConfirmDialog));

type ConfirmProps = Omit<ComponentProps<typeof Confirm>, 'open' | 'onOpenChange' | 'trigger'>;

interface LazyConfirmProps extends ConfirmProps {
  button: Pick<ComponentProps<typeof Button>, 'variant' | 'size' | 'className' | 'aria-label'>;
  /** What the button shows. */
  label: ReactNode;
}

/** A button that asks first; the dialog is loaded with the first click. The focus comes back to the button. */
export function LazyConfirm({ button, label, ...dialog }: LazyConfirmProps) {
  const [open, setOpen] = useState(false);
  const trigger = useFocusBack(open);
  return (
    <>
      <Button {...button} ref={trigger} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open ? <ConfirmDialog {...dialog} open onOpenChange={setOpen} /> : null}
    </>
  );
}
