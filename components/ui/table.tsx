import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

interface TableProps extends ComponentProps<'table'> {
  label: string;
  /** Set tighter where it is narrower than on a wide screen: for many columns. */
  dense?: boolean;
  /**
   * On a phone: each row an item, a table still (for few short columns), or things side by side under their headings.
   * `app/narrow-tables.css` says how each looks.
   */
  narrow?: 'items' | 'table' | 'columns';
}

// The roles are those that the elements have anyway: some browsers forget them where a table is not laid out as one.

/** `label` names it for screen readers. */
export function Table({ label, narrow = 'items', dense, className, children, ...props }: TableProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls, as it may on a tablet, must be reachable by keyboard.
      tabIndex={0}
      className="@container relative min-w-0 overflow-x-auto rounded-[inherit] focus-visible:outline-offset-[-2px]"
    >
      <table
        role="table"
        data-narrow={narrow}
        data-dense={dense || undefined}
        className={cn('w-full border-collapse text-left text-sm', className)}
        {...props}
      >
        {children}
      </table>
    </section>
  );
}

/** Takes the headings: it has one row. */
export function TableHead({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <thead role="rowgroup">
      <tr role="row" className={className}>
        {children}
      </tr>
    </thead>
  );
}

export function TableBody({ className, ...props }: ComponentProps<'tbody'>) {
  return <tbody role="rowgroup" className={cn('[&>tr:last-child]:border-0', className)} {...props} />;
}

/** `interactive`: the row reacts to the pointer; put a link with `rowLinkClass` into its first cell. */
export function TableRow({ interactive, className, ...props }: ComponentProps<'tr'> & { interactive?: boolean }) {
  return (
    <tr
      role="row"
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
      role="columnheader"
      className={cn(
        'h-9 whitespace-nowrap border-line border-b bg-canvas px-3 font-medium text-muted text-xs first:rounded-tl-xl first:pl-5 last:rounded-tr-xl last:pr-5',
        // A sheet does not scroll sideways.
        'print:h-auto print:whitespace-normal print:px-1 print:text-[0.625rem]',
        numeric && 'text-right',
        className,
      )}
      {...props}
    />
  );
}

interface TableCellProps extends ComponentProps<'td'> {
  numeric?: boolean;
  /**
   * On a phone, in a row that is an item: on its first line as `name`, `state`, `act`ions or `lead` (what selects it); beneath
   * as one of the small facts (the default), a `line` of its own, a `figure` under its label, or at its `foot`. `hidden`: for
   * screen readers only.
   */
  at?: 'name' | 'state' | 'act' | 'lead' | 'line' | 'figure' | 'foot' | 'hidden';
  /** On a phone, where the heading is not seen: what stands before it. */
  label?: string;
}

export function TableCell({ numeric, at, label, className, ...props }: TableCellProps) {
  return (
    <td
      role="cell"
      data-at={at}
      data-label={label}
      className={cn(
        'h-11 px-3 py-2 align-middle first:pl-5 last:pr-5 print:h-7 print:px-1 print:py-1',
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
      role="rowheader"
      className={cn('px-3 py-2 text-left font-medium first:pl-5 print:px-1 print:py-1', className)}
      {...props}
    />
  );
}
