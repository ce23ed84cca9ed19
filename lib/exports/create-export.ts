import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { ExportInput, type ExportView } from '@/lib/contracts/exports';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { runExportJob } from '@/lib/jobs/run-export';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { tryDecodeId } from '@/lib/platform/ids';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { exportView } from './export-view';

/** What a site may have under way at once. */
const MOST_UNFINISHED = 3;
/** A file with everyone's endpoints and keys is not kept for longer than it takes to fetch it. */
export const EXPORT_HOURS = 24;

/**
 * Asks for a file of a site's subscribers, deliveries, consents, events or page visits, as they are up to now; a worker makes it.
 * @throws AppError `forbidden`; `not_found`; `invalid_input` (no such campaign); `conflict` with three under way
 */
export async function createExport(actor: Actor, siteId: string, input: ExportInput): Promise<ExportView> {
  const site = await authorizeSite(actor, 'exports.manage', siteId);
  const { kind, format, campaignId } = parse(ExportInput, input);
  const campaign = campaignId === null ? null : await ownCampaign(site, kind, campaignId);
  await requireRoomForExport(site);
  const row = await db.$transaction(async (tx) => {
    const created = await tx.export.create({
      data: {
        siteId: site,
        kind,
        format,
        campaignId: campaign,
        expiresAt: new Date(now().getTime() + EXPORT_HOURS * 3_600_000),
      },
    });
    await recordAudit(actor, 'export.create', exportView(created).id, { siteId, kind, format, campaignId }, tx);
    return created;
  });
  await enqueueOrLeave(runExportJob, [{ exportId: String(row.id) }]);
  return exportView(row);
}

/** @throws AppError `conflict` with three under way */
export async function requireRoomForExport(site: bigint): Promise<void> {
  const unfinished = await db.export.count({
    where: { siteId: site, archivedAt: null, state: { in: ['pending', 'running'] } },
  });
  if (unfinished >= MOST_UNFINISHED) {
    throw new AppError('conflict', {
      detail: `This site has ${unfinished} exports under way; wait for one or delete it.`,
    });
  }
}

async function ownCampaign(siteId: bigint, kind: string, campaignId: string): Promise<bigint> {
  const refuse = (message: string) => new AppError('invalid_input', { fields: [{ path: 'campaignId', message }] });
  if (kind !== 'deliveries') throw refuse('is for deliveries only');
  const id = tryDecodeId('campaign', campaignId);
  const row = id === null ? null : await db.campaign.findFirst({ where: { id, siteId }, select: { id: true } });
  if (!row) throw refuse('names no campaign of this site');
  return row.id;
}
