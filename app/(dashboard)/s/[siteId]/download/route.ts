import { notFound } from 'next/navigation';
import { z } from 'zod';
import { fileAnswer } from '@/app/file-answer';
import { loadSite } from '@/app/site-page';
import { EXPORT_FORMATS } from '@/lib/contracts/exports';
import { OVERVIEW_TABLES, renderOverview } from '@/lib/exports/render-overview';
import { siteOverview } from '@/lib/stats/site-overview';

const Query = z.object({ table: z.enum(OVERVIEW_TABLES), format: z.enum(EXPORT_FORMATS) });

/** One table of the overview as a file. */
export async function GET(request: Request, { params }: { params: Promise<{ siteId: string }> }): Promise<Response> {
  const { siteId } = await params;
  const query = Query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!query.success) notFound();
  const { actor, site } = await loadSite(siteId);
  const { table, format } = query.data;
  return fileAnswer(renderOverview(await siteOverview(actor, site.id), table, format), `${site.name} ${table}`, format);
}
