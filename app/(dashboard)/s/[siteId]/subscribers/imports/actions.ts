'use server';

import { revalidatePath } from 'next/cache';
import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { Move } from '@/components/imports/import-actions';
import type { ActionState } from '@/components/ui/action-state';
import { cancelImport } from '@/lib/imports/cancel-import';
import { checkImport } from '@/lib/imports/check-import';
import { pauseImport } from '@/lib/imports/pause-import';
import { startImport } from '@/lib/imports/start-import';
import { undoImport } from '@/lib/imports/undo-import';
import { updateImport } from '@/lib/imports/update-import';

const PAGE = '/s/[siteId]/subscribers/imports/[importId]';
const MOVES = { check: checkImport, start: startImport, pause: pauseImport, cancel: cancelImport, undo: undoImport };

export async function moveImportAction(siteId: string, importId: string, move: Move): Promise<ActionState> {
  return runAction(async () => {
    await MOVES[move](await requireActor('imports.write'), siteId, importId);
    revalidatePath(PAGE, 'page');
  });
}

export async function chooseColumnAction(
  siteId: string,
  importId: string,
  name: string,
  field: string,
): Promise<ActionState> {
  return runAction(async () => {
    const columns = [{ name, field }];
    await updateImport(await requireActor('imports.write'), siteId, importId, { columns });
    revalidatePath(PAGE, 'page');
  });
}

export async function addImportKeysAction(
  siteId: string,
  importId: string,
  publicKey: string,
  privateKey: string,
): Promise<ActionState> {
  return runAction(async () => {
    const vapidKeys = { publicKey: publicKey.trim(), privateKey: privateKey.trim() };
    await updateImport(await requireActor('sites.write'), siteId, importId, { vapidKeys });
    revalidatePath(PAGE, 'page');
  });
}
