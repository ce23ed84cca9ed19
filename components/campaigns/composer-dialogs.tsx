'use client';

import { useCallback, useState } from 'react';
import { lateDialog } from '@/components/ui/late-dialog';
import { useFocusBack } from '@/components/ui/use-focus-back';
import type { ComposerActions, SavedDraft, StoredCampaign } from './composer.types';
import type { ComposerValues } from './composer-values';

const ConfirmDialog = lateDialog(() => import('@/components/ui/alert-dialog').then((module) => module.ConfirmDialog));
const SeriesTestDialog = lateDialog(() => import('./composer-series').then((module) => module.SeriesTestDialog));
const TestDialog = lateDialog(() => import('./send-dialogs').then((module) => module.TestDialog));

/** What the question before sending adds to whom and how many. */
export const CONSEQUENCES: Record<ComposerValues['when'], string> = {
  now: 'What has been sent cannot be called back; you can stop the rest while it is going out.',
  later: 'Until then you can still change or cancel it.',
  local: 'Until the first time zone starts you can change it; after that you can stop the time zones still to come.',
  best: 'Each person gets it once, within a day of the start; you can stop those whose hour is still to come.',
  recurring: 'Each date goes to whoever is in the audience then. You can pause or stop it at any time.',
};

type DialogKind = 'send' | 'test';

/** Which dialog is open. A key opens them too: what had the focus then has it again. */
export function useComposerDialog() {
  const [dialog, setDialog] = useState<DialogKind | null>(null);
  const opener = useFocusBack<HTMLElement>(dialog !== null);
  const openDialog = useCallback(
    (kind: DialogKind) => {
      opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
      setDialog(kind);
    },
    [opener],
  );
  const closeDialog = useCallback((open: boolean) => {
    if (!open) setDialog(null);
  }, []);
  return { dialog, openDialog, closeDialog };
}

interface ComposerDialogsProps {
  dialog: DialogKind | null;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: string;
  confirmLabel: string;
  onConfirm: () => Promise<void>;
  /** The series that is edited; null for a draft. */
  series: StoredCampaign | null;
  /** Stores a draft, so that a test sends what is written. */
  flush: () => Promise<SavedDraft | null>;
  actions: ComposerActions;
  subscribersPath: string;
  variant: string | undefined;
  timeZone: string;
}

/** The question before sending, and the test. */
export function ComposerDialogs({ dialog, onOpenChange, series, ...props }: ComposerDialogsProps) {
  if (dialog === 'send') {
    return (
      <ConfirmDialog
        open
        onOpenChange={onOpenChange}
        tone="primary"
        title={props.title}
        description={props.description}
        confirmLabel={props.confirmLabel}
        onConfirm={props.onConfirm}
      />
    );
  }
  if (dialog !== 'test') return null;
  const { flush, actions, subscribersPath, variant, timeZone } = props;
  const shared = { onOpenChange, actions, subscribersPath, variant };
  return series ? (
    <SeriesTestDialog {...shared} campaign={series} timeZone={timeZone} />
  ) : (
    <TestDialog {...shared} open flush={flush} />
  );
}
