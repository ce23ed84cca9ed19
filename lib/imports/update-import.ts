import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { type ImportColumn, ImportPatch, type ImportView } from '@/lib/contracts/imports';
import type { Prisma } from '@/lib/generated/prisma/client';
import { db, NO_JSON } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';
import { addVapidKey } from '@/lib/sites/add-vapid-key';
import { findImport, viewImport } from './find-import';

/**
 * Says what columns are, or with which key pair the subscriptions were made, before an import is started. What a dry
 * run has found is no longer true and is forgotten.
 * @param expectedUpdatedAt what the editor saw last; given, what was changed since is left alone
 * @throws AppError `forbidden` (also without `sites.write` for a key pair); `not_found`; `invalid_input`; `conflict`;
 *   `precondition_failed`
 */
export async function updateImport(
  actor: Actor,
  siteId: string,
  importId: string,
  input: ImportPatch,
  expectedUpdatedAt?: Date,
): Promise<ImportView> {
  const row = await findImport(actor, 'imports.write', siteId, importId);
  const patch = parse(ImportPatch, input);
  // Before a key pair is added; in the transaction once more.
  if (expectedUpdatedAt && expectedUpdatedAt.getTime() !== row.updatedAt.getTime()) {
    throw new AppError('precondition_failed');
  }
  const columns = (row.columns as unknown as ImportColumn[]).map((column) => ({ ...column }));
  for (const [index, { name, field }] of (patch.columns ?? []).entries()) {
    const column = columns.find((each) => each.name === name);
    if (!column) {
      const message = 'is not a column of the file';
      throw new AppError('invalid_input', { fields: [{ path: `columns.${index}.name`, message }] });
    }
    column.field = field;
  }
  const vapidKeyId = patch.vapidKeys ? await addVapidKey(actor, siteId, patch.vapidKeys) : row.vapidKeyId;
  await db.$transaction(async (tx) => {
    const where = { id: row.id, siteId: row.siteId, state: 'ready' } as const;
    const { count } = await tx.import.updateMany({
      where: { ...where, updatedAt: expectedUpdatedAt },
      data: {
        columns: columns as unknown as Prisma.InputJsonValue,
        vapidKeyId,
        checkedAt: null,
        checkCounts: NO_JSON,
      },
    });
    if (count === 0) {
      if (expectedUpdatedAt && (await tx.import.count({ where })) > 0) throw new AppError('precondition_failed');
      throw new AppError('conflict', {
        detail: `The import is ${row.state}: its columns are chosen before its start.`,
      });
    }
    await recordAudit(actor, 'import.update', importId, { siteId, hasKeys: patch.vapidKeys !== undefined }, tx);
  });
  return viewImport(await findImport(actor, 'imports.write', siteId, importId));
}
