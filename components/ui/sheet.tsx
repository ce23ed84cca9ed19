'use client';

import { Dialog as Radix } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';
import { overlayClass } from './dialog';
import { useReturnFocus } from './use-return-focus';

export const Sheet = Radix.Root;

/** A panel from the left edge: the navigation on a phone. */
export function SheetContent({
  title,
  className,
  children,
  ...props
}: Omit<ComponentProps<typeof Radix.Content>, 'title'> & { title: ReactNode }) {
  const returnFocus = useReturnFocus();
  return (
    <Radix.Portal>
      <Radix.Overlay className={overlayClass} />
      <Radix.Content
        aria-describedby={undefined}
        className={cn(
          'fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] flex-col overflow-y-auto bg-canvas shadow-pop outline-none',
          'data-[state=closed]:animate-fade-out data-[state=open]:animate-slide-in',
          className,
        )}
        {...returnFocus}
        {...props}
      >
        <Radix.Title className="sr-only">{title}</Radix.Title>
        {children}
      </Radix.Content>
    </Radix.Portal>
  );
}
