import type { ExportFormat } from '@/lib/contracts/exports';

const TYPES: Record<ExportFormat, string> = { csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8' };

/** A file to be saved, named after what is in it; kept in no cache. */
export function fileAnswer(text: string, name: string, format: ExportFormat): Response {
  const fileName = name
    .normalize('NFKD')
    .replace(/[^\w]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 80);
  return new Response(text, {
    headers: {
      'content-type': TYPES[format],
      'content-disposition': `attachment; filename="${fileName || 'belfry'}.${format}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
