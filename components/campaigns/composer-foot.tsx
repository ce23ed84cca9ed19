'use client';

import { Button, wrappingButtonClass } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { useAhead } from '@/components/ui/first-sign';
import { Kbd } from '@/components/ui/kbd';
import type { ComposerActions, StoredCampaign } from './composer.types';
import { ComposerBar, type SendFailure } from './composer-bar';
import { LeaveGuard, SeriesHistory } from './composer-parts';
import { DraftMenu } from './draft-menu';
import type { DraftMenuProps } from './draft-menu-open';
import { HistoryButton } from './history-button';
import type { HistoryProps } from './history-dialog';
import type { useAutosave } from './use-autosave';
import { useIsApple } from './use-time-zone';

interface ComposerFootProps {
  autosave: ReturnType<typeof useAutosave>;
  /** Of the last attempt to send; null when there is none, or it succeeded. */
  failure: SendFailure | null;
  /** A recurring campaign that is scheduled or goes on. */
  series: StoredCampaign | null;
  history: ComposerActions['history'];
  draft: Pick<DraftMenuProps, 'actions' | 'name' | 'listPath'>;
  timeZone: string;
  site: Pick<HistoryProps, 'segments' | 'siteName' | 'siteHost'>;
  /** The form shows something else, which is not saved. */
  onFilled: () => void;
  /** The draft was stored as it was once, and the form has to show it. */
  onRestored: (stored: StoredCampaign) => void;
  /** Of the main button. */
  label: string;
  isCounting: boolean;
  onTest: () => void;
  onStart: () => void;
}

/** What can be done with what is written: look back, try it, send it. */
export function ComposerFoot({
  autosave,
  failure,
  series,
  history,
  draft,
  timeZone,
  site,
  ...props
}: ComposerFootProps) {
  // It asks where the server may not be reached any more.
  useAhead(LeaveGuard.load);
  const isApple = useIsApple();
  const { kind } = autosave.state;
  return (
    <ComposerBar failure={failure} state={autosave.state} onRetry={() => void autosave.flush()}>
      {kind === 'unsaved' || kind === 'failed' || kind === 'conflict' ? <LeaveGuard kind={kind} /> : null}
      {series ? (
        <SeriesHistory campaign={series} actions={history} timeZone={timeZone} onFilled={props.onFilled} {...site} />
      ) : (
        <>
          {autosave.isBlank() ? null : <DraftMenu store={autosave.settle} {...draft} />}
          <HistoryButton
            actions={history}
            store={autosave.settle}
            isNew={autosave.isBlank}
            onRestored={props.onRestored}
            {...site}
          />
        </>
      )}
      <Button onClick={props.onTest}>Send a test</Button>
      <Button
        variant="primary"
        onClick={props.onStart}
        aria-busy={props.isCounting}
        aria-keyshortcuts="Control+Enter Meta+Enter"
        className={cn(wrappingButtonClass, 'aria-busy:opacity-60 max-sm:grow')}
      >
        {props.label}
        <Kbd aria-hidden className="ml-1 border-current/40 bg-transparent text-accent-fg max-sm:hidden">
          {isApple ? '⌘' : 'Ctrl'} ↵
        </Kbd>
      </Button>
    </ComposerBar>
  );
}
