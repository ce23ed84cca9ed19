'use client';

import { Check, Copy } from 'lucide-react';
import { type ComponentProps, useEffect, useState } from 'react';
import { Button } from './button';

interface CopyButtonProps extends Omit<ComponentProps<typeof Button>, 'children' | 'onClick' | 'value'> {
  value: string;
  /** What is copied, for the label: "Copy snippet". */
  label?: string;
  /** Shows the icon alone; the label is read out. */
  iconOnly?: boolean;
}

/** Copies a text and says so for two seconds. */
export function CopyButton({ value, label = 'Copy', iconOnly, ...props }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      size={iconOnly ? 'iconSm' : 'sm'}
      variant={iconOnly ? 'ghost' : 'secondary'}
      aria-label={iconOnly ? (copied ? 'Copied' : label) : undefined}
      onClick={async () => setCopied(await copyText(value))}
      {...props}
    >
      {copied ? <Check className="text-success-ink!" aria-hidden="true" /> : <Copy aria-hidden="true" />}
      {!iconOnly && <span aria-live="polite">{copied ? 'Copied' : label}</span>}
    </Button>
  );
}

// navigator.clipboard is missing on plain http, which is how a first start on a LAN is looked at.
async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'sr-only';
  (document.activeElement?.closest('[role=dialog]') ?? document.body).append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
