'use client';

import { type ComponentType, useEffect } from 'react';
import { toast } from '@/components/ui/toast';
import { type LatePart, latePart, type Waiting } from './late-part';

/** Dialogs that are open while they are there, and those that are told. */
interface Closable {
  onClose?: () => void;
  onOpenChange?: (open: boolean) => void;
}

/** A dialog whose script comes with its first use. Where it cannot be fetched it is closed: the next click asks again. */
export function lateDialog<Props extends Closable>(fetchPart: () => Promise<ComponentType<Props>>): LatePart<Props> {
  return latePart<Props>(fetchPart, CloseFailed);
}

function CloseFailed({ failure, ...props }: Closable & Waiting) {
  const isFailed = failure !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each failure
  useEffect(() => {
    if (!isFailed) return;
    toast.error('It could not be opened: its script could not be fetched. Try again.');
    props.onClose?.();
    props.onOpenChange?.(false);
  }, [isFailed]);
  return null;
}
