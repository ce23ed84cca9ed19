'use client';

import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { CodeBlock } from '@/components/ui/code-block';
import { DialogContent } from '@/components/ui/dialog';

interface TokenContentProps {
  title: string;
  description: string;
  token: string;
  onDone: () => void;
  /** What else has to be known now, such as when the old one ends. */
  children?: ReactNode;
}

/** A key's token, the only time that anyone sees it. */
export function TokenContent({ title, description, token, onDone, children }: TokenContentProps) {
  return (
    <DialogContent
      title={title}
      description={description}
      // A stray click must not take away what is shown only once.
      onInteractOutside={(event) => event.preventDefault()}
      onEscapeKeyDown={(event) => event.preventDefault()}
      footer={
        <Button variant="primary" onClick={onDone}>
          I have stored it
        </Button>
      }
    >
      <div className="grid gap-4">
        <Callout tone="warning" title="Copy it now">
          It is shown this once. Here, only a fingerprint of it is kept.
        </Callout>
        {children}
        <CodeBlock label="API key" wrap code={token} />
        <CodeBlock
          label="Example"
          code={`curl -H "Authorization: Bearer $BELFRY_API_KEY" \\\n  ${typeof location === 'undefined' ? '' : location.origin}/api/v1/sites`}
        />
      </div>
    </DialogContent>
  );
}
