import type { Actor } from '@/lib/contracts/actors';
import { MAX_TEST_SUBSCRIBERS } from '@/lib/contracts/campaigns';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import { listSubscribers } from './list-subscribers';

/**
 * The active subscribers that are marked for tests, the newest first, as many as one test send takes.
 * @throws AppError `forbidden`; `not_found`
 */
export async function listTestSubscribers(actor: Actor, siteId: string): Promise<SubscriberView[]> {
  const query = { limit: MAX_TEST_SUBSCRIBERS, status: 'active', isTest: true } as const;
  return (await listSubscribers(actor, siteId, query)).items;
}
