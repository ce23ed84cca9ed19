import { notFound } from 'next/navigation';
import { z } from 'zod';
import { fileAnswer } from '@/app/file-answer';
import { loadSite } from '@/app/site-page';
import { EXPORT_FORMATS } from '@/lib/contracts/exports';
import { renderGoals } from '@/lib/exports/render-lists';
import { addGoalTotals } from '@/lib/stats/add-goal-totals';
import { listGoals } from '@/lib/stats/list-goals';

const Query = z.object({ format: z.enum(EXPORT_FORMATS) });

/** A site's goals with what they brought lately as a file. */
export async function GET(request: Request, { params }: { params: Promise<{ siteId: string }> }): Promise<Response> {
  const { siteId } = await params;
  const query = Query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!query.success) notFound();
  const { actor, site } = await loadSite(siteId);
  const goals = await addGoalTotals(site.id, await listGoals(actor, site.id));
  return fileAnswer(renderGoals(goals, query.data.format), `${site.name} goals`, query.data.format);
}
