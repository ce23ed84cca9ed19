'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { CampaignDraftInput } from '@/lib/contracts/campaigns';
import type { ComposerActions, SavedDraft } from './composer.types';

export type SaveState =
  | { kind: 'clean' }
  | { kind: 'waiting' }
  | { kind: 'unsaved' }
  | { kind: 'saving' }
  | { kind: 'saved'; atMs: number }
  | { kind: 'failed'; message: string; isSignedOut?: boolean | undefined }
  | { kind: 'conflict'; theirs: SavedDraft };

const QUIET_MS = 800;
const RETRY_MS = 5_000;

interface Options {
  initial: SavedDraft | null;
  /** The draft as it is now. */
  read: () => CampaignDraftInput;
  save: ComposerActions['save'];
  /** Stored for the first time, while the page is open. */
  onCreated: (id: string) => void;
  /** The page was left, and what there is of a draft is stored. */
  onLeft: () => void;
  /** Saved by `flush` alone: what is half written must not reach a series that goes on. */
  isManual?: boolean;
}

/**
 * Saves a moment after the typing pauses, one save at a time, and again when something changed meanwhile. Stops when
 * someone else has saved: `overwrite` goes on with this editor's text. Retries by itself when the network fails.
 */
export function useAutosave({ initial, read, save, onCreated, onLeft, isManual = false }: Options) {
  const [state, setState] = useState<SaveState>({ kind: 'clean' });
  const known = useRef(initial);
  const saved = useRef<string | null>(null);
  const savedAtMs = useRef(0);
  const running = useRef<Promise<SavedDraft | null> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const conflicted = useRef(false);
  // Changed since it was last read to be saved.
  const isBehind = useRef(false);
  // What is stored after that names no address: it is another page's by then.
  const isLeft = useRef(false);
  const latest = useRef({ read, save, onCreated, onLeft });
  latest.current = { read, save, onCreated, onLeft };

  const store = useRef(async (_draft: CampaignDraftInput, _text: string): Promise<SavedDraft | null> => null);
  store.current = async (draft, text) => {
    const answer = await latest.current.save(draft, known.current).catch(() => null);
    if (answer?.status === 'done' && answer.data?.saved) {
      const isNew = known.current === null;
      known.current = answer.data.saved;
      saved.current = text;
      savedAtMs.current = Date.now();
      const changed = { kind: isManual ? ('unsaved' as const) : ('waiting' as const) };
      setState(isBehind.current ? changed : { kind: 'saved', atMs: savedAtMs.current });
      if (isNew && !isLeft.current) latest.current.onCreated(answer.data.saved.id);
      return answer.data.saved;
    }
    if (answer?.data?.conflict) {
      conflicted.current = true;
      setState({ kind: 'conflict', theirs: answer.data.conflict });
    } else {
      setState({ kind: 'failed', message: answer?.message ?? 'No connection', isSignedOut: answer?.isSignedOut });
      if (!answer && !isManual) timer.current = setTimeout(() => void flush(), RETRY_MS);
    }
    return null;
  };

  /** Saves what is not saved yet; resolves to the stored draft, or null when it could not be stored. */
  const flush = useCallback(async (): Promise<SavedDraft | null> => {
    clearTimeout(timer.current);
    while (running.current) await running.current;
    const draft = latest.current.read();
    isBehind.current = false;
    const text = JSON.stringify(draft);
    if (known.current && saved.current === text) {
      // A change was taken back before it was saved.
      setState((last) => (last.kind === 'conflict' ? last : { kind: 'saved', atMs: savedAtMs.current }));
      return known.current;
    }
    setState({ kind: 'saving' });
    const run = store.current(draft, text);
    running.current = run;
    const result = await run;
    running.current = null;
    return result;
  }, []);

  /** To be called at each change. */
  const touch = useCallback(() => {
    if (conflicted.current) return;
    isBehind.current = true;
    if (isManual) return setState({ kind: 'unsaved' });
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush(), QUIET_MS);
    setState((last) => (last.kind === 'saving' ? last : { kind: 'waiting' }));
  }, [flush, isManual]);

  const overwrite = useCallback(
    (theirs: SavedDraft) => {
      known.current = theirs;
      conflicted.current = false;
      saved.current = null;
      return flush();
    },
    [flush],
  );

  const stateNow = useRef(state);
  stateNow.current = state;
  /** The draft as stored, with what was not yet; null: it could not be stored, or there is none. */
  const settle = useCallback(
    () => (['clean', 'saved'].includes(stateNow.current.kind) ? Promise.resolve(known.current) : flush()),
    [flush],
  );
  /** Nothing was written yet. */
  const isBlank = useCallback(() => stateNow.current.kind === 'clean' && known.current === null, []);

  /** The draft was stored by another way, and the form shows it. */
  const adopt = useCallback((stored: SavedDraft) => {
    known.current = { id: stored.id, updatedAt: stored.updatedAt };
    saved.current = JSON.stringify(latest.current.read());
    isBehind.current = false;
    savedAtMs.current = Date.now();
    setState({ kind: 'saved', atMs: savedAtMs.current });
  }, []);

  const isGivenUp = useRef(false);
  /** Loads what is stored; what is written here was given up. */
  const reload = useCallback(() => {
    isGivenUp.current = true;
    window.location.reload();
  }, []);

  // Signed in again in another tab: who comes back finds it saved.
  const isSignedOut = state.kind === 'failed' && state.isSignedOut === true && !isManual;
  useEffect(() => {
    if (!isSignedOut) return;
    const goOn = () => void flush();
    window.addEventListener('focus', goOn);
    return () => window.removeEventListener('focus', goOn);
  }, [isSignedOut, flush]);

  const isUnsaved = ['waiting', 'unsaved', 'saving', 'failed', 'conflict'].includes(state.kind);
  useEffect(() => {
    if (!isUnsaved) return;
    const warn = (event: BeforeUnloadEvent) => {
      if (!isGivenUp.current) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isUnsaved]);

  // Leaving by a link inside the dashboard: the last keystrokes go with it.
  const pending = useRef(false);
  pending.current = state.kind === 'waiting';
  useEffect(() => {
    isLeft.current = false;
    return () => {
      isLeft.current = true;
      const last = pending.current ? flush() : running.current;
      void Promise.resolve(last).then(() => latest.current.onLeft());
    };
  }, [flush]);

  return { state, touch, flush, overwrite, settle, isBlank, adopt, reload };
}
