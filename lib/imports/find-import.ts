import type { Action, Actor } from '@/lib/contracts/actors';
import type { ImportView } from '@/lib/contracts/imports';
import type { Import } from '@/lib/generated/prisma/client';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { importView } from './import-view';

/** @throws AppError `forbidden`; `not_found` */
export async function findImport(actor: Actor, action: Action, siteId: string, importId: string): Promise<Import> {
  const site = await authorizeSite(actor, action, siteId);
  const row = await db.import.findFirst({
    where: { siteId: site, id: decodeId('import', importId), state: { not: 'uploading' } },
  });
  if (!row) throw notFound('import');
  return row;
}

/** As people see it, with the public key of the pair chosen for it. */
export async function viewImport(row: Import): Promise<ImportView> {
  if (row.vapidKeyId === null) return importView(row, null);
  const key = await db.vapidKey.findFirst({
    where: { siteId: row.siteId, id: row.vapidKeyId },
    select: { publicKey: true },
  });
  return importView(row, key ? Buffer.from(key.publicKey).toString('base64url') : null);
}
