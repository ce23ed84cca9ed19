import type { ExplanationView } from '@/lib/contracts/explanations';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';

const MOST_DEVICES = 20;
/** By delivery state, for one that nothing was reported of. */
const STATE_WORDS = [
  'waiting',
  'being sent',
  'sent, not reported as shown',
  'subscription ended',
  'refused',
  'too late',
  'not sent',
  'not known',
];

/** The other browsers of the same person that a run was planned for, and what became of it there. */
export async function listOtherDevices(
  site: bigint,
  runId: bigint,
  subscriberId: bigint,
  externalId: string | null,
): Promise<ExplanationView['otherDevices']> {
  if (externalId === null) return [];
  const { rows } = await pool.query<{ id: bigint; name: string; state: number; reported: string | null }>(
    `SELECT s.id, coalesce(s.browser || ' on ' || s.os, s.browser, s.os, 'Another device') AS name, d.state,
       CASE WHEN d.clicked_at IS NOT NULL THEN 'clicked' WHEN d.dismissed_at IS NOT NULL THEN 'closed'
         WHEN d.shown_at IS NOT NULL THEN 'shown' WHEN d.received_at IS NOT NULL THEN 'arrived' END AS reported
     FROM subscribers s JOIN deliveries d ON d.run_id = $2 AND d.subscriber_id = s.id AND d.site_id = s.site_id
     WHERE s.site_id = $1 AND s.external_id = $4 AND s.id <> $3 ORDER BY s.id DESC LIMIT ${MOST_DEVICES}`,
    [site, runId, subscriberId, externalId],
  );
  return rows.map(({ id, name, state, reported }) => ({
    subscriberId: encodeId('subscriber', id),
    name,
    outcome: reported ?? STATE_WORDS[state] ?? 'not known',
  }));
}
