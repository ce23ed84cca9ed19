'use server';

import { revalidatePath } from 'next/cache';
import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { FirstSubscriber } from '@/components/site/first-subscriber';
import type { ActionState } from '@/components/ui/action-state';
import { can } from '@/lib/accounts/can';
import { sendFirstTest } from '@/lib/campaigns/send-first-test';
import { listSubscribers } from '@/lib/subscribers/list-subscribers';

/** While there are no more than so many, the newest is taken to be whoever is trying it out. */
const FEW = 10;

/** Who subscribed last, or null while nobody has; asked again and again by the install page. */
export async function firstSubscriberAction(siteId: string): Promise<FirstSubscriber | null> {
  const actor = await requireActor('subscribers.read');
  const { items, nextCursor } = await listSubscribers(actor, siteId, { limit: FEW });
  const [first] = items;
  if (!first) return null;
  const { id, browser, os, country, status } = first;
  const mayBeOwn = nextCursor === null && status === 'active' && can(actor, 'campaigns.send');
  return { id, browser, os, country, mayBeOwn };
}

/** A first notification to one's own browser, which is marked for tests. */
export async function sendFirstTestAction(siteId: string, subscriberId: string): Promise<ActionState> {
  return runAction(async () => {
    await sendFirstTest(await requireActor('campaigns.send'), siteId, subscriberId);
    revalidatePath('/s/[siteId]', 'page');
  });
}
