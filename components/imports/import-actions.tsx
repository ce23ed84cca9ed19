'use client';

import { useTransition } from 'react';
import type { ActionState } from '@/components/ui/action-state';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { formatCount, formatNumber } from '@/components/ui/format';
import { toast } from '@/components/ui/toast';
import type { ImportCounts, ImportView } from '@/lib/contracts/imports';

export type Move = 'check' | 'start' | 'pause' | 'cancel' | 'undo';

interface ImportActionsProps {
  view: ImportView;
  move: (move: Move) => Promise<ActionState>;
}

/** What can be done with an import as it stands; the button says what will happen. */
export function ImportActions({ view, move }: ImportActionsProps) {
  const [isMoving, startMoving] = useTransition();
  const run = async (which: Move) => {
    const answer = await move(which);
    if (answer.status === 'failed') toast.error('Not done', { description: answer.message });
    return answer.status !== 'failed';
  };
  const button = (which: Move, label: string, variant?: 'primary') => (
    <Button variant={variant} pending={isMoving} onClick={() => startMoving(async () => void (await run(which)))}>
      {label}
    </Button>
  );
  const { state, check, problems } = view;
  // Nothing was started: to go on would be to import what nobody has seen tried.
  const isTrialFailed = state === 'failed' && view.startedAt === null;
  if (problems.length > 0 && state === 'ready') return <CancelButton view={view} run={run} />;
  return (
    <>
      {state === 'ready' || state === 'checking' || state === 'running' || state === 'paused' ? (
        <CancelButton view={view} run={run} />
      ) : null}
      {state === 'ready'
        ? button('check', check ? 'Try again' : 'Try it without changes', check ? undefined : 'primary')
        : null}
      {state === 'ready' && check && changesAnybody(check) ? button('start', startLabel(check), 'primary') : null}
      {state === 'running' ? button('pause', 'Pause') : null}
      {isTrialFailed ? button('check', 'Try again', 'primary') : null}
      {state === 'paused' || (state === 'failed' && !isTrialFailed) ? button('start', 'Go on', 'primary') : null}
      {view.canBeUndone ? <UndoButton view={view} run={run} /> : null}
    </>
  );
}

const changesAnybody = ({ createdCount, updatedCount }: ImportCounts) => createdCount + updatedCount > 0;

function startLabel({ createdCount, updatedCount }: ImportCounts): string {
  const parts = [
    createdCount > 0 ? `add ${formatNumber(createdCount)}` : '',
    updatedCount > 0 ? `change ${formatNumber(updatedCount)}` : '',
  ].filter(Boolean);
  const text = parts.join(' and ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

type Run = (which: Move) => Promise<boolean>;

function CancelButton({ view, run }: { view: ImportView; run: Run }) {
  const isStarted = view.startedAt !== null;
  return (
    <ConfirmDialog
      trigger={<Button variant="dangerGhost">Cancel import</Button>}
      title={`Cancel the import of ${view.fileName}?`}
      description={
        isStarted
          ? 'It ends here for good. What it has done so far stays, and can be undone.'
          : 'The file is deleted. Nothing was changed by it.'
      }
      confirmLabel="Cancel import"
      cancelLabel="Keep it"
      onConfirm={() => run('cancel')}
    />
  );
}

function UndoButton({ view, run }: { view: ImportView; run: Run }) {
  const { createdCount = 0, updatedCount = 0 } = view.result ?? {};
  return (
    <ConfirmDialog
      trigger={<Button variant="dangerGhost">Undo import</Button>}
      title={`Undo the import of ${view.fileName}?`}
      description={`${undone(createdCount, updatedCount)}Whoever was changed since, or has come back on your site, stays as they are.`}
      confirmLabel="Undo import"
      cancelLabel="Leave it"
      onConfirm={() => run('undo')}
    />
  );
}

function undone(createdCount: number, updatedCount: number): string {
  const removed = createdCount > 0 ? `${formatCount(createdCount, 'subscriber')} that it added will be removed` : '';
  if (updatedCount === 0) return removed && `${removed}. `;
  const restored = `what ${formatCount(updatedCount, 'row')} changed is put back. `;
  return removed ? `${removed}, and ${restored}` : `W${restored.slice(1)}`;
}
