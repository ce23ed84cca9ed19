import { authorize } from '@/lib/accounts/authorize';
import type { Actor } from '@/lib/contracts/actors';
import type { Page, PageQuery } from '@/lib/contracts/paging';
import type { TimelineEntry } from '@/lib/contracts/subscribers';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { badCursor } from '@/lib/platform/read-cursor';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { findSubscriberId } from '@/lib/subscribers/find-subscriber-id';
import { timelineText } from './timeline-text';

export interface TimelineRow {
  kind: TimelineEntry['kind'];
  /** Microseconds since 1970, with `key` the order of the list and its cursor. */
  atMicros: bigint;
  key: string;
  /** Of a custom event. */
  name: string;
  props: Record<string, unknown>;
  reason: string | null;
  state: number | null;
  campaignId: bigint | null;
  campaignName: string | null;
  isTest: boolean;
}

/**
 * What happened to a subscriber and what was sent to it, newest first: the answer to "why didn't this person get it?".
 * @throws AppError `forbidden`; `not_found`; `bad_request` for a cursor that is not ours
 */
export async function subscriberTimeline(
  actor: Actor,
  siteId: string,
  subscriberId: string,
  query: PageQuery = { limit: 50 },
): Promise<Page<TimelineEntry>> {
  const site = await authorizeSite(actor, 'subscribers.read', siteId);
  authorize(actor, 'events.read');
  const id = await findSubscriberId(site, subscriberId);
  const found = await pool.query('SELECT FROM subscribers WHERE site_id = $1 AND id = $2', [site, id]);
  if (found.rowCount === 0) throw notFound('subscriber');
  const cursor = query.cursor === undefined ? null : readCursor(query.cursor);
  const { rows } = await pool.query<TimelineRow>({
    name: 'subscriber-timeline',
    text: SQL,
    values: [site, id, cursor?.atMicros ?? null, cursor?.key ?? null, query.limit + 1],
  });
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map(toEntry),
    nextCursor: rows.length > query.limit && last ? writeCursor(last) : null,
  };
}

function toEntry(row: TimelineRow): TimelineEntry {
  return {
    at: new Date(Number(row.atMicros / 1_000n)).toISOString(),
    kind: row.kind,
    ...timelineText(row),
    campaignId: row.campaignId === null ? null : encodeId('campaign', row.campaignId),
  };
}

function writeCursor({ atMicros, key }: TimelineRow): string {
  return Buffer.from(`${atMicros} ${key}`).toString('base64url');
}

function readCursor(text: string): { atMicros: bigint; key: string } {
  const [, atMicros, key] = /^(\d{1,18}) ([a-z0-9.]{1,60})$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (atMicros === undefined || key === undefined) throw badCursor();
  return { atMicros: BigInt(atMicros), key };
}

// A subscriber has some hundreds of rows at most, found by its id in both tables; so they are merged, then cut.
const SQL = `
WITH deliveries_of AS (
  -- A run without a campaign is a single message: it goes by its title.
  SELECT d.*, c.id AS campaign_id, COALESCE(c.name, r.messages -> 0 ->> 'title') AS campaign_name, r.is_test
  FROM deliveries d JOIN runs r ON r.id = d.run_id LEFT JOIN campaigns c ON c.id = r.campaign_id
  WHERE d.subscriber_id = $2 AND d.site_id = $1 AND r.site_id = $1
), entries AS (
  SELECT kind, at, 'e.' || id AS key, name, props, NULL::text AS reason, NULL::smallint AS state,
    NULL::bigint AS campaign_id, NULL::text AS campaign_name, false AS is_test
  FROM subscriber_events WHERE site_id = $1 AND subscriber_id = $2
  UNION ALL
  -- Visits are known by the day (UTC); they stand at its beginning, below what has an instant of that day.
  SELECT 'visited', v.day::timestamp AT TIME ZONE 'UTC', 'v.' || to_char(v.day, 'YYYYMMDD'), '',
    jsonb_object_agg(p.path, v.visit_count), NULL, NULL, NULL, NULL, false
  FROM page_visits v JOIN site_paths p ON p.id = v.path_id AND p.site_id = v.site_id
  WHERE v.site_id = $1 AND v.subscriber_id = $2 GROUP BY v.day
  UNION ALL
  SELECT step.kind, step.at, 'd' || step.rank || '.' || d.run_id, '', '{}', d.reason, d.state,
    d.campaign_id, d.campaign_name, d.is_test
  FROM deliveries_of d CROSS JOIN LATERAL (VALUES
    (CASE d.state WHEN 2 THEN 'sent' WHEN 6 THEN 'suppressed' ELSE 'failed' END,
      CASE WHEN d.state > 1 THEN d.settled_at END, 1),
    ('received', d.received_at, 2), ('shown', d.shown_at, 3), ('clicked', d.clicked_at, 4),
    ('dismissed', d.dismissed_at, 5)
  ) AS step (kind, at, rank)
  WHERE step.at IS NOT NULL
), ordered AS (
  SELECT *, (extract(epoch FROM at) * 1000000)::bigint AS at_micros FROM entries
)
SELECT kind, at_micros AS "atMicros", key, name, props, reason, state, campaign_id AS "campaignId",
  campaign_name AS "campaignName", is_test AS "isTest"
FROM ordered
WHERE $3::bigint IS NULL OR (at_micros, key COLLATE "C") < ($3::bigint, $4::text COLLATE "C")
ORDER BY at_micros DESC, key COLLATE "C" DESC LIMIT $5`;
