'use client';

import { useEffect, useState } from 'react';
import type { MessageSchema } from './composer-values';

/** The schema of a message, a moment after the page; null until then. */
export function useMessageSchema(): MessageSchema | null {
  const [schema, setSchema] = useState<MessageSchema | null>(null);
  useEffect(() => {
    let isGone = false;
    void import('@/lib/contracts/messages').then(({ MessageInput }) => {
      if (!isGone) setSchema(() => MessageInput);
    });
    return () => {
      isGone = true;
    };
  }, []);
  return schema;
}
