'use server';

import { revalidatePath } from 'next/cache';
import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { ActionState } from '@/components/ui/action-state';
import type { SubscriberPatch } from '@/lib/contracts/subscribers';
import { eraseSubscriber } from '@/lib/subscribers/erase-subscriber';
import { updateSubscriber } from '@/lib/subscribers/update-subscriber';

export async function updateSubscriberAction(
  siteId: string,
  subscriberId: string,
  patch: SubscriberPatch,
): Promise<ActionState> {
  return runAction(async () => {
    await updateSubscriber(await requireActor('subscribers.write'), siteId, subscriberId, patch);
    revalidatePath('/s/[siteId]/subscribers/[subscriberId]', 'page');
  });
}

export async function eraseSubscriberAction(siteId: string, subscriberId: string): Promise<ActionState> {
  return runAction(async () => {
    await eraseSubscriber(await requireActor('subscribers.write'), siteId, subscriberId);
  });
}
