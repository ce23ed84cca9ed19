import { actorNames } from '@/lib/accounts/actor-names';
import type { Actor } from '@/lib/contracts/actors';
import type { DraftPart, DraftVersionView } from '@/lib/contracts/draft-versions';
import type { Page, PageQuery } from '@/lib/contracts/paging';
import { pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { readCursor } from '@/lib/platform/read-cursor';
import { changeWords } from './draft-changes';
import { findCampaign } from './find-campaign';

interface VersionRow {
  id: bigint;
  actor_kind: DraftVersionView['actorKind'];
  actor_id: bigint | null;
  changed: DraftPart[];
  restored_from_id: bigint | null;
  restored_from_at: Date | null;
  started_at: Date;
  saved_at: Date;
  title: string | null;
  is_first: boolean;
  is_current: boolean;
}

/** Exported for the test that reads its plan. */
export const VERSIONS_SQL = `
  SELECT v.id, v.actor_kind, v.actor_id, v.changed, v.restored_from_id, v.restored_from_at, v.started_at, v.saved_at,
    left(v.content->'message'->>'title', 200) AS title,
    NOT EXISTS (SELECT FROM draft_versions o WHERE o.campaign_id = v.campaign_id AND o.id < v.id) AS is_first,
    NOT EXISTS (SELECT FROM draft_versions o WHERE o.campaign_id = v.campaign_id AND o.id > v.id) AS is_current
  FROM draft_versions v
  WHERE v.site_id = $1 AND v.campaign_id = $2 AND v.id < COALESCE($3::bigint, 9223372036854775807)
    AND v.id = COALESCE($5::bigint, v.id)
  ORDER BY v.id DESC LIMIT $4`;

/**
 * What a draft said before, newest first, paged by key: who wrote it, when, and what they changed.
 * @throws AppError `forbidden`, `not_found`; `bad_request` for a cursor that is not ours
 */
export async function listDraftVersions(
  actor: Actor,
  campaignId: string,
  query: PageQuery,
): Promise<Page<DraftVersionView>> {
  const campaign = await findCampaign(actor, 'campaigns.read', campaignId);
  const before = readCursor('draftVersion', query.cursor);
  const views = await readVersions(actor, campaign, { before, limit: query.limit + 1 });
  const items = views.slice(0, query.limit);
  return { items, nextCursor: views.length > query.limit ? (items.at(-1)?.id ?? null) : null };
}

/** Versions of a campaign that is the actor's, newest first. */
export async function readVersions(
  actor: Actor,
  campaign: { siteId: bigint; id: bigint },
  { before = null, limit = 1, only = null }: { before?: bigint | null; limit?: number; only?: bigint | null },
): Promise<DraftVersionView[]> {
  const { rows } = await pool.query<VersionRow>(VERSIONS_SQL, [campaign.siteId, campaign.id, before, limit, only]);
  const acted = rows.map((row) => ({ actorKind: row.actor_kind, actorId: row.actor_id }));
  const nameOf = await actorNames(decodeId('workspace', actor.workspaceId), acted);
  return rows.map((row) => ({
    id: encodeId('draftVersion', row.id),
    actorKind: row.actor_kind,
    actorName: nameOf({ actorKind: row.actor_kind, actorId: row.actor_id }),
    startedAt: row.started_at.toISOString(),
    savedAt: row.saved_at.toISOString(),
    title: row.title ?? '',
    changed: row.changed,
    summary: summaryOf(row),
    restoredFromId: row.restored_from_id === null ? null : encodeId('draftVersion', row.restored_from_id),
    restoredFromAt: row.restored_from_at?.toISOString() ?? null,
    isCurrent: row.is_current,
  }));
}

function summaryOf({ changed, is_first: isFirst, restored_from_id: restoredFrom }: VersionRow): string {
  if (isFirst) return 'First version';
  if (restoredFrom !== null) return 'Restored an earlier version';
  // What was changed in a session and changed back.
  return changeWords(changed) || 'Back to what it said before';
}
