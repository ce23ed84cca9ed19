import type { ComponentProps } from 'react';
import { cn } from './cn';

const BASE =
  'inline-flex h-5 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-full px-2 font-medium text-xs [&_svg]:size-3';

const TONES = {
  neutral: 'bg-subtle text-muted',
  accent: 'bg-accent-soft text-accent-ink',
  success: 'bg-success-soft text-success-ink',
  warning: 'bg-warning-soft text-warning-ink',
  danger: 'bg-danger-soft text-danger-ink',
  info: 'bg-info-soft text-info-ink',
  outline: 'border border-line-strong text-muted',
};

export type Tone = keyof typeof TONES;

interface BadgeProps extends ComponentProps<'span'> {
  tone?: Tone;
  /** A dot before the text: a state rather than a label. `pulse`: something is under way. */
  dot?: boolean | 'pulse';
}

/** A small label or state: the words say it, the colour only helps. */
export function Badge({ tone = 'neutral', dot, className, children, ...props }: BadgeProps) {
  return (
    <span className={cn(BASE, TONES[tone], className)} {...props}>
      {dot && (
        <span aria-hidden="true" className="relative inline-flex size-1.5">
          {dot === 'pulse' && (
            <span className="absolute inset-0 animate-ping rounded-full bg-current opacity-60 motion-reduce:hidden" />
          )}
          <span className="relative size-1.5 rounded-full bg-current" />
        </span>
      )}
      {children}
    </span>
  );
}
