'use server';

import { revalidatePath } from 'next/cache';
import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { ActionState } from '@/components/ui/action-state';
import { clearJobFailures } from '@/lib/operations/clear-job-failures';
import { retryJob } from '@/lib/operations/retry-job';

const PAGE = '/s/[siteId]/workspace/queues';

export async function retryJobAction(failureId: string): Promise<ActionState> {
  return runAction(async () => {
    await retryJob(await requireActor(), String(failureId));
    revalidatePath(PAGE, 'page');
  });
}

export async function clearJobFailuresAction(): Promise<ActionState> {
  return runAction(async () => {
    await clearJobFailures(await requireActor());
    revalidatePath(PAGE, 'page');
  });
}
