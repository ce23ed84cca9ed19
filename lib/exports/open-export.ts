import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { pool } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { findExport } from './find-export';

const unzip = promisify(gunzip);

export interface ExportFile {
  /** For the name of the download. */
  name: string;
  mediaType: string;
  byteCount: number;
  /** Piece by piece, each read when the one before is taken: however large the file, one piece is held. */
  pieces: AsyncGenerator<Uint8Array<ArrayBuffer>, void>;
}

/**
 * Opens a finished export for reading. Each time is in the audit log.
 * @throws AppError `forbidden`; `not_found`; `conflict` while it is not done
 */
export async function openExport(actor: Actor, siteId: string, exportId: string): Promise<ExportFile> {
  const row = await findExport(actor, siteId, exportId);
  if (row.state !== 'done') {
    throw new AppError('conflict', { detail: `The export is ${row.state}; it can be downloaded when it is done.` });
  }
  await recordAudit(actor, 'export.download', exportId, { siteId, kind: row.kind });
  return {
    name: `${row.kind}-${row.createdAt.toISOString().slice(0, 10)}.${row.format}`,
    mediaType: row.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
    byteCount: Number(row.byteCount),
    pieces: readPieces(row.id, row.siteId, row.pieceCount),
  };
}

async function* readPieces(id: bigint, siteId: bigint, count: number): ExportFile['pieces'] {
  for (let position = 0; position < count; position++) {
    const { rows } = await pool.query<{ content: Buffer }>({
      name: 'read-export-piece',
      text: 'SELECT content FROM export_pieces WHERE export_id = $1 AND position = $2 AND site_id = $3',
      values: [id, position, siteId],
    });
    const [piece] = rows;
    // Deleted meanwhile: the connection breaks, and nobody takes half a file for a whole one.
    if (!piece) throw new Error('the export was deleted while it was read');
    yield new Uint8Array(await unzip(piece.content));
  }
}
