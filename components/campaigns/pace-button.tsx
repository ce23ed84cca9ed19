'use client';

import { Gauge } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { Button } from '@/components/ui/button';

const PaceDialog = dynamic(() => import('./pace-dialog').then((module) => module.PaceDialog), { ssr: false });

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
