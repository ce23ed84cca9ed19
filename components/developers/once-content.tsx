'use client';

import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { DialogContent } from '@/components/ui/dialog';

interface OnceContentProps {
  title: string;
  description: string;
  /** "Copy it now", and what is kept of it here. */
  warning: { title: string; text: string };
  onDone: () => void;
  children: ReactNode;
}

/** A dialog's content with a secret, the only time that anyone sees it. */
export function OnceContent({ title, description, warning, onDone, children }: OnceContentProps) {
  return (
    <DialogContent
      title={title}
      description={description}
      // A stray click must not take away what is shown only once.
      onInteractOutside={(event) => event.preventDefault()}
      onEscapeKeyDown={(event) => event.preventDefault()}
      footer={
        <Button variant="primary" onClick={onDone}>
          I have stored it
        </Button>
      }
    >
      <div className="grid gap-4">
        <Callout tone="warning" title={warning.title}>
          {warning.text}
        </Callout>
        {children}
      </div>
    </DialogContent>
  );
}
