import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import type { ImportState, ImportView } from '@/lib/contracts/imports';
import type { Import, Prisma } from '@/lib/generated/prisma/client';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { findImport, viewImport } from './find-import';

export interface Move {
  /** In the audit log as `import.<verb>`, and in the words of a refusal. */
  verb: string;
  from: readonly ImportState[];
  to: ImportState;
  /** Of the row, beside its state. */
  where?: Prisma.ImportWhereInput;
  data?: (row: Import) => Prisma.ImportUpdateManyMutationInput;
  /** In the transaction of the move. */
  also?: (tx: Prisma.TransactionClient, row: Import) => Promise<unknown>;
}

/**
 * Moves an import to another state by compare-and-set.
 * @throws AppError `forbidden`; `not_found`; `conflict` in a state that does not allow it
 */
export async function moveImport(actor: Actor, siteId: string, importId: string, move: Move): Promise<ImportView> {
  const row = await findImport(actor, 'imports.write', siteId, importId);
  const { id, siteId: site } = row;
  await db.$transaction(async (tx) => {
    const { count } = await tx.import.updateMany({
      where: { ...move.where, id, siteId: site, state: { in: [...move.from] } },
      data: { ...move.data?.(row), state: move.to },
    });
    if (count === 0) {
      throw new AppError('conflict', {
        detail: `The import is ${row.state}: ${WHEN[move.verb] ?? 'this cannot be done now'}.`,
      });
    }
    await move.also?.(tx as unknown as Prisma.TransactionClient, row);
    await recordAudit(actor, `import.${move.verb}`, importId, { siteId, fileName: row.fileName }, tx);
  });
  return viewImport(await findImport(actor, 'imports.write', siteId, importId));
}

const WHEN: Record<string, string> = {
  check: 'a dry run is made before it is started',
  start: 'it can be started once, and resumed when it was paused or has failed',
  pause: 'only one that is running can be paused',
  cancel: 'only one that has not ended can be cancelled',
  undo: 'only one that was started and has ended can be undone, once',
};
