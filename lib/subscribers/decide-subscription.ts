import type { CheckedSubscription, StoredDevice } from './subscribe.types';

export type SubscriptionDecision =
  /** Nothing holds this endpoint and no device proved itself: a new row. */
  | { kind: 'insert' }
  /** The endpoint is held with other keys, and nothing proves that it changed hands rightly. */
  | { kind: 'refuse' }
  /** This row now is this subscription; `merge` is another row that held the endpoint and gives it up. */
  | {
      kind: 'take';
      row: StoredDevice;
      merge: StoredDevice | null;
      event: 'subscribed' | 'healed' | null;
      /** The browser must make another subscription: this one was quarantined as it is. */
      quarantined: boolean;
    };

/**
 * What a subscribe request means for what is stored.
 *
 * | device proved | endpoint held by | keys | decision |
 * |---|---|---|---|
 * | no  | nobody     | –     | insert |
 * | no  | a row      | same  | take it (the keys prove the device) |
 * | no  | a row      | other | refuse |
 * | yes | nobody     | –     | heal: the device's row gets the new endpoint |
 * | yes | itself     | any   | take it, healed when the keys changed |
 * | yes | another    | same  | heal and merge the other row into the device's |
 * | yes | another    | other | refuse |
 *
 * @param device the row whose id and secret the request showed, or null when it showed none that is right
 * @param holder the row that holds the endpoint
 */
export function decideSubscription(
  wanted: Pick<CheckedSubscription, 'endpointHash' | 'keys'>,
  device: StoredDevice | null,
  holder: StoredDevice | null,
): SubscriptionDecision {
  if (!device && !holder) return { kind: 'insert' };
  const sameKeys = holder !== null && holdsKeys(holder, wanted);
  if (holder && holder.id !== device?.id && !sameKeys) return { kind: 'refuse' };
  const row = device ?? holder;
  if (!row) return { kind: 'insert' };
  const isMoved = holder?.id !== row.id || !sameKeys;
  // Quarantined with the very subscription that it shows again: the push service would refuse that once more.
  const quarantined = row.status === 'key_mismatch' && !isMoved;
  const merge = holder && holder.id !== row.id ? holder : null;
  return { kind: 'take', row, merge, event: eventOf(row, isMoved, quarantined), quarantined };
}

function holdsKeys(row: StoredDevice, wanted: Pick<CheckedSubscription, 'keys'>): boolean {
  return row.p256dh.equals(wanted.keys.p256dh) && row.auth.equals(wanted.keys.auth);
}

function eventOf(row: StoredDevice, isMoved: boolean, quarantined: boolean): 'subscribed' | 'healed' | null {
  if (row.status === 'unsubscribed') return 'subscribed'; // A new opt-in, so a new consent.
  if (quarantined) return null;
  return isMoved || row.status !== 'active' ? 'healed' : null;
}
