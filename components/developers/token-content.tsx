'use client';

import type { ReactNode } from 'react';
import { CodeBlock } from '@/components/ui/code-block';
import { OnceContent } from './once-content';

interface TokenContentProps {
  title: string;
  description: string;
  token: string;
  onDone: () => void;
  /** What else has to be known now, such as when the old one ends. */
  children?: ReactNode;
}

const WARNING = { title: 'Copy it now', text: 'It is shown this once. Here, only a fingerprint of it is kept.' };

/** A key's token, the only time that anyone sees it. */
export function TokenContent({ token, children, ...props }: TokenContentProps) {
  return (
    <OnceContent {...props} warning={WARNING}>
      {children}
      <CodeBlock label="API key" wrap code={token} />
      <CodeBlock
        label="Example"
        code={`curl -H "Authorization: Bearer $BELFRY_API_KEY" \\\n  ${typeof location === 'undefined' ? '' : location.origin}/api/v1/sites`}
      />
    </OnceContent>
  );
}
