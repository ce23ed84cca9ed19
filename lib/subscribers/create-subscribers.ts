import type { z } from 'zod';
import type { Actor } from '@/lib/contracts/actors';
import { type SubscriberBatchResult, SubscriberInput } from '@/lib/contracts/subscribers';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { checkSubscription, type UsableSubscription } from './check-subscription';
import { findOriginId } from './find-origin-id';
import { rowError } from './row-error';
import { storeSubscribers } from './store-subscribers';

export interface NewSubscriber extends UsableSubscription {
  fields: z.output<typeof SubscriberInput>;
  originId: number;
}

/**
 * Adds up to 1,000 subscribers in one statement, with a result for each: created; updated, when the endpoint is there
 * with the same keys; refused, with the reason. They are taken to have been subscribed with the site's current key.
 * A later row of the batch with the endpoint of an earlier one updates it, or is refused when its keys differ.
 *
 * @param rows unchecked; each as SubscriberInput
 * @throws AppError `forbidden`; `not_found`
 */
export async function createSubscribers(
  actor: Actor,
  siteId: string,
  rows: readonly unknown[],
): Promise<SubscriberBatchResult[]> {
  const site = await authorizeSite(actor, 'subscribers.write', siteId);
  const results = new Map<number, SubscriberBatchResult>();
  const accepted = new Map<string, { index: number; row: NewSubscriber }>();
  const repeated: { index: number; key: string }[] = [];
  for (const [index, input] of rows.entries()) {
    try {
      const row = await check(input);
      const key = row.endpointHash.toString('base64');
      const earlier = accepted.get(key);
      if (earlier && !hasKeysOf(earlier.row, row)) throw endpointTaken();
      if (earlier) repeated.push({ index, key });
      // The last one's fields are written; the first one's result says whether it was made.
      accepted.set(key, { index: earlier?.index ?? index, row });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      results.set(index, refused(index, error));
    }
  }
  const stored = await storeSubscribers(
    site,
    [...accepted.values()].map(({ row }) => row),
  );
  for (const [key, { index }] of accepted) {
    const row = stored.get(key);
    results.set(
      index,
      row
        ? { index, status: row.isNew ? 'created' : 'updated', id: encodeId('subscriber', row.id), error: null }
        : refused(index, endpointTaken()),
    );
  }
  for (const { index, key } of repeated) {
    const first = results.get(accepted.get(key)?.index ?? -1);
    if (first) results.set(index, { ...first, index, status: first.status === 'created' ? 'updated' : first.status });
  }
  return rows.map((_row, index) => results.get(index)).filter((result) => result !== undefined);
}

async function check(input: unknown): Promise<NewSubscriber> {
  const fields = parse(SubscriberInput, input);
  const checked = checkSubscription(fields);
  if ('problems' in checked) throw new AppError('invalid_input', { fields: checked.problems });
  return { ...checked, fields, originId: await findOriginId(checked.origin) };
}

function hasKeysOf(a: NewSubscriber, b: NewSubscriber): boolean {
  return a.keys.p256dh.equals(b.keys.p256dh) && a.keys.auth.equals(b.keys.auth);
}

function endpointTaken(): AppError {
  return new AppError('endpoint_taken', { detail: 'This endpoint is registered with other keys.' });
}

function refused(index: number, error: AppError): SubscriberBatchResult {
  return { index, status: 'refused', id: null, error: rowError(error) };
}
