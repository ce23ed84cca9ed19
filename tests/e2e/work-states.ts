import { decodeId } from '@/lib/platform/ids';
import { eventually } from '../push-service/wait-for';
import type { Belfry } from './start-belfry';

// Work in a state that it is seen in for a moment only, or that a fault brings about.

export interface Office {
  belfry: Belfry;
  /** The REST API as the page's own scripts call it. @param path behind `/api/v1` */
  post<T>(path: string, data?: unknown): Promise<T>;
}

/** As the database has them once a worker has it, somebody has paused it, or it was given up: at its run, or in its trial. */
const HELD = {
  running: `state = 'running', started_at = now(), fence = fence + 1, lease_until = now() + interval '1 day'`,
  paused: `state = 'paused', started_at = now(), run_counts = '{"createdCount":0,"updatedCount":1,"unchangedCount":0,
    "duplicateCount":0,"refusedCount":0,"reasons":[]}', expires_at = now() + interval '1 day'`,
  failed: `state = 'failed', started_at = now(), finished_at = now(), run_counts = '{"createdCount":0,"updatedCount":1,
    "unchangedCount":0,"duplicateCount":0,"refusedCount":0,"reasons":[]}', expires_at = now() + interval '30 days'`,
  untried: `state = 'failed', finished_at = now(), expires_at = now() + interval '1 day'`,
} as const;

/**
 * A list that gives two subscribers a tag, in this state; its file is called after it, and so is the tag.
 * @param path of the site's imports
 */
export async function makeImport(
  { belfry, post }: Office,
  path: string,
  state: keyof typeof HELD | 'done' | 'undone',
): Promise<string> {
  const people = await belfry.sql<{ external_id: string }>(
    'SELECT external_id FROM subscribers WHERE external_id IS NOT NULL ORDER BY id LIMIT 2',
  );
  const rows = people.map(({ external_id }) => `${external_id},${state}\n`).join('');
  const { id } = await post<{ id: string }>(`${path}?fileName=${state}.csv`, `externalId,tier\n${rows}`);
  const number = String(decodeId('import', id));
  const is = (wanted: string) =>
    eventually(
      async () =>
        (await belfry.sql('SELECT FROM imports WHERE id = $1 AND state::text = $2', [number, wanted])).length > 0,
      { what: `an import that is ${wanted}`, timeoutMs: 60_000 },
    );
  if (state !== 'done' && state !== 'undone') {
    await belfry.sql(`UPDATE imports SET ${HELD[state]} WHERE id = $1`, [number]);
    return id;
  }
  await post(`${path}/${id}/start`);
  await is('done');
  if (state === 'undone') {
    await post(`${path}/${id}/undo`);
    await is('undone');
  }
  return id;
}

/** One that a worker seems to have, so that it stays under way. @param path of the site's exports */
export async function holdExport({ belfry, post }: Office, path: string): Promise<void> {
  const { id } = await post<{ id: string }>(path, { kind: 'deliveries', format: 'json' });
  await belfry.sql(
    `UPDATE exports SET state = 'running', fence = fence + 1, total_count = 60, row_count = 20, finished_at = NULL,
       lease_until = now() + interval '1 day' WHERE id = $1`,
    [String(decodeId('export', id))],
  );
}

/** As recordJobFailure keeps it. */
export async function failJob({ belfry }: Pick<Office, 'belfry'>): Promise<void> {
  await belfry.sql(
    `INSERT INTO job_failures (queue, name, job_id, payload, error, attempt_count)
     VALUES ('webhooks', 'deliver-webhook', 'w1', '{"webhookId":"1"}', 'Error: connect ECONNREFUSED 203.0.113.7:443', 5)`,
  );
}
