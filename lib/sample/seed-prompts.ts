import { pool } from '@/lib/platform/db';

const DAYS = 90;

/** How often visitors of the sample were asked each day until yesterday, and how they answered; once a site. */
export async function seedPrompts(siteId: bigint): Promise<void> {
  await pool.query(
    `INSERT INTO prompt_counts (site_id, day, prompt, outcome, count)
     SELECT $1, (now() AT TIME ZONE 'UTC')::date - ago, prompt, outcome, round(asked * share * (1 + 0.3 * sin(ago * 0.9)))
     FROM generate_series(1, $2) AS ago
     CROSS JOIN (VALUES ('dialog', 140, 'shown', 1), ('dialog', 140, 'granted', 0.061), ('dialog', 140, 'dismissed', 0.42),
       ('dialog', 140, 'denied', 0.019), ('button', 22, 'shown', 1), ('button', 22, 'granted', 0.68),
       ('button', 22, 'dismissed', 0.17), ('button', 22, 'denied', 0.15)) AS given (prompt, asked, outcome, share)
     ON CONFLICT DO NOTHING`,
    [siteId, DAYS],
  );
}
