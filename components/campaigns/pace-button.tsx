'use client';

import { Gauge } from 'lucide-react';
import { useState } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';
import { lateDialog } from '@/components/ui/late-dialog';

const PaceDialog = lateDialog(() => import('./pace-dialog').then((module) => module.PaceDialog));

interface PaceButtonProps {
  className?: string;
  throttlePerMinute: number | null;
  onSave: (perMinute: number | null) => Promise<ActionState>;
}

/** Changes how fast a campaign goes out while it does; the dialog is loaded with the first click. */
export function PaceButton({ className, ...props }: PaceButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="ghost" className={className} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Gauge aria-hidden /> Pace
      </Button>
      {open ? <PaceDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
