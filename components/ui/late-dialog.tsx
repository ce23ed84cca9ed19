'use client';

import { type ComponentType, type JSX, useState } from 'react';
import { latePart, type Waiting } from './late-part';
import { NotFetched } from './not-fetched';

/** Dialogs that are open while they are there, and those that are told. */
interface Closable {
  open?: boolean;
  onClose?: () => void;
  onOpenChange?: (open: boolean) => void;
}

/** A dialog whose script comes when it is opened first. Where it cannot be fetched, its place says so. */
export function lateDialog<Props extends Closable>(
  fetchPart: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const Part = latePart<Props>(fetchPart, Refused);
  // One that has come stays when it closes: it takes a moment to fade.
  return (props) =>
    props.open === false && !Part.isThere() ? null : <Part {...(props as Props & JSX.IntrinsicAttributes)} />;
}

function Refused({ retry, ...props }: Closable & Waiting) {
  // While it is asked for again it stays, with the focus.
  const [hasFailed, setFailed] = useState(false);
  if (retry && !hasFailed) setFailed(true);
  if (!hasFailed) return null;
  const close = () => {
    props.onClose?.();
    props.onOpenChange?.(false);
  };
  return <NotFetched isAsking={!retry} onRetry={() => retry?.()} onClose={close} />;
}
