'use server';

import { revalidatePath } from 'next/cache';
import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { ActionState } from '@/components/ui/action-state';
import type { ExportInput } from '@/lib/contracts/exports';
import { createExport } from '@/lib/exports/create-export';
import { deleteExport } from '@/lib/exports/delete-export';
import { restoreExport } from '@/lib/exports/restore-export';

export async function createExportAction(siteId: string, input: ExportInput): Promise<ActionState> {
  return runAction(async () => {
    await createExport(await requireActor('exports.manage'), siteId, input);
    revalidatePath('/s/[siteId]/exports', 'page');
  });
}

export async function deleteExportAction(siteId: string, exportId: string): Promise<ActionState> {
  return runAction(async () => {
    await deleteExport(await requireActor('exports.manage'), siteId, exportId);
    revalidatePath('/s/[siteId]/exports', 'page');
  });
}

export async function restoreExportAction(siteId: string, exportId: string): Promise<ActionState> {
  return runAction(async () => {
    await restoreExport(await requireActor('exports.manage'), siteId, exportId);
    revalidatePath('/s/[siteId]/exports', 'page');
  });
}
