import type { Actor } from '@/lib/contracts/actors';
import type { Export } from '@/lib/generated/prisma/client';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from '@/lib/sites/authorize-site';

/** @throws AppError `forbidden`; `not_found`, also once it has expired */
export async function findExport(actor: Actor, siteId: string, exportId: string): Promise<Export> {
  const site = await authorizeSite(actor, 'exports.manage', siteId);
  const row = await db.export.findFirst({
    where: { siteId: site, id: decodeId('export', exportId), archivedAt: null, expiresAt: { gt: new Date() } },
  });
  if (!row) throw notFound('export');
  return row;
}
