'use client';

import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import type { useAutosave } from './use-autosave';

/** Someone else, or another tab, has saved the draft: says so and leaves the choice to the person. */
export function ConflictNotice({ autosave }: { autosave: ReturnType<typeof useAutosave> }) {
  const { state } = autosave;
  if (state.kind !== 'conflict') return null;
  return (
    <Callout
      tone="warning"
      live
      className="mb-4"
      title="This draft was changed somewhere else"
      action={
        <span className="flex gap-2">
          <Button size="sm" onClick={() => window.location.reload()}>
            Load theirs
          </Button>
          <Button size="sm" onClick={() => void autosave.overwrite(state.theirs)}>
            Keep mine
          </Button>
        </span>
      }
    >
      Your last changes are not saved yet, so that nothing of theirs is lost.
    </Callout>
  );
}
