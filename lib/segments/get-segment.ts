import type { Actor } from '@/lib/contracts/actors';
import type { SegmentView } from '@/lib/contracts/segments';
import type { Segment } from '@/lib/generated/prisma/client';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { segmentView } from './segment-view';

/** @throws AppError `forbidden`; `not_found`, also for an archived one */
export async function getSegment(actor: Actor, siteId: string, segmentId: string): Promise<SegmentView> {
  const site = await authorizeSite(actor, 'segments.read', siteId);
  return segmentView(await findSegment(site, segmentId));
}

/** @throws AppError `not_found` */
export async function findSegment(siteId: bigint, segmentId: string): Promise<Segment> {
  const segment = await db.segment.findFirst({
    where: { siteId, id: decodeId('segment', segmentId), archivedAt: null },
  });
  if (!segment) throw notFound('segment');
  return segment;
}
