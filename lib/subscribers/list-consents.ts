import type { Actor } from '@/lib/contracts/actors';
import type { ConsentView } from '@/lib/contracts/consents';
import type { Page, PageQuery } from '@/lib/contracts/paging';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { readCursor } from '@/lib/platform/read-cursor';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { findSubscriberId } from './find-subscriber-id';

/**
 * When and how a subscriber agreed or took it back, newest first, paged by key.
 * @throws AppError `forbidden`; `not_found`; `bad_request` for a cursor that is not ours
 */
export async function listConsents(
  actor: Actor,
  siteId: string,
  subscriberId: string,
  query: PageQuery,
): Promise<Page<ConsentView>> {
  const site = await authorizeSite(actor, 'subscribers.read', siteId);
  const id = await findSubscriberId(site, subscriberId);
  const before = readCursor('consent', query.cursor);
  const found = await pool.query('SELECT FROM subscribers WHERE site_id = $1 AND id = $2', [site, id]);
  if (found.rowCount === 0) throw notFound('subscriber');
  const { rows } = await pool.query<Omit<ConsentView, 'id' | 'at'> & { id: bigint; at: Date }>(
    `SELECT id, decision, prompt_kind AS "promptKind", text_version AS "textVersion", origin, source, at
     FROM consent_records
     WHERE site_id = $1 AND subscriber_id = $2 AND id < coalesce($3::bigint, 9223372036854775807)
     ORDER BY id DESC LIMIT $4`,
    [site, id, before, query.limit + 1],
  );
  const items = rows
    .slice(0, query.limit)
    .map((row) => ({ ...row, id: encodeId('consent', row.id), at: row.at.toISOString() }));
  return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
}
