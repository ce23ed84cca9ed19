import { pool } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';

/**
 * How the sample's people said yes, at the moment they subscribed, and how many were asked the same day and did not.
 * Those who have a record already are left as they are, so that it can be called again after more were added.
 */
export async function seedConsents(siteId: bigint): Promise<void> {
  await pool.query(SEED_CONSENTS_SQL, [siteId, env().publicUrl]);
}

// One statement, so that the counts are those of the records whatever happens. The prompt is read from the hash of the
// address: about two in three were asked by the dialog, and the same person always by the same. Only days with a yes are
// counted; how many were asked for each sways from day to day.
const SEED_CONSENTS_SQL = `
WITH agreed AS (
  INSERT INTO consent_records (site_id, subscriber_id, decision, prompt_kind, origin, at)
  SELECT $1, s.id, 'granted', CASE WHEN get_byte(s.endpoint_hash, 0) < 170 THEN 'dialog' ELSE 'button' END, $2, s.subscribed_at
  FROM subscribers s
  WHERE s.site_id = $1 AND NOT EXISTS (SELECT FROM consent_records c WHERE c.site_id = $1 AND c.subscriber_id = s.id)
  ORDER BY s.subscribed_at
  RETURNING prompt_kind, at
), daily AS (
  SELECT (at AT TIME ZONE 'UTC')::date AS day, prompt_kind AS prompt, count(*) AS granted FROM agreed GROUP BY 1, 2
), asked AS (
  SELECT daily.*, round(granted / rate * (1.15 + 0.15 * sin((day - date '2026-01-01') * 0.9))) AS shown, dismissed, denied
  FROM daily JOIN (VALUES ('dialog', 0.065, 0.44, 0.02), ('button', 0.72, 0.5, 0.4)) AS usual (prompt, rate, dismissed, denied)
    USING (prompt)
)
INSERT INTO prompt_counts (site_id, day, prompt, outcome, count)
SELECT $1, day, prompt, outcome, count
FROM asked CROSS JOIN LATERAL (VALUES ('shown', shown), ('granted', granted), ('dismissed', floor((shown - granted) * dismissed)),
  ('denied', floor((shown - granted) * denied))) AS given (outcome, count)
WHERE count > 0
ON CONFLICT (site_id, day, prompt, outcome) DO UPDATE SET count = prompt_counts.count + excluded.count`;
