import type { Actor } from '@/lib/contracts/actors';
import type { ImportView } from '@/lib/contracts/imports';
import { now } from '@/lib/platform/clock';
import { moveImport } from './move-import';
import { UNSTARTED_HOURS } from './retention';

/**
 * Holds a running import after the piece that is under way; one that is not resumed within a day is cancelled.
 * @throws AppError `forbidden`; `not_found`; `conflict` unless it is running
 */
export function pauseImport(actor: Actor, siteId: string, importId: string): Promise<ImportView> {
  return moveImport(actor, siteId, importId, {
    verb: 'pause',
    from: ['running'],
    to: 'paused',
    data: () => ({ expiresAt: new Date(now().getTime() + UNSTARTED_HOURS * 3_600_000) }),
  });
}
