import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { SegmentPatch, type SegmentView } from '@/lib/contracts/segments';
import type { Prisma } from '@/lib/generated/prisma/client';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { notFound } from '@/lib/platform/not-found';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { findSegment } from './get-segment';
import { requireRuleCampaigns } from './rule-campaigns';
import { segmentView } from './segment-view';

/**
 * Changes a segment's name or rule. Runs that were launched keep the rule that they froze.
 * @param expectedUpdatedAt what the editor saw last; given, what was changed since is left alone
 * @throws AppError `forbidden`; `not_found`; `invalid_input`; `precondition_failed`
 */
export async function updateSegment(
  actor: Actor,
  siteId: string,
  segmentId: string,
  input: SegmentPatch,
  expectedUpdatedAt?: Date,
): Promise<SegmentView> {
  const site = await authorizeSite(actor, 'segments.write', siteId);
  const { name, rule } = parse(SegmentPatch, input);
  if (rule) await requireRuleCampaigns(site, rule);
  const { id } = await findSegment(site, segmentId);
  return db.$transaction(async (tx) => {
    const [segment] = await tx.segment.updateManyAndReturn({
      where: { id, siteId: site, updatedAt: expectedUpdatedAt },
      data: { name, ...(rule && { rule: rule as Prisma.InputJsonObject }) },
    });
    if (!segment) throw expectedUpdatedAt ? new AppError('precondition_failed') : notFound('segment');
    await recordAudit(actor, 'segment.update', segmentId, { name: segment.name, ruleChanged: rule !== undefined }, tx);
    return segmentView(segment);
  });
}
