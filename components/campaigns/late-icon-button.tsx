'use client';

import type { ComponentProps, ReactNode } from 'react';
import { Button } from '@/components/ui/button';

interface LateIconButtonProps extends Omit<ComponentProps<typeof Button>, 'children'> {
  label: string;
  /** What it opens is on its way. */
  isAsking: boolean;
  icon: ReactNode;
}

/** Beside a field: opens a picker whose script comes with the first click. */
export function LateIconButton({ label, isAsking, icon, ...props }: LateIconButtonProps) {
  return (
    <Button
      {...props}
      variant="ghost"
      size="iconSm"
      aria-label={label}
      aria-haspopup="dialog"
      title={label}
      pending={isAsking}
      className={isAsking ? '[&>svg:last-child]:hidden' : undefined}
    >
      {icon}
    </Button>
  );
}
