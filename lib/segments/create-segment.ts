import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { SegmentInput, type SegmentView } from '@/lib/contracts/segments';
import type { Prisma } from '@/lib/generated/prisma/client';
import { db } from '@/lib/platform/db';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { requireRuleCampaigns } from './rule-campaigns';
import { segmentView } from './segment-view';

/** @throws AppError `forbidden`; `not_found`; `invalid_input` */
export async function createSegment(actor: Actor, siteId: string, input: SegmentInput): Promise<SegmentView> {
  const site = await authorizeSite(actor, 'segments.write', siteId);
  const { name, rule } = parse(SegmentInput, input);
  await requireRuleCampaigns(site, rule);
  return db.$transaction(async (tx) => {
    const segment = await tx.segment.create({ data: { siteId: site, name, rule: rule as Prisma.InputJsonObject } });
    const view = segmentView(segment);
    await recordAudit(actor, 'segment.create', view.id, { name }, tx);
    return view;
  });
}
