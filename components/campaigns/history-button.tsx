'use client';

import { History } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { lateDialog } from '@/components/ui/late-dialog';
import { useFocusBack } from '@/components/ui/use-focus-back';
import type { HistoryProps } from './history-dialog';

const HistoryDialog = lateDialog(() => import('./history-dialog').then((module) => module.HistoryDialog));

/** What the draft said before; the dialog is loaded when it is asked for. */
export function HistoryButton(props: Omit<HistoryProps, 'onClose'>) {
  const [isOpen, setOpen] = useState(false);
  const button = useFocusBack(isOpen);
  return (
    <>
      <Button ref={button} variant="ghost" onClick={() => setOpen(true)} aria-haspopup="dialog">
        <History aria-hidden /> History
      </Button>
      {isOpen ? <HistoryDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
