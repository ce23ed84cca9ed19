import type { ComponentProps } from 'react';
import { cn } from './cn';

/** Scrolls sideways inside its card on a narrow screen; `label` names it for screen readers. */
export function Table({ label, className, children, ...props }: ComponentProps<'table'> & { label: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="relative min-w-0 overflow-x-auto rounded-[inherit] focus-visible:outline-offset-[-2px]"
    >
      <table className={cn('w-full border-collapse text-left text-sm', className)} {...props}>
        {children}
      </table>
    </section>
  );
}

export function TableHead(props: ComponentProps<'thead'>) {
  return <thead {...props} />;
}

export function TableBody({ className, ...props }: ComponentProps<'tbody'>) {
  return <tbody className={cn('[&>tr:last-child]:border-0', className)} {...props} />;
}

/** `interactive`: the row reacts to the pointer; put a link with `rowLinkClass` into its first cell. */
export function TableRow({ interactive, className, ...props }: ComponentProps<'tr'> & { interactive?: boolean }) {
  return (
    <tr
      className={cn(
        'border-line border-b',
        interactive && 'relative transition-colors focus-within:bg-subtle/70 hover:bg-subtle/70',
        className,
      )}
      {...props}
    />
  );
}

/** A link of an interactive row that takes clicks anywhere in the row. */
export const rowLinkClass =
  'font-medium text-fg outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:outline-offset-[-2px]';

export function TableHeader({ numeric, className, ...props }: ComponentProps<'th'> & { numeric?: boolean }) {
  return (
    <th
      scope="col"
      className={cn(
        'h-9 whitespace-nowrap border-line border-b bg-canvas px-3 font-medium text-muted text-xs first:rounded-tl-xl first:pl-5 last:rounded-tr-xl last:pr-5',
        // A sheet does not scroll sideways.
        'print:h-auto print:whitespace-normal print:px-1 print:text-[0.625rem] print:last:pr-1 print:first:pl-1',
        numeric && 'text-right',
        className,
      )}
      {...props}
    />
  );
}

export function TableCell({ numeric, className, ...props }: ComponentProps<'td'> & { numeric?: boolean }) {
  return (
    <td
      className={cn(
        'h-11 px-3 py-2 align-middle first:pl-5 last:pr-5 print:h-7 print:px-1 print:py-1 print:last:pr-1 print:first:pl-1',
        numeric && 'tabular text-right',
        className,
      )}
      {...props}
    />
  );
}

/** The cell that names its row. */
export function TableRowHeader({ className, ...props }: ComponentProps<'th'>) {
  return (
    <th
      scope="row"
      className={cn('px-3 py-2 text-left font-medium first:pl-5 print:px-1 print:py-1 print:first:pl-1', className)}
      {...props}
    />
  );
}
