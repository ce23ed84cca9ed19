import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { type ImportColumn, type ImportFormat, ImportUploadQuery, type ImportView } from '@/lib/contracts/imports';
import type { Prisma } from '@/lib/generated/prisma/client';
import { now } from '@/lib/platform/clock';
import { db, pool } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { detectFields, detectSource, isPrivate } from './detect-columns';
import { viewImport } from './find-import';
import { MAX_FILE_BYTES, readBytes } from './read-bytes';
import { findSeparator, readCsv } from './read-csv';
import { readJson } from './read-json';
import { readSql } from './read-sql';
import { UNSTARTED_HOURS } from './retention';
import type { UploadedRow } from './row-reader.types';
import { storableText } from './storable-text';
import { badFile } from './upload-error';

const zip = promisify(gzip);

/** Of one site that are not started: each holds a file. */
const MOST_OPEN = 10;
/** A piece is one transaction of the run; what is held while a file arrives. */
const PIECE_ROWS = 1_000;
const PIECE_CHARACTERS = 1_000_000;
/** An upload of which nothing has come for so long is given up. */
const UPLOAD_LEASE_MINUTES = 10;
const SAMPLES = 3;

/**
 * Takes a file as it arrives, parsed and stored piece by piece, and says what its columns seem to be. Nothing is done
 * with it before it is started.
 * @param body CSV, JSON or SQL, gzipped or not, told by its content
 * @throws AppError `forbidden`; `not_found`; `invalid_input` with the line; `payload_too_large`; `conflict`
 */
export async function createImport(
  actor: Actor,
  siteId: string,
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  input: { fileName?: string; maxBytes?: number } = {},
): Promise<ImportView> {
  const site = await authorizeSite(actor, 'imports.write', siteId);
  const { fileName } = parse(ImportUploadQuery, { fileName: input.fileName });
  const open = await db.import.count({ where: { siteId: site, state: { in: ['uploading', 'ready', 'checking'] } } });
  if (open >= MOST_OPEN) {
    throw new AppError('conflict', { detail: `${open} imports of this site wait to be started; start or cancel one.` });
  }
  const { id } = await begin(site, fileName, actor);
  try {
    const file = await receive(id, site, body, input.maxBytes ?? MAX_FILE_BYTES);
    return await finish(actor, siteId, { id, site }, file);
  } catch (error) {
    await db.import.deleteMany({ where: { id, siteId: site } });
    throw error;
  }
}

async function begin(siteId: bigint, fileName: string, actor: Actor) {
  const time = now().getTime();
  return db.import.create({
    data: {
      siteId,
      fileName,
      format: '',
      source: '',
      createdBy: actorName(actor),
      leaseUntil: new Date(time + UPLOAD_LEASE_MINUTES * 60_000),
      expiresAt: new Date(time + UNSTARTED_HOURS * 3_600_000),
    },
    select: { id: true },
  });
}

function actorName(actor: Actor): string {
  if (actor.kind === 'user') return actor.name || actor.email;
  return actor.kind === 'api_key' ? `API key ${actor.apiKeyId}` : 'System';
}

interface ReceivedFile {
  format: ImportFormat;
  names: string[];
  samples: Map<number, string[]>;
}

async function receive(
  id: bigint,
  siteId: bigint,
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
): Promise<ReceivedFile> {
  const { head, chunks } = await readBytes(body, maxBytes);
  if (head.length === 0) throw badFile('The file is empty.');
  const names: string[] = [];
  const samples = new Map<number, string[]>();
  let byteCount = 0;
  async function* counted() {
    for await (const chunk of chunks) {
      byteCount += chunk.length;
      yield chunk;
    }
  }
  const text = head.toString('utf8').replace(/^\ufeff/, '');
  const format = formatOf(text);
  const rows = readRows(format, counted(), names, text);
  let piece: UploadedRow[] = [];
  let size = 0;
  let position = 0;
  const flush = async () => {
    if (piece.length === 0) return;
    await keepPiece({ id, siteId }, position++, piece, byteCount);
    piece = [];
    size = 0;
  };
  for await (const row of rows) {
    const [line, cells] = row;
    const kept = cells.map((cell, index) => (isPrivate(names[index] ?? '') ? '' : cell));
    takeSamples(samples, kept);
    piece.push([line, kept]);
    size += kept.reduce((sum, cell) => sum + cell.length, 0);
    if (piece.length >= PIECE_ROWS || size >= PIECE_CHARACTERS) await flush();
  }
  await flush();
  if (position === 0) {
    throw badFile(format === 'sql' ? 'The file has no rows of a table …perfecty_push_users.' : 'The file has no rows.');
  }
  return { format, names, samples };
}

/** What a dump has at the beginning of one of its first lines. */
const STATEMENT =
  /^[ \t]*(\/\*!\d+ +)?(INSERT +(IGNORE +)?INTO|REPLACE +INTO|(CREATE|DROP) +TABLE|LOCK +TABLES|SET +NAMES|SET +[\w@]+ *=)/im;

/** By its beginning. */
function formatOf(head: string): ImportFormat {
  if (/^\s*[[{]/.test(head)) return 'json';
  // Columns may be called `#` or `Set up on`.
  const isDump = /^\s*(--|\/\*|#|(INSERT|REPLACE|CREATE|SET|DROP|LOCK)\s)/i.test(head) && STATEMENT.test(head);
  return isDump ? 'sql' : 'csv';
}

function readRows(format: ImportFormat, chunks: AsyncGenerator<Buffer, void>, names: string[], head: string) {
  if (format === 'json') return readJson(chunks, names);
  return format === 'sql' ? readSql(chunks, names) : readCsv(chunks, names, findSeparator(head));
}

function takeSamples(samples: Map<number, string[]>, cells: readonly string[]): void {
  for (const [index, cell] of cells.entries()) {
    const own = samples.get(index) ?? [];
    if (own.length >= SAMPLES || cell.trim() === '' || own.includes(shorten(cell))) continue;
    samples.set(index, [...own, shorten(cell)]);
  }
}

const MOST_SAMPLE_CHARACTERS = 60;
const shorten = (cell: string) =>
  cell.length > MOST_SAMPLE_CHARACTERS ? `${storableText(cell, MOST_SAMPLE_CHARACTERS - 1)}…` : storableText(cell);

async function keepPiece(
  { id, siteId }: { id: bigint; siteId: bigint },
  position: number,
  rows: readonly UploadedRow[],
  byteCount: number,
): Promise<void> {
  const { rowCount } = await pool.query({
    name: 'keep-import-piece',
    text: `
      WITH kept AS (
        UPDATE imports SET piece_count = piece_count + 1, row_count = row_count + $4, byte_count = $5,
          lease_until = now() + ${UPLOAD_LEASE_MINUTES} * interval '1 minute'
        WHERE id = $1 AND site_id = $2 AND state = 'uploading' AND piece_count = $3
        RETURNING id, site_id
      )
      INSERT INTO import_pieces (import_id, position, site_id, content) SELECT id, $3, site_id, $6 FROM kept`,
    values: [id, siteId, position, rows.length, byteCount, await zip(JSON.stringify(rows))],
  });
  if (rowCount !== 1) throw new AppError('conflict', { detail: 'The upload took too long and was given up.' });
}

async function finish(
  actor: Actor,
  siteId: string,
  { id, site }: { id: bigint; site: bigint },
  { format, names, samples }: ReceivedFile,
): Promise<ImportView> {
  const source = detectSource(names);
  const fields = detectFields(source, names);
  const columns: ImportColumn[] = names.map((name, index) => {
    const field = fields[index] ?? 'ignore';
    return { name, field, samples: (samples.get(index) ?? []).map((sample) => hideKey(field, sample)) };
  });
  return db.$transaction(async (tx) => {
    const row = await tx.import.update({
      where: { id, siteId: site },
      data: { format, source, columns: columns as unknown as Prisma.InputJsonValue, state: 'ready', leaseUntil: null },
    });
    const detail = { siteId, fileName: row.fileName, format, source, rowCount: row.rowCount };
    await recordAudit(actor, 'import.create', encodeId('import', id), detail, tx);
    return viewImport(row);
  });
}

/** Enough to recognise a key by. */
const hideKey = (field: string, sample: string) =>
  field === 'p256dh' || field === 'auth' || field === 'endpoint'
    ? `${storableText(sample, field === 'endpoint' ? 40 : 6)}…`
    : sample;
