'use client';

import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { Toaster, toast } from 'sonner';

export const sonner = toast;

/** Sonner in our looks; loaded by toast.tsx. */
export function SonnerToaster() {
  return (
    <Toaster
      position="bottom-right"
      // Above the bar that sticks to the foot of a page: what is said must not cover what is done next.
      offset={{ bottom: '4.75rem' }}
      mobileOffset={{ bottom: '4.75rem' }}
      gap={8}
      icons={{
        success: <CircleCheck className="size-4 text-success-ink" />,
        error: <CircleAlert className="size-4 text-danger-ink" />,
        warning: <TriangleAlert className="size-4 text-warning-ink" />,
        info: <Info className="size-4 text-info-ink" />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full sm:w-89 items-start gap-2.5 rounded-lg bg-raised px-3.5 py-3 text-fg text-sm shadow-pop font-sans',
          icon: 'mt-0.5 shrink-0',
          content: 'grid gap-0.5 min-w-0 flex-1',
          title: 'font-medium',
          description: 'text-muted',
          actionButton: 'shrink-0 font-medium text-accent-ink hover:underline underline-offset-4',
          cancelButton: 'shrink-0 text-muted hover:text-fg',
        },
      }}
    />
  );
}
