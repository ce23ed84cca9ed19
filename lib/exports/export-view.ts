import type { ExportFormat, ExportKind, ExportView } from '@/lib/contracts/exports';
import type { Export } from '@/lib/generated/prisma/client';
import { encodeId } from '@/lib/platform/ids';

/** As the dashboard and the API answer it; its file's pieces are read apart from it. */
export function exportView(row: Export): ExportView {
  return {
    id: encodeId('export', row.id),
    siteId: encodeId('site', row.siteId),
    kind: row.kind as ExportKind,
    format: row.format as ExportFormat,
    campaignId: row.campaignId === null ? null : encodeId('campaign', row.campaignId),
    state: row.state,
    rowCount: row.rowCount,
    totalCount: row.totalCount,
    byteCount: Number(row.byteCount),
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt.toISOString(),
  };
}
