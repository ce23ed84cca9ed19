import { createHash } from 'node:crypto';
import type { PushSubscriptionInput } from '@/lib/contracts/subscribers';
import { AppError, type FieldProblem } from '@/lib/platform/errors';
import { checkEndpoint } from '@/lib/platform/push-hosts';
import { checkKeys, type SubscriptionKeys } from './check-keys';

export interface UsableSubscription {
  /** As the URL parser writes it, so that two spellings make one row. */
  endpoint: string;
  endpointHash: Buffer;
  /** Of the push service. */
  origin: string;
  keys: SubscriptionKeys;
}

/**
 * A subscription that can really be sent to, or every reason why not: the endpoint's host (delivery.md §6) and both keys.
 * @param path prefix of the field names: `subscription.`, `rows.3.` or nothing
 * @param options `imported`: brought from another system, which may have endpoints that no browser makes any more
 */
export function checkSubscription(
  input: PushSubscriptionInput,
  path = '',
  { imported = false }: { imported?: boolean } = {},
): UsableSubscription | { problems: FieldProblem[] } {
  const problems: FieldProblem[] = [];
  let url: URL | undefined;
  try {
    url = checkEndpoint(input.endpoint, { field: `${path}endpoint`, imported });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push(...error.fields);
  }
  const checked = checkKeys(input.keys, `${path}keys`);
  if ('problems' in checked) problems.push(...checked.problems);
  if (!url || 'problems' in checked || problems.length > 0) return { problems };
  return {
    endpoint: url.href,
    endpointHash: createHash('sha256').update(url.href).digest(),
    origin: url.origin,
    keys: checked.keys,
  };
}
