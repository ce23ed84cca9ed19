'use client';

import { useEffect, useState } from 'react';
import type { ComposerRules } from './composer-rules';

/** What the composer says of its values, a moment after the page; null until then. */
export function useComposerRules(): ComposerRules | null {
  const [rules, setRules] = useState<ComposerRules | null>(null);
  useEffect(() => {
    let isGone = false;
    void import('./composer-rules').then(({ composerRules }) => {
      if (!isGone) setRules(composerRules);
    });
    return () => {
      isGone = true;
    };
  }, []);
  return rules;
}
