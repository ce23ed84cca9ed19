'use client';

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { Button } from './button';
import { cn } from './cn';
import { useReturnFocus } from './use-return-focus';

export const Dialog = Radix.Root;
export const DialogTrigger = Radix.Trigger;
export const DialogClose = Radix.Close;

export const overlayClass =
  'fixed inset-0 z-40 bg-black/35 data-[state=closed]:animate-fade-out data-[state=open]:animate-fade-in dark:bg-black/60';
export const dialogPanelClass = [
  'fixed z-50 grid max-h-[calc(100dvh-2rem)] w-full grid-rows-[auto_1fr_auto] bg-raised shadow-pop outline-none',
  'inset-x-0 bottom-0 rounded-t-xl sm:inset-0 sm:m-auto sm:h-fit sm:max-w-lg sm:rounded-xl',
  'data-[state=closed]:animate-fade-out data-[state=open]:animate-dialog-in',
].join(' ');

interface DialogContentProps extends Omit<ComponentProps<typeof Radix.Content>, 'title'> {
  title: ReactNode;
  description?: ReactNode;
  /** Buttons, the primary one last. */
  footer?: ReactNode;
}

/** A modal dialog with a title; a sheet from below on a phone. */
export function DialogContent({ title, description, footer, className, children, ...props }: DialogContentProps) {
  const returnFocus = useReturnFocus();
  return (
    <Radix.Portal>
      <Radix.Overlay className={overlayClass} />
      <Radix.Content
        className={cn(dialogPanelClass, className)}
        {...(description ? {} : { 'aria-describedby': undefined })}
        {...returnFocus}
        {...props}
      >
        <header className="flex items-start justify-between gap-4 px-5 pt-5">
          <div className="grid gap-1">
            <Radix.Title className="font-semibold text-lg [overflow-wrap:anywhere]">{title}</Radix.Title>
            {description && (
              <Radix.Description className="text-base text-muted [overflow-wrap:anywhere]">
                {description}
              </Radix.Description>
            )}
          </div>
          <Radix.Close asChild>
            <Button variant="ghost" size="iconSm" aria-label="Close" className="-mt-1 -mr-1.5">
              <X />
            </Button>
          </Radix.Close>
        </header>
        <div className="min-h-0 overflow-y-auto px-5 py-4">{children}</div>
        {footer && <DialogFooter>{footer}</DialogFooter>}
      </Radix.Content>
    </Radix.Portal>
  );
}

/** The bar of buttons at a dialog's foot; use it inside a form that spans body and footer. */
export function DialogFooter({ className, ...props }: ComponentProps<'footer'>) {
  return (
    <footer
      className={cn(
        'flex flex-col-reverse gap-2 border-line border-t px-5 py-3.5 sm:flex-row sm:justify-end',
        className,
      )}
      {...props}
    />
  );
}
