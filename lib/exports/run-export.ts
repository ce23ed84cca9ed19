import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ExportFormat, ExportKind } from '@/lib/contracts/exports';
import { pool } from '@/lib/platform/db';
import { log } from '@/lib/platform/log';
import { EXPORT_HOURS } from './create-export';
import type { PageReader } from './page-reader';
import { consentReader } from './read-consents';
import { deliveryReader } from './read-deliveries';
import { eventReader } from './read-events';
import { subscriberReader } from './read-subscribers';
import { visitReader } from './read-visits';
import { renderRows } from './render-rows';

/** Held at once, and lost when a worker is killed. */
export const PAGE_ROWS = 1_000;
/** A page takes a fraction of a second; after this long its worker is taken to be dead. */
const LEASE_SECONDS = 20;
/** Times that a page is begun without an end. */
const MAX_ATTEMPTS = 5;

const zip = promisify(gzip);

interface Claimed {
  id: bigint;
  siteId: bigint;
  campaignId: bigint | null;
  kind: ExportKind;
  format: ExportFormat;
  cursor: string;
  pieceCount: number;
  rowCount: number;
  totalCount: number | null;
  fence: bigint;
  hasFailed: boolean;
}

/**
 * Makes an export page by page, or goes on where a worker stopped; nothing when another one is at it. Each page and
 * the place to go on from are stored in one statement, so that none is lost or repeated.
 */
export async function runExport(exportId: bigint, signal: AbortSignal): Promise<void> {
  const claimed = await claim(exportId);
  if (!claimed) return;
  if (claimed.hasFailed) {
    log.error({ exportId: String(exportId) }, 'an export was given up: one of its pages could not be made');
    return;
  }
  try {
    await MAKERS[claimed.kind](claimed, signal);
  } finally {
    await giveBack(claimed);
  }
}

/** The readers' rows differ; each is given to its own columns only. */
const MAKERS: Record<ExportKind, (claimed: Claimed, signal: AbortSignal) => Promise<void>> = {
  subscribers: (claimed, signal) => makePages(claimed, subscriberReader, signal),
  deliveries: (claimed, signal) => makePages(claimed, deliveryReader, signal),
  consents: (claimed, signal) => makePages(claimed, consentReader, signal),
  events: (claimed, signal) => makePages(claimed, eventReader, signal),
  visits: (claimed, signal) => makePages(claimed, visitReader, signal),
};

async function makePages<R>(claimed: Claimed, reader: PageReader<R>, signal: AbortSignal): Promise<void> {
  if (claimed.totalCount === null) await keepTotal(claimed, await reader.count(claimed));
  let { cursor, pieceCount, rowCount } = claimed;
  while (!signal.aborted) {
    const page = await reader.read(claimed, cursor, PAGE_ROWS);
    const isLast = page.cursor === null;
    const place = { isFirst: pieceCount === 0, isLast, rowCountBefore: rowCount };
    const text = renderRows(claimed.format, reader.columns, page.rows, place);
    const isKept = await keepPage(claimed, {
      cursor: page.cursor ?? cursor,
      position: pieceCount,
      rowCount: page.rows.length,
      text,
      isLast,
    });
    if (isLast || !isKept) return;
    cursor = page.cursor ?? cursor;
    pieceCount += 1;
    rowCount += page.rows.length;
  }
}

async function claim(id: bigint): Promise<Claimed | undefined> {
  const { rows } = await pool.query<Claimed>(
    `UPDATE exports SET fence = fence + 1, lease_until = now() + $2 * interval '1 second',
       attempt_count = attempt_count + 1,
       state = CASE WHEN attempt_count >= $3 THEN 'failed' ELSE 'running' END::"ExportState",
       finished_at = CASE WHEN attempt_count >= $3 THEN now() END
     WHERE id = $1 AND state IN ('pending', 'running') AND archived_at IS NULL AND expires_at > now()
       AND (lease_until IS NULL OR lease_until < now())
     RETURNING id, site_id AS "siteId", campaign_id AS "campaignId", kind, format, cursor, piece_count AS "pieceCount",
       row_count AS "rowCount", total_count AS "totalCount", fence, state = 'failed' AS "hasFailed"`,
    [id, LEASE_SECONDS, MAX_ATTEMPTS],
  );
  return rows[0];
}

async function keepTotal({ id, siteId, fence }: Claimed, totalCount: number): Promise<void> {
  await pool.query('UPDATE exports SET total_count = $4 WHERE id = $1 AND site_id = $2 AND fence = $3', [
    id,
    siteId,
    fence,
    totalCount,
  ]);
}

interface MadePage {
  cursor: string;
  position: number;
  rowCount: number;
  text: string;
  isLast: boolean;
}

/** @returns false when the export was deleted or another worker has it */
async function keepPage({ id, siteId, fence }: Claimed, page: MadePage): Promise<boolean> {
  const bytes = Buffer.from(page.text);
  const { rowCount } = await pool.query({
    name: 'keep-export-page',
    text: KEEP_SQL,
    values: [
      id,
      siteId,
      fence,
      page.cursor,
      page.position,
      page.rowCount,
      bytes.length,
      page.isLast,
      LEASE_SECONDS,
      EXPORT_HOURS,
      await zip(bytes),
    ],
  });
  return rowCount === 1;
}

const KEEP_SQL = `
WITH kept AS (
  UPDATE exports SET cursor = $4, piece_count = piece_count + 1, row_count = row_count + $6, byte_count = byte_count + $7,
    attempt_count = 0, lease_until = now() + $9 * interval '1 second',
    state = CASE WHEN $8::boolean THEN 'done' ELSE 'running' END::"ExportState",
    finished_at = CASE WHEN $8::boolean THEN now() END,
    expires_at = CASE WHEN $8::boolean THEN now() + $10 * interval '1 hour' ELSE expires_at END
  WHERE id = $1 AND site_id = $2 AND fence = $3 AND state = 'running' AND piece_count = $5
  RETURNING id, site_id
)
INSERT INTO export_pieces (export_id, position, site_id, content) SELECT id, $5, site_id, $11 FROM kept`;

async function giveBack({ id, siteId, fence }: Claimed): Promise<void> {
  await pool.query('UPDATE exports SET lease_until = NULL WHERE id = $1 AND site_id = $2 AND fence = $3', [
    id,
    siteId,
    fence,
  ]);
}
