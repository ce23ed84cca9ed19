import type { ImageUses } from '@/lib/contracts/images';
import type { db } from '@/lib/platform/db';

interface UseRow {
  kind: 'campaign' | 'template';
  name: string;
  use: 'held' | 'draft' | 'past';
}

/**
 * Who has a picture in what they say. A campaign holds it from when it is scheduled until the last of its messages has
 * expired: a browser loads the picture when the message comes. A template holds it, since programs send from templates
 * without anybody looking. Single messages, of which there may be millions, are not looked at.
 * @param name the last part of the picture's address; no other text has it
 */
export async function readImageUses(
  client: Pick<typeof db, '$queryRaw'>,
  siteId: bigint,
  name: string,
): Promise<ImageUses> {
  // What is sent now may differ from what the campaign says: a recurring one can be changed between its dates.
  const rows = await client.$queryRaw<UseRow[]>`
    SELECT kind, name, use FROM (
      SELECT 'campaign' AS kind, c.id, c.name,
        CASE WHEN waiting.found OR c.status IN ('scheduled', 'running', 'paused') THEN 'held'
          WHEN c.status = 'draft' THEN 'draft' ELSE 'past' END AS use
      FROM campaigns c
      LEFT JOIN LATERAL (
        SELECT true AS found FROM runs r
        WHERE r.campaign_id = c.id AND NOT r.is_test AND r.expires_at > now()
          AND strpos(r.messages::text, ${name}) > 0
        LIMIT 1
      ) waiting ON true
      -- A join, as an EXISTS beside OR is answered by reading the variants of all sites.
      LEFT JOIN LATERAL (
        SELECT true AS found FROM variants v WHERE v.campaign_id = c.id AND strpos(v.message::text, ${name}) > 0 LIMIT 1
      ) written ON true
      WHERE c.site_id = ${siteId} AND c.archived_at IS NULL AND (waiting.found OR written.found)
      UNION ALL
      SELECT 'template', t.id, t.name, 'held' FROM templates t
      WHERE t.site_id = ${siteId} AND t.archived_at IS NULL AND (strpos(t.message::text, ${name}) > 0 OR strpos(t.translations::text, ${name}) > 0)
    ) uses ORDER BY id DESC`;
  const count = (wanted: UseRow['use']) => rows.filter(({ use }) => use === wanted).length;
  return {
    heldBy: rows.filter(({ use }) => use === 'held').map((row) => ({ kind: row.kind, name: row.name })),
    draftCount: count('draft'),
    pastCount: count('past'),
  };
}
