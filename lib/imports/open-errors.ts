import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import type { ImportColumn } from '@/lib/contracts/imports';
import { csvCell } from '@/lib/exports/render-rows';
import { pool } from '@/lib/platform/db';
import { adviceOn } from './advice';
import type { StoredError } from './apply-piece';
import { findImport } from './find-import';

const unzip = promisify(gunzip);

export interface ErrorFile {
  name: string;
  /** A header, then the refused rows, a piece at a time. */
  pieces: AsyncGenerator<Uint8Array<ArrayBuffer>, void>;
}

/**
 * The refused rows of the last dry run or run as CSV: line, column, what is wrong, what to do, and the row as it came.
 * Mended, the file can be imported as it is. Each time is in the audit log.
 * @throws AppError `forbidden`; `not_found`
 */
export async function openErrors(actor: Actor, siteId: string, importId: string): Promise<ErrorFile> {
  const row = await findImport(actor, 'imports.read', siteId, importId);
  await recordAudit(actor, 'import.download_errors', importId, { siteId });
  const columns = row.columns as unknown as ImportColumn[];
  return { name: 'import-errors.csv', pieces: readPieces(row.id, row.siteId, columns) };
}

async function* readPieces(id: bigint, siteId: bigint, columns: readonly ImportColumn[]): ErrorFile['pieces'] {
  const header = ['importLine', 'importField', 'importProblem', 'importAdvice', ...columns.map(({ name }) => name)];
  yield encode(`${header.map((name) => csvCell(name)).join(',')}\r\n`);
  for (let after = -1; ; ) {
    const { rows } = await pool.query<{ position: number; content: Buffer }>({
      name: 'read-import-errors',
      text: `SELECT position, content FROM import_errors WHERE import_id = $1 AND position > $2 AND site_id = $3
        ORDER BY position LIMIT 1`,
      values: [id, after, siteId],
    });
    const [piece] = rows;
    if (!piece) return;
    after = piece.position;
    const errors = JSON.parse((await unzip(piece.content)).toString()) as StoredError[];
    yield encode(errors.map((error) => render(error, columns)).join(''));
  }
}

function render({ line, column, field, message, cells }: StoredError, columns: readonly ImportColumn[]): string {
  const isKey = (index: number) => ['p256dh', 'auth', 'vapidPublicKey'].includes(columns[index]?.field ?? '');
  const own = [line, column, message, adviceOn(field, message)].map((cell) => csvCell(cell));
  const width = Math.max(cells.length, columns.length);
  const given = Array.from({ length: width }, (_, index) =>
    csvCell(cells[index] ?? '', isKey(index) && isPlainKey(cells[index])),
  );
  return `${[...own, ...given].join(',')}\r\n`;
}

/** Only what is really made of a key's letters is left as it is. */
const isPlainKey = (cell: string | undefined) => cell !== undefined && /^[A-Za-z0-9_-]*$/.test(cell);

const encode = (text: string) => new Uint8Array(Buffer.from(text));
