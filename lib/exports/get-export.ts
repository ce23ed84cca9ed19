import type { Actor } from '@/lib/contracts/actors';
import type { ExportView } from '@/lib/contracts/exports';
import { exportView } from './export-view';
import { findExport } from './find-export';

/** @throws AppError `forbidden`; `not_found` */
export async function getExport(actor: Actor, siteId: string, exportId: string): Promise<ExportView> {
  return exportView(await findExport(actor, siteId, exportId));
}
