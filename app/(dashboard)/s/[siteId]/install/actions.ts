'use server';

import { requireActor } from '@/app/auth';
import type { FirstSubscriber } from '@/components/site/first-subscriber';

/** Asked again and again by the install page. */
export async function firstSubscriberAction(_siteId: string): Promise<FirstSubscriber | null> {
  await requireActor('subscribers.read');
  return null;
}
