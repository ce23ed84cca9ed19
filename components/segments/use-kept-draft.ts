import { useCallback, useEffect, useRef } from 'react';
import { type GroupDraft, withNewKeys } from './rule-draft';

interface KeptDraft {
  name: string;
  root: GroupDraft;
}

interface KeptDraftProps extends KeptDraft {
  /** Of one segment, or of the new one of a site. */
  place: string;
  /** When what is edited was stored last: what was written over an older state is not brought back. */
  version: string;
  isDirty: boolean;
  onRestore: (draft: KeptDraft) => void;
}

/**
 * Keeps what is not saved yet in this tab: a link, the Back button or an ended session lead away from the builder, and
 * nothing of it is lost. The returned function forgets it.
 */
export function useKeptDraft({ place, version, name, root, isDirty, onRestore }: KeptDraftProps): () => void {
  const key = `belfry-segment ${place}`;
  const hasLooked = useRef(false);
  const restore = useRef(onRestore);
  restore.current = onRestore;
  useEffect(() => {
    if (!hasLooked.current) {
      hasLooked.current = true;
      const kept = read(key, version);
      if (kept) restore.current(kept);
    } else if (isDirty) {
      write(key, JSON.stringify({ version, name, root }));
    } else {
      write(key, null);
    }
  }, [key, version, name, root, isDirty]);
  return useCallback(() => write(key, null), [key]);
}

function read(key: string, version: string): KeptDraft | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as (KeptDraft & { version: string }) | null;
    return kept?.version === version ? { name: kept.name, root: withNewKeys(kept.root) } : null;
  } catch {
    return null;
  }
}

/** @param text null: nothing is kept any more */
function write(key: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // A browser may refuse to keep anything: the builder works without.
  }
}
