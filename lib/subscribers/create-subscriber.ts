import type { Actor } from '@/lib/contracts/actors';
import type { SubscriberInput, SubscriberView } from '@/lib/contracts/subscribers';
import { AppError, type ErrorCode } from '@/lib/platform/errors';
import { createSubscribers } from './create-subscribers';
import { getSubscriber } from './get-subscriber';

/**
 * Adds one subscriber, or updates the one that has the same endpoint and keys.
 * @throws AppError `forbidden`; `not_found`; `invalid_input`; `endpoint_taken` when the keys differ
 */
export async function createSubscriber(
  actor: Actor,
  siteId: string,
  input: SubscriberInput,
): Promise<{ subscriber: SubscriberView; isNew: boolean }> {
  const [result] = await createSubscribers(actor, siteId, [input]);
  if (!result?.id) {
    const { code = 'internal', detail, errors } = result?.error ?? {};
    throw new AppError(code as ErrorCode, { detail, fields: errors });
  }
  // Who may write may see what was written, so a key with only that scope is not turned away here.
  const reader: Actor = { kind: 'system', workspaceId: actor.workspaceId };
  return { subscriber: await getSubscriber(reader, siteId, result.id), isNew: result.status === 'created' };
}
