import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { PoolClient } from 'pg';
import type { ImportCounts, ImportSource } from '@/lib/contracts/imports';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { inTransaction } from '@/lib/platform/transaction';
import { addCounts, NO_COUNTS } from './counts';
import { decideRows } from './decide-rows';
import { findSubscribers } from './find-subscribers';
import { type ImportedRow, type RefusedRow, type RowPlan, readRow } from './read-row';
import { RETENTION_DAYS } from './retention';
import type { UploadedRow } from './row-reader.types';
import { insertSubscribers, updateSubscribers } from './write-rows';

const zip = promisify(gzip);
const unzip = promisify(gunzip);

export interface Claimed {
  id: bigint;
  siteId: bigint;
  fence: bigint;
  state: 'checking' | 'running' | 'undoing';
}

interface Row {
  position: number;
  pieceCount: number;
  fileName: string;
  createdBy: string;
  source: ImportSource;
  format: string;
  columns: { name: string; field: string }[];
  vapidKeyId: bigint | null;
  counts: ImportCounts | null;
}

/** What the error file has of a row. */
export interface StoredError {
  line: number;
  column: string;
  field: string;
  message: string;
  cells: readonly string[];
}

/**
 * Does the next piece of an import in one transaction: what it writes, and the place to go on from. The dry run
 * takes the same way and writes nothing but its counts and refused rows.
 * @returns whether there is more; false, too, when the import was paused, cancelled or taken by another worker
 */
export async function applyPiece(claimed: Claimed, leaseSeconds: number): Promise<boolean> {
  const next = await find(pool, claimed, '');
  if (!next) return false;
  // What takes time is done before the transaction holds anybody up.
  const read = await readPiece(claimed, next);
  return inTransaction(async (client) => {
    const row = await find(client, claimed, 'FOR UPDATE');
    if (!row || row.position !== next.position) return false;
    if (row.position === 0) await forget(client, claimed);
    const { counts, errors } = await applyRows(client, claimed, row, read);
    await keepErrors(client, claimed, row.position, errors);
    const isLast = row.position + 1 >= row.pieceCount;
    await advance(client, claimed, addCounts(row.position === 0 ? NO_COUNTS : (row.counts ?? NO_COUNTS), counts), {
      isLast,
      leaseSeconds,
    });
    return !isLast;
  });
}

async function find(
  client: Pick<PoolClient, 'query'>,
  { id, siteId, fence, state }: Claimed,
  lock: 'FOR UPDATE' | '',
): Promise<Row | undefined> {
  const { rows } = await client.query<Row>(
    `SELECT position, piece_count AS "pieceCount", file_name AS "fileName", created_by AS "createdBy", source, format,
       columns, vapid_key_id AS "vapidKeyId",
       ${state === 'checking' ? 'check_counts' : 'run_counts'} AS counts
     FROM imports WHERE id = $1 AND site_id = $2 AND fence = $3 AND state = $4::"ImportState" ${lock}`,
    [id, siteId, fence, state],
  );
  return rows[0];
}

/** What a dry run has left behind. */
async function forget(client: PoolClient, { id, siteId }: Claimed): Promise<void> {
  await client.query('DELETE FROM import_keys WHERE import_id = $1 AND site_id = $2', [id, siteId]);
  await client.query('DELETE FROM import_errors WHERE import_id = $1 AND site_id = $2', [id, siteId]);
}

async function readPiece({ id, siteId }: Claimed, row: Row): Promise<(ImportedRow | RefusedRow)[]> {
  const { rows } = await pool.query<{ content: Buffer }>(
    'SELECT content FROM import_pieces WHERE import_id = $1 AND position = $2 AND site_id = $3',
    [id, row.position, siteId],
  );
  // Cancelled in the meantime: the transaction sees it.
  if (!rows[0]) return [];
  const uploaded = JSON.parse((await unzip(rows[0].content)).toString()) as UploadedRow[];
  const plan: RowPlan = { source: row.source, isCsv: row.format === 'csv', columns: row.columns };
  return uploaded.map((each) => readRow(plan, each));
}

async function applyRows(client: PoolClient, claimed: Claimed, row: Row, read: readonly (ImportedRow | RefusedRow)[]) {
  const refused = read.filter((each): each is RefusedRow => 'message' in each);
  const sound = read.filter((each): each is ImportedRow => !('message' in each));
  const first = await findFirst(client, claimed, sound);
  const isRun = claimed.state === 'running';
  const found = await findSubscribers(client, claimed.siteId, first, isRun);
  const decision = decideRows(first, {
    found: (each) => found.get(each) ?? [],
    vapidKeys: await readVapidKeys(client, claimed.siteId, row.vapidKeyId),
  });
  if (isRun) {
    const source = `${row.createdBy}, from ${row.fileName} (${row.source}), ${encodeId('import', claimed.id)}`;
    await insertSubscribers(client, claimed, decision.created, source);
    await updateSubscribers(client, claimed, decision.changed);
  }
  const columnOf = (field: string) => row.columns.find((each) => each.field === field)?.name ?? '';
  const fieldOf = (column: string) => row.columns.find((each) => each.name === column)?.field ?? '';
  const errors: StoredError[] = [
    ...refused.map((each) => ({ ...each, field: fieldOf(each.column) })),
    ...decision.refused.map((each) => ({ ...each, column: columnOf(each.field) })),
  ].sort((a, b) => a.line - b.line);
  const counts = {
    createdCount: decision.created.length,
    updatedCount: decision.updatedCount,
    unchangedCount: decision.unchangedCount,
    duplicateCount: sound.length - first.length,
    refusedCount: errors.length,
    reasons: errors.map(({ column, message }) => ({ field: column, message, count: 1 })),
  };
  return { counts, errors };
}

/** Those about whom no earlier row of the file is. */
async function findFirst(
  client: PoolClient,
  { id, siteId }: Claimed,
  rows: readonly ImportedRow[],
): Promise<ImportedRow[]> {
  const firsts = new Map<string, ImportedRow>();
  for (const row of rows) {
    const key = row.key.toString('base64');
    if (!firsts.has(key)) firsts.set(key, row);
  }
  const candidates = [...firsts.values()];
  const { rows: kept } = await client.query<{ key: Buffer }>({
    name: 'import-keys',
    text: `INSERT INTO import_keys (import_id, site_id, key, line)
      SELECT $1, $2, * FROM unnest($3::bytea[], $4::int[]) ON CONFLICT (import_id, key) DO NOTHING RETURNING key`,
    values: [id, siteId, candidates.map(({ key }) => key), candidates.map(({ line }) => line)],
  });
  const isKept = new Set(kept.map(({ key }) => key.toString('base64')));
  return candidates.filter(({ key }) => isKept.has(key.toString('base64')));
}

async function readVapidKeys(
  client: PoolClient,
  siteId: bigint,
  chosen: bigint | null,
): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await client.query<{ id: bigint; publicKey: Buffer; isCurrent: boolean }>(
    `SELECT k.id, k.public_key AS "publicKey", k.id = s.current_vapid_key_id AS "isCurrent"
     FROM vapid_keys k JOIN sites s ON s.id = k.site_id WHERE k.site_id = $1 AND k.retired_at IS NULL`,
    [siteId],
  );
  const keys = new Map(rows.map(({ id, publicKey }) => [publicKey.toString('base64url'), id]));
  const unnamed = chosen ?? rows.find(({ isCurrent }) => isCurrent)?.id;
  return unnamed === undefined ? keys : keys.set('', unnamed);
}

async function keepErrors(
  client: PoolClient,
  { id, siteId }: Claimed,
  position: number,
  errors: readonly StoredError[],
): Promise<void> {
  if (errors.length === 0) return;
  const content = await zip(JSON.stringify(errors));
  await client.query('INSERT INTO import_errors (import_id, position, site_id, content) VALUES ($1, $2, $3, $4)', [
    id,
    position,
    siteId,
    content,
  ]);
}

async function advance(
  client: PoolClient,
  { id, siteId, state }: Claimed,
  counts: ImportCounts,
  { isLast, leaseSeconds }: { isLast: boolean; leaseSeconds: number },
): Promise<void> {
  const json = JSON.stringify(counts);
  const kept = `position = position + 1, attempt_count = 0, lease_until = now() + $4 * interval '1 second'`;
  if (state === 'checking') {
    await client.query(
      `UPDATE imports SET ${kept}, check_counts = $3 ${isLast ? `, state = 'ready', checked_at = now()` : ''}
       WHERE id = $1 AND site_id = $2`,
      [id, siteId, json, leaseSeconds],
    );
  } else {
    const end = `, state = 'done', finished_at = now(), expires_at = now() + interval '${RETENTION_DAYS} days',
      columns = (SELECT jsonb_agg(c || '{"samples": []}' ORDER BY n)
        FROM jsonb_array_elements(columns) WITH ORDINALITY AS e (c, n))`;
    await client.query(
      `UPDATE imports SET ${kept}, run_counts = $3 ${isLast ? end : ''} WHERE id = $1 AND site_id = $2`,
      [id, siteId, json, leaseSeconds],
    );
  }
  if (!isLast) return;
  await client.query('DELETE FROM import_keys WHERE import_id = $1 AND site_id = $2', [id, siteId]);
  if (state === 'running') {
    await client.query('DELETE FROM import_pieces WHERE import_id = $1 AND site_id = $2', [id, siteId]);
  }
}
