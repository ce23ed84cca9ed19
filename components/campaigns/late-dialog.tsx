'use client';

import { type ComponentType, useEffect } from 'react';
import { toast } from '@/components/ui/toast';
import { type LatePart, latePart, type Waiting } from './late-part';

type Closable = { onClose: () => void } | { onOpenChange: (open: boolean) => void };

/** A dialog whose script comes with its first use. Where it cannot be fetched it counts as closed: the next click asks again. */
export function lateDialog<Props extends Closable>(fetchPart: () => Promise<ComponentType<Props>>): LatePart<Props> {
  return latePart<Props>(fetchPart, CloseFailed);
}

function CloseFailed({ failure, ...props }: Closable & Waiting) {
  const isFailed = failure !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each failure
  useEffect(() => {
    if (!isFailed) return;
    toast.error('It could not be opened: its script could not be fetched. Try again.');
    if ('onClose' in props) props.onClose();
    else props.onOpenChange(false);
  }, [isFailed]);
  return null;
}
