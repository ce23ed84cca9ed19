import type { Actor } from '@/lib/contracts/actors';
import type { ImportView } from '@/lib/contracts/imports';
import { now } from '@/lib/platform/clock';
import { moveImport } from './move-import';
import { RETENTION_DAYS } from './retention';

/**
 * Ends an import for good and deletes its file. What it has done stays, and can be undone.
 * @throws AppError `forbidden`; `not_found`; `conflict` once it has ended
 */
export function cancelImport(actor: Actor, siteId: string, importId: string): Promise<ImportView> {
  return moveImport(actor, siteId, importId, {
    verb: 'cancel',
    from: ['ready', 'checking', 'running', 'paused'],
    to: 'cancelled',
    data: (row) => ({
      finishedAt: now(),
      ...(row.startedAt && { expiresAt: new Date(now().getTime() + RETENTION_DAYS * 86_400_000) }),
    }),
    also: async (tx, { id, siteId: site }) => {
      await tx.importPiece.deleteMany({ where: { importId: id, siteId: site } });
      await tx.importKey.deleteMany({ where: { importId: id, siteId: site } });
    },
  });
}
