import { expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { campaignOccurrences } from './campaign-occurrences';

it('tells the newest fifty dates with the sums of their runs, and counts all of them', async () => {
  const site = await makeTestSite();
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO campaigns (site_id, name, status, audience, ttl_seconds, updated_at, next_at, schedule)
     VALUES ($1, 'Digest', 'running', '{"all": true}', 3600, now(), now() + interval '1 day',
       '{"kind": "recurring", "rule": {"every": "day"}, "time": "09:00", "timezone": "UTC", "count": 54}') RETURNING id`,
    [site.id],
  );
  const id = rows[0]?.id ?? 0n;
  await pool.query(
    `INSERT INTO campaign_occurrences (campaign_id, occurs_at, site_id, run_id, reason)
     SELECT $1, '2026-11-20T09:00:00Z'::timestamptz - n * interval '1 day', $2, CASE WHEN n <> 1 THEN n END, CASE WHEN n = 1 THEN 'paused' END
     FROM generate_series(0, 51) n`,
    [id, site.id],
  );
  await pool.query(
    `INSERT INTO run_counters (run_id, slot, site_id, planned_count, accepted_count, shown_count, clicked_count)
     SELECT n, slot, $1, 10 + n, 9, 4, slot FROM generate_series(0, 51) n CROSS JOIN generate_series(0, 1) slot`,
    [site.id],
  );
  const { next, past } = await campaignOccurrences(site.actor, encodeId('campaign', id));
  expect(past).toHaveLength(50);
  expect(past.slice(0, 3)).toEqual([
    { at: '2026-11-20T09:00:00.000Z', status: 'sent', audience: 20, accepted: 18, shown: 8, clicked: 1 },
    { at: '2026-11-19T09:00:00.000Z', status: 'paused', audience: 0, accepted: 0, shown: 0, clicked: 0 },
    { at: '2026-11-18T09:00:00.000Z', status: 'sent', audience: 24, accepted: 18, shown: 8, clicked: 1 },
  ]);
  // Of 54 times, 52 are over: not only those that are shown.
  expect(next).toHaveLength(2);
});
