'use server';

import { revalidatePath } from 'next/cache';
import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { RulePreview, SavedSegment } from '@/components/segments/segment.types';
import type { ActionState } from '@/components/ui/action-state';
import type { SegmentRule, SegmentView } from '@/lib/contracts/segments';
import { AppError } from '@/lib/platform/errors';
import { archiveSegment } from '@/lib/segments/archive-segment';
import { createSegment } from '@/lib/segments/create-segment';
import { getSegment } from '@/lib/segments/get-segment';
import { previewRule } from '@/lib/segments/preview-rule';
import { restoreSegment } from '@/lib/segments/restore-segment';
import { updateSegment } from '@/lib/segments/update-segment';

const PAGES = '/s/[siteId]/segments';

/** Creates or changes a segment; what someone else has saved since it was loaded is never overwritten. */
export async function saveSegmentAction(
  siteId: string,
  known: Pick<SegmentView, 'id' | 'updatedAt'> | null,
  input: { name: string; rule: SegmentRule },
): Promise<ActionState<SavedSegment>> {
  return runAction(async () => {
    const actor = await requireActor('segments.write');
    try {
      const saved = known
        ? await updateSegment(actor, siteId, known.id, input, new Date(known.updatedAt))
        : await createSegment(actor, siteId, input);
      revalidatePath(PAGES, 'layout');
      return { saved };
    } catch (error) {
      if (!known || !(error instanceof AppError) || error.code !== 'precondition_failed') throw error;
      return { conflict: await getSegment(actor, siteId, known.id) };
    }
  });
}

export async function previewRuleAction(
  siteId: string,
  rule: SegmentRule,
  precision: 'quick' | 'exact',
): Promise<ActionState<RulePreview>> {
  return runAction(async () => previewRule(await requireActor('segments.read'), siteId, rule, precision));
}

export async function archiveSegmentAction(siteId: string, segmentId: string): Promise<ActionState> {
  return runAction(async () => {
    await archiveSegment(await requireActor('segments.write'), siteId, segmentId);
    revalidatePath(PAGES, 'layout');
  });
}

export async function restoreSegmentAction(siteId: string, segmentId: string): Promise<ActionState> {
  return runAction(async () => {
    await restoreSegment(await requireActor('segments.write'), siteId, segmentId);
    revalidatePath(PAGES, 'layout');
  });
}
