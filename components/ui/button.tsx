import type { ComponentProps } from 'react';
import { cn } from './cn';
import { Spinner } from './spinner';

const BASE = [
  'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium',
  'transition-[background-color,border-color,color,box-shadow] duration-100',
  'disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50',
  '[&_svg]:size-4 [&_svg]:shrink-0',
].join(' ');

const VARIANTS = {
  primary:
    'bg-accent text-accent-fg shadow-sm inset-shadow-[0_1px_0_rgb(255_255_255/0.14)] hover:bg-accent-hover active:inset-shadow-none',
  secondary:
    'border border-line-strong bg-surface text-fg shadow-sm hover:bg-subtle active:bg-subtle-strong [&_svg]:text-muted',
  ghost: 'text-muted hover:bg-subtle hover:text-fg active:bg-subtle-strong',
  danger: 'bg-danger text-white shadow-sm hover:bg-danger-hover',
  dangerGhost: 'text-danger-ink hover:bg-danger-soft',
  link: 'h-auto! p-0! text-accent-ink underline-offset-4 hover:underline',
};

const SIZES = {
  sm: 'h-7 px-2 text-sm pointer-coarse:h-9',
  md: 'h-8 px-3 text-sm pointer-coarse:h-10',
  lg: 'h-10 px-4 text-base',
  icon: 'size-8 pointer-coarse:size-10',
  iconSm: 'size-7 pointer-coarse:size-9',
};

interface ButtonLook {
  variant?: keyof typeof VARIANTS;
  size?: keyof typeof SIZES;
}

/** The classes of a button, for a link that looks like one: `<Link className={buttonClass({ variant: 'primary' })}>`. */
export function buttonClass({ variant = 'secondary', size = 'md' }: ButtonLook = {}): string {
  return `${BASE} ${VARIANTS[variant]} ${SIZES[size]}`;
}

/** For a label that says much: it takes a second line where there is no room beside it. */
export const wrappingButtonClass =
  'h-auto min-h-8 max-w-full shrink whitespace-normal py-1 text-center pointer-coarse:h-auto pointer-coarse:min-h-10';

interface ButtonProps extends ComponentProps<'button'>, ButtonLook {
  /** Shows a spinner and ignores clicks; keeps the focus. */
  pending?: boolean;
}

export function Button({ variant, size, pending, className, children, type, onClick, ...props }: ButtonProps) {
  return (
    <button
      type={type ?? 'button'}
      className={cn(buttonClass({ variant, size }), className)}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : onClick}
      {...props}
    >
      {pending && <Spinner />}
      {children}
    </button>
  );
}
