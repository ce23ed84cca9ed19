'use server';

import { requireActor } from '@/app/auth';
import type { FirstSubscriber } from '@/components/site/first-subscriber';
import { listSubscribers } from '@/lib/subscribers/list-subscribers';

/** Who subscribed last, or null while nobody has; asked again and again by the install page. */
export async function firstSubscriberAction(siteId: string): Promise<FirstSubscriber | null> {
  const actor = await requireActor('subscribers.read');
  const { items } = await listSubscribers(actor, siteId, { limit: 1 });
  const [first] = items;
  return first ? { id: first.id, browser: first.browser, os: first.os, country: first.country } : null;
}
