import { type SegmentRule, SegmentRuleInput, type SegmentView } from '@/lib/contracts/segments';
import type { Segment } from '@/lib/generated/prisma/client';
import { encodeId } from '@/lib/platform/ids';

export function segmentView(segment: Segment): SegmentView {
  return {
    id: encodeId('segment', segment.id),
    name: segment.name,
    rule: readRule(segment.rule),
    createdAt: segment.createdAt.toISOString(),
    updatedAt: segment.updatedAt.toISOString(),
  };
}

/** A rule as it was stored; parsed, so that nothing unexpected reaches the compiler. */
export function readRule(stored: unknown): SegmentRule {
  return SegmentRuleInput.parse(stored);
}
