import type { Actor } from '@/lib/contracts/actors';
import type { SegmentRule } from '@/lib/contracts/segments';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { nameRuleCampaigns } from './rule-campaigns';

/** What rules on behaviour may refer to, by the names that a person knows. */
export interface KnownBehaviour {
  events: string[];
  eventProperties: string[];
  paths: string[];
  isRecordingPages: boolean;
  /** Launched ones, newest first, then those of the rule that are not among them. */
  campaigns: { id: string; name: string }[];
}

const MOST_EVENTS = 100;
const MOST_PATHS = 200;
const MOST_CAMPAIGNS = 200;

/**
 * Events, pages and campaigns that a site has, for the builder's lists.
 * @param rule what is being edited; the campaigns that it refers to are named too
 * @throws AppError `forbidden`; `not_found`
 */
export async function knownBehaviour(actor: Actor, siteId: string, rule?: SegmentRule): Promise<KnownBehaviour> {
  const site = await authorizeSite(actor, 'segments.read', siteId);
  const [events, paths, campaigns, named] = await Promise.all([
    pool.query<{ name: string; keys: string[] }>(EVENT_NAMES_SQL, [site, MOST_EVENTS]),
    pool.query<{ path: string | null; is_recording: boolean }>(PATHS_SQL, [site, MOST_PATHS]),
    pool.query<{ id: bigint; name: string }>(CAMPAIGNS_SQL, [site, MOST_CAMPAIGNS]),
    nameRuleCampaigns(actor, siteId, rule ? [rule] : []),
  ]);
  const launched = campaigns.rows.map(({ id, name }) => ({ id: encodeId('campaign', id), name }));
  const listed = new Set(launched.map(({ id }) => id));
  return {
    events: events.rows.map(({ name }) => name),
    eventProperties: [...new Set(events.rows.flatMap(({ keys }) => keys))].sort(),
    paths: paths.rows.map(({ path }) => path).filter((path) => path !== null),
    isRecordingPages: paths.rows[0]?.is_recording ?? false,
    campaigns: [
      ...launched,
      ...Object.entries(named)
        .filter(([id]) => !listed.has(id))
        .map(([id, name]) => ({ id, name })),
    ],
  };
}

/**
 * One step in the index for each name, however many events there are; the properties are those of the newest few.
 * Exported for the test that reads its plan.
 */
export const EVENT_NAMES_SQL = `
WITH RECURSIVE names AS (
  (SELECT name FROM subscriber_events WHERE site_id = $1 AND name > '' ORDER BY name LIMIT 1)
  UNION ALL
  SELECT (SELECT e.name FROM subscriber_events e WHERE e.site_id = $1 AND e.name > n.name ORDER BY e.name LIMIT 1)
  FROM names n WHERE n.name IS NOT NULL
), known AS (SELECT name FROM names WHERE name IS NOT NULL LIMIT $2)
SELECT known.name, ARRAY(
  SELECT DISTINCT jsonb_object_keys(newest.props) FROM (
    SELECT props FROM subscriber_events e WHERE e.site_id = $1 AND e.name = known.name ORDER BY e.at DESC LIMIT 20
  ) newest
) AS keys FROM known`;

const PATHS_SQL = `
SELECT p.path, s.record_pages AS is_recording FROM sites s LEFT JOIN LATERAL (
  SELECT path FROM site_paths WHERE site_id = s.id ORDER BY path LIMIT $2
) p ON true WHERE s.id = $1`;

const CAMPAIGNS_SQL = `
SELECT id, name FROM campaigns WHERE site_id = $1 AND launched_at IS NOT NULL AND archived_at IS NULL
ORDER BY id DESC LIMIT $2`;
