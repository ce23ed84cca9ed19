import { notFound } from 'next/navigation';
import { fileAnswer } from '@/app/file-answer';
import { readAllPages } from '@/app/read-all-pages';
import { loadSite } from '@/app/site-page';
import { EXPORT_FORMATS } from '@/lib/contracts/exports';
import { describeRule } from '@/lib/contracts/segment-text';
import { renderSegments } from '@/lib/exports/render-lists';
import { countSegments } from '@/lib/segments/count-segments';
import { listSegments } from '@/lib/segments/list-segments';
import { nameRuleCampaigns } from '@/lib/segments/rule-campaigns';

/** A site's segments as a file, with what their page shows of them. */
export async function GET(request: Request, { params }: { params: Promise<{ siteId: string }> }): Promise<Response> {
  const { siteId } = await params;
  const wanted = new URL(request.url).searchParams.get('format');
  const format = EXPORT_FORMATS.find((one) => one === wanted);
  if (!format) notFound();
  const { actor, site } = await loadSite(siteId);
  const found = await readAllPages((at) => listSegments(actor, site.id, at));
  const rules = found.map(({ rule }) => rule);
  const campaigns = await nameRuleCampaigns(actor, site.id, rules);
  const counts = countSegments(actor, site.id, found);
  const listed = await Promise.all(
    found.map(async (segment) => {
      const counted = await counts[segment.id];
      const sentence = describeRule(segment.rule, campaigns);
      return { ...segment, sentence, subscriberCount: counted?.count ?? null, margin: counted?.margin ?? null };
    }),
  );
  return fileAnswer(renderSegments(listed, format), `${site.name} segments`, format);
}
