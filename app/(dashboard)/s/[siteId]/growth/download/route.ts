import { notFound } from 'next/navigation';
import { z } from 'zod';
import { fileAnswer } from '@/app/file-answer';
import { loadSite } from '@/app/site-page';
import { EXPORT_FORMATS } from '@/lib/contracts/exports';
import { GROWTH_DAYS } from '@/lib/contracts/growth';
import { GROWTH_TABLES, renderGrowth } from '@/lib/exports/render-growth';
import { siteGrowth } from '@/lib/stats/site-growth';

const Query = z.object({
  table: z.enum(GROWTH_TABLES),
  days: z.coerce.number().pipe(z.literal(GROWTH_DAYS)),
  format: z.enum(EXPORT_FORMATS),
});

/** One table of the growth page as a file. */
export async function GET(request: Request, { params }: { params: Promise<{ siteId: string }> }): Promise<Response> {
  const { siteId } = await params;
  const query = Query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!query.success) notFound();
  const { actor, site } = await loadSite(siteId);
  const { table, days, format } = query.data;
  const growth = await siteGrowth(actor, site.id, days);
  return fileAnswer(renderGrowth(growth, table, format), `${site.name} growth ${table} ${days} days`, format);
}
