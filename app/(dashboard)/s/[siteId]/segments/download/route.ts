import { notFound } from 'next/navigation';
import { fileAnswer } from '@/app/file-answer';
import { loadSite } from '@/app/site-page';
import { EXPORT_FORMATS } from '@/lib/contracts/exports';
import type { SegmentView } from '@/lib/contracts/segments';
import { renderSegments } from '@/lib/exports/render-lists';
import { listSegments } from '@/lib/segments/list-segments';

const PAGE_SIZE = 200;
/** A file that is made while somebody waits. */
const MOST_PAGES = 50;

/** A site's segments with their rules as a file. */
export async function GET(request: Request, { params }: { params: Promise<{ siteId: string }> }): Promise<Response> {
  const { siteId } = await params;
  const wanted = new URL(request.url).searchParams.get('format');
  const format = EXPORT_FORMATS.find((one) => one === wanted);
  if (!format) notFound();
  const { actor, site } = await loadSite(siteId);
  const found: SegmentView[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { items, nextCursor } = await listSegments(actor, site.id, { cursor, limit: PAGE_SIZE });
    found.push(...items);
    if (!nextCursor) break;
    cursor = nextCursor;
  }
  return fileAnswer(renderSegments(found, format), `${site.name} segments`, format);
}
