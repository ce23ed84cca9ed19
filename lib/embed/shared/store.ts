import type { Receipt } from '@/lib/contracts/embed';
import type { TagValue } from '@/lib/contracts/page-api';

/** What page and worker keep on the device, one record a key, in the IndexedDB database `belfry-{siteKey}`. */
export interface Records {
  device: Device;
  /** Tags, topics and identity that the server has not yet confirmed. */
  pending: Pending;
  /** Ids of the last messages shown, newest last. */
  seen: string[];
  /** Receipts that the server has not yet confirmed. */
  receipts: Receipt[];
  /** Pages visited that the server has not yet confirmed: how often, by path. Only on sites that record them. */
  pages: Record<string, number>;
  /** Prompts that were shown and answered, as the server was told: "dialog shown". */
  asked: string[];
  /** When the visitor last said "not now": ms since 1970. */
  declinedAt: number;
}

export interface Device {
  site?: string;
  /** Id and secret prove to the server that this is the same device; absent until the first answer. */
  id?: string;
  secret?: string;
  endpoint?: string;
  key?: string;
  /** 1: unsubscribed, the server has yet to be told; 2: it knows. */
  off?: 0 | 1 | 2;
  /** The visitor withdrew the permission in the browser; giving it back there takes the subscription up again. */
  isRevoked?: boolean;
  /** Last page load, ms since 1970; half an hour without one ends a session. */
  seenAt?: number;
}

export interface Pending {
  tags?: Record<string, TagValue | null>;
  topics?: string[];
  externalId?: string | null;
  proof?: string;
}

export type Store = <K extends keyof Records>(
  key: K,
  change?: (now: Records[K] | undefined) => Records[K] | undefined,
) => Promise<Records[K] | undefined>;

/** Reads a record, or with `change` replaces it; both in one transaction, so that page and worker never overwrite each other. */
export function openStore(site: string): Store {
  return (key, change) =>
    new Promise((resolve, reject) => {
      const opening = indexedDB.open(`belfry-${site}`);
      opening.onupgradeneeded = () => opening.result.createObjectStore('kv');
      opening.onerror = reject;
      opening.onsuccess = () => {
        const database = opening.result;
        const transaction = database.transaction('kv', change ? 'readwrite' : 'readonly');
        const records = transaction.objectStore('kv');
        const reading = records.get(key);
        let value: never;
        reading.onsuccess = () => {
          value = (change ? change(reading.result) : reading.result) as never;
          if (change) records.put(value, key);
        };
        transaction.oncomplete = () => {
          database.close();
          resolve(value);
        };
        transaction.onabort = reject;
      };
    });
}
