'use client';

import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { type CampaignNames, describeRule } from '@/lib/contracts/segment-text';
import type { SegmentView } from '@/lib/contracts/segments';

interface SegmentConflictProps {
  theirs: SegmentView;
  campaigns: CampaignNames;
  isSaving: boolean;
  onTake: () => void;
  onOverwrite: () => void;
}

/** Someone else, or another tab, has saved the segment: shows what it says now and leaves the choice to the person. */
export function SegmentConflict({ theirs, campaigns, isSaving, onTake, onOverwrite }: SegmentConflictProps) {
  return (
    <Callout
      tone="warning"
      live
      title="This segment was changed somewhere else"
      action={
        <span className="flex gap-2">
          <Button size="sm" onClick={onTake}>
            Load theirs
          </Button>
          <Button size="sm" pending={isSaving} onClick={onOverwrite}>
            Keep mine
          </Button>
        </span>
      }
    >
      <p>What you wrote is not saved yet, so that nothing of theirs is lost. It now says:</p>
      <p className="mt-1 [overflow-wrap:anywhere]">
        <span className="font-medium">{theirs.name}</span>: {describeRule(theirs.rule, campaigns)}
      </p>
    </Callout>
  );
}
