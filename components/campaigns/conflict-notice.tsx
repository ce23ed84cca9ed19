'use client';

import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import type { useAutosave } from './use-autosave';

interface ConflictNoticeProps {
  autosave: ReturnType<typeof useAutosave>;
  /** A series that goes on, which a date changes too. */
  isSeries: boolean;
}

/** Someone else, or another tab, has saved the draft: says so and leaves the choice to the person. */
export function ConflictNotice({ autosave, isSeries }: ConflictNoticeProps) {
  const { state } = autosave;
  if (state.kind !== 'conflict') return null;
  return (
    <Callout
      tone="warning"
      live
      className="mb-4"
      title={
        isSeries ? 'A date has gone out, or someone else changed the campaign' : 'This draft was changed somewhere else'
      }
      action={
        <span className="flex gap-2">
          <Button size="sm" onClick={autosave.reload}>
            {isSeries ? 'Load it anew' : 'Load theirs'}
          </Button>
          <Button size="sm" onClick={() => void autosave.overwrite(state.theirs)}>
            Keep mine
          </Button>
        </span>
      }
    >
      {isSeries
        ? 'Your changes are not saved yet. If you keep yours, they hold from the next date that has not begun.'
        : 'Your last changes are not saved yet, so that nothing of theirs is lost.'}
    </Callout>
  );
}
