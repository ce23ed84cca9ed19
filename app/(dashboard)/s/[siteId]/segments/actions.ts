'use server';

import { revalidatePath } from 'next/cache';
import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { RulePreview } from '@/components/segments/segment.types';
import type { ActionState } from '@/components/ui/action-state';
import type { SegmentRule, SegmentView } from '@/lib/contracts/segments';
import { archiveSegment } from '@/lib/segments/archive-segment';
import { createSegment } from '@/lib/segments/create-segment';
import { previewRule } from '@/lib/segments/preview-rule';
import { restoreSegment } from '@/lib/segments/restore-segment';
import { updateSegment } from '@/lib/segments/update-segment';

const PAGES = '/s/[siteId]/segments';

export async function saveSegmentAction(
  siteId: string,
  segmentId: string | null,
  input: { name: string; rule: SegmentRule },
): Promise<ActionState<SegmentView>> {
  return runAction(async () => {
    const actor = await requireActor('segments.write');
    const segment = segmentId
      ? await updateSegment(actor, siteId, segmentId, input)
      : await createSegment(actor, siteId, input);
    revalidatePath(PAGES, 'layout');
    return segment;
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
