'use client';

import { useEffect, useState } from 'react';
import type { seriesWords } from './series-words';

type WordsOf = typeof seriesWords;

/** What saving a series does, in words; fetched for a series alone, null until then. */
export function useSeriesWords(isSeries: boolean): WordsOf | null {
  const [wordsOf, setWordsOf] = useState<WordsOf | null>(null);
  useEffect(() => {
    if (!isSeries) return;
    let isGone = false;
    import('./series-words').then(
      (module) => {
        if (!isGone) setWordsOf(() => module.seriesWords);
      },
      // Saving does the same, said in a word.
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [isSeries]);
  return wordsOf;
}
