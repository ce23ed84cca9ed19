import type { z } from 'zod';
import type { Actor } from '@/lib/contracts/actors';
import type { BatchRow } from '@/lib/contracts/batches';
import { EventInput } from '@/lib/contracts/events';
import { countIngest } from '@/lib/platform/metrics';
import { notFound } from '@/lib/platform/not-found';
import { inTransaction } from '@/lib/platform/transaction';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { type CheckedRow, checkRows, refuseRow } from './check-rows';
import { findTargets } from './find-targets';

/**
 * Records up to 1,000 custom events, as a page's `track` does, with a result for each. An event of an external id is
 * recorded for each browser of the person.
 * @param rows unchecked; each as EventInput
 * @throws AppError `forbidden`; `not_found`
 */
export async function trackEvents(actor: Actor, siteId: string, rows: readonly unknown[]): Promise<BatchRow[]> {
  const site = await authorizeSite(actor, 'events.write', siteId);
  const { good, refused } = checkRows(EventInput, rows);
  const counts = good.length === 0 ? [] : await record(site, good);
  const results = good.map(({ index }, i): BatchRow => {
    const subscriberCount = counts[i] ?? 0;
    if (subscriberCount === 0) return refuseRow(index, notFound('subscriber'));
    return { index, status: 'done', subscriberCount, error: null };
  });
  for (const { status } of results) if (status === 'done') countIngest('track');
  return [...refused, ...results].sort((a, b) => a.index - b.index);
}

/** @returns how many subscribers each event was recorded for */
function record(site: bigint, rows: readonly CheckedRow<z.output<typeof EventInput>>[]): Promise<number[]> {
  return inTransaction(async (client) => {
    const found = await findTargets(
      client,
      site,
      rows.map(({ row }) => row),
    );
    const pairs = found.flatMap((ids, i) => ids.map((id) => ({ id, i, event: rows[i]?.row })));
    const { rows: recorded } = await client.query<{ i: number }>({
      name: 'track-events',
      text: SQL,
      values: [
        site,
        pairs.map(({ id }) => id),
        pairs.map(({ i }) => i),
        pairs.map(({ event }) => event?.event),
        pairs.map(({ event }) => JSON.stringify(event?.props)),
      ],
    });
    const counts = rows.map(() => 0);
    for (const { i } of recorded) counts[i] = (counts[i] ?? 0) + 1;
    return counts;
  });
}

// The lock makes an erasure at the same moment either come before, and the event finds nobody, or wait and take the
// event along.
const SQL = `
WITH alive AS MATERIALIZED (
  SELECT id FROM subscribers WHERE site_id = $1 AND id = ANY ($2::bigint[]) FOR KEY SHARE
), given AS (
  SELECT * FROM unnest($2::bigint[], $3::int[], $4::text[], $5::text[]) WITH ORDINALITY
    AS g (id, i, name, props, position)
  WHERE id IN (SELECT id FROM alive)
), recorded AS (
  INSERT INTO subscriber_events (site_id, subscriber_id, kind, name, props)
  SELECT $1, id, 'custom', name, props::jsonb FROM given ORDER BY position
)
SELECT i FROM given`;
