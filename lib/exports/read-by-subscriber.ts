import { pool } from '@/lib/platform/db';
import type { ExportScope } from './page-reader';

interface Keyed {
  id: bigint;
  subscriberId: bigint;
}

/**
 * A page of what belongs to subscribers, by subscriber and then in time, which is how it is indexed: the table has no
 * order of its own in which one site's rows stand together.
 * @param query takes the site, the last subscriber and row of the page before, the export's id and how many
 */
export async function readBySubscriber<R extends Keyed>(
  query: { name: string; text: string },
  { id, siteId }: ExportScope,
  cursor: string,
  limit: number,
): Promise<{ rows: R[]; cursor: string | null }> {
  const [subscriberId = 0n, after = 0n] = cursor === '' ? [] : cursor.split('.').map(BigInt);
  const { rows } = await pool.query<R>({ ...query, values: [siteId, subscriberId, after, id, limit] });
  const last = rows.at(-1);
  return { rows, cursor: last && rows.length === limit ? `${last.subscriberId}.${last.id}` : null };
}
