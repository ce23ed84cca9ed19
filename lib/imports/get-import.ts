import type { Actor } from '@/lib/contracts/actors';
import type { ImportView } from '@/lib/contracts/imports';
import { findImport, viewImport } from './find-import';

/** @throws AppError `forbidden`; `not_found` */
export async function getImport(actor: Actor, siteId: string, importId: string): Promise<ImportView> {
  return viewImport(await findImport(actor, 'imports.read', siteId, importId));
}
