import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { loadSite } from '@/app/site-page';
import { SegmentForm } from '@/components/segments/segment-form';
import { Page, PageHeader } from '@/components/ui/page-header';
import { can } from '@/lib/accounts/can';
import { suggestRuleParts } from '@/lib/segments/suggest-rule-parts';
import { previewRuleAction, saveSegmentAction } from '../actions';

export const metadata: Metadata = { title: 'New segment' };

export default async function NewSegmentPage({ params }: { params: Promise<{ siteId: string }> }) {
  const { actor, site } = await loadSite((await params).siteId);
  if (!can(actor, 'segments.write')) redirect(`/s/${site.id}/segments`);
  return (
    <Page>
      <PageHeader title="New segment" />
      <SegmentForm
        segment={null}
        suggestions={await suggestRuleParts(actor, site.id)}
        basePath={`/s/${site.id}`}
        canEdit
        actions={{
          save: saveSegmentAction.bind(null, site.id),
          preview: previewRuleAction.bind(null, site.id),
        }}
      />
    </Page>
  );
}
