import type { SubscriberStatus, SubscriberView } from '@/lib/contracts/subscribers';
import { encodeId } from '@/lib/platform/ids';

/** A row as SUBSCRIBER_COLUMNS reads it: neither endpoint nor keys leave the database. */
export interface SubscriberRow {
  id: bigint;
  status: SubscriberStatus;
  externalId: string | null;
  tags: SubscriberView['tags'];
  topics: string[];
  language: string | null;
  timezone: string | null;
  country: string | null;
  browser: string | null;
  browserVersion: string | null;
  os: string | null;
  device: string | null;
  origin: string;
  isTest: boolean;
  sessionCount: number;
  subscribedAt: Date;
  lastSeenAt: Date;
  endedAt: Date | null;
  updatedAt: Date;
}

/** Columns of SubscriberRow over `subscribers s` and `push_origins o`. */
export const SUBSCRIBER_COLUMNS = `s.id, s.status, s.external_id AS "externalId", s.tags, s.topics, s.language, s.timezone,
  s.country, s.browser, s.browser_version AS "browserVersion", s.os, s.device, o.origin, s.is_test AS "isTest",
  s.session_count AS "sessionCount", s.subscribed_at AS "subscribedAt", s.last_seen_at AS "lastSeenAt",
  s.ended_at AS "endedAt", s.updated_at AS "updatedAt"`;

/** As pages, API and webhooks show a subscriber: without endpoint and keys. Times are ISO 8601 in UTC. */
export function subscriberView({
  id,
  origin,
  subscribedAt,
  lastSeenAt,
  endedAt,
  updatedAt,
  ...rest
}: SubscriberRow): SubscriberView {
  return {
    id: encodeId('subscriber', id),
    ...rest,
    topics: rest.topics ?? [],
    pushService: new URL(origin).host,
    subscribedAt: subscribedAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    updatedAt: updatedAt.toISOString(),
  };
}
