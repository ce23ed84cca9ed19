import type { SubscriptionKeys } from './check-keys';
import type { ClientInfo } from './parse-client';

/** The parts of a site that subscribing needs. */
export interface SubscribeSite {
  id: bigint;
  currentVapidKeyId: bigint;
  /** Application server key, base64url. */
  vapidPublicKey: string;
}

/** What the request itself tells, beside its body. */
export interface RequestContext {
  /** The page's origin, for the consent record. */
  origin: string;
  userAgent: string | undefined;
  /** The visitor's address: looked up for the country and dropped. */
  address: string | null;
}

/** A subscription that passed every check, with all that is written of it. */
export interface CheckedSubscription {
  siteId: bigint;
  endpoint: string;
  endpointHash: Buffer;
  originId: number;
  keys: SubscriptionKeys;
  vapidKeyId: bigint;
  client: ClientInfo;
  country: string | null;
  language: string | null;
  timezone: string | null;
  isNewSession: boolean;
  consent: { origin: string; promptKind: string; textVersion: string };
}

export interface StoredDevice {
  id: bigint;
  status: 'active' | 'unsubscribed' | 'gone' | 'key_mismatch';
  endpointHash: Buffer;
  p256dh: Buffer;
  auth: Buffer;
  secretHash: Buffer | null;
}
