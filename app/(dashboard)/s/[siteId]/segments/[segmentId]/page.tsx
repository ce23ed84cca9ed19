import { Send } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { loadSite, orNotFound } from '@/app/site-page';
import { SegmentForm } from '@/components/segments/segment-form';
import { Crumb } from '@/components/shell/crumb';
import { buttonClass } from '@/components/ui/button';
import { Page, PageHeader } from '@/components/ui/page-header';
import { can } from '@/lib/accounts/can';
import { getSegment } from '@/lib/segments/get-segment';
import { suggestRuleParts } from '@/lib/segments/suggest-rule-parts';
import { previewRuleAction, saveSegmentAction } from '../actions';

interface SegmentPageProps {
  params: Promise<{ siteId: string; segmentId: string }>;
}

export const metadata: Metadata = { title: 'Segment' };

export default async function SegmentPage({ params }: SegmentPageProps) {
  const { siteId, segmentId } = await params;
  const { actor, site } = await loadSite(siteId);
  const segment = await orNotFound(getSegment(actor, site.id, segmentId));
  return (
    <Page>
      <Crumb title={segment.name} />
      <PageHeader
        title={segment.name}
        actions={
          can(actor, 'campaigns.write') ? (
            <Link href={`/s/${site.id}/campaigns/new?segment=${segment.id}`} className={buttonClass()}>
              <Send aria-hidden /> New campaign to it
            </Link>
          ) : null
        }
      />
      <SegmentForm
        segment={segment}
        suggestions={await suggestRuleParts(actor, site.id, segment.rule)}
        basePath={`/s/${site.id}`}
        canEdit={can(actor, 'segments.write')}
        actions={{
          save: saveSegmentAction.bind(null, site.id),
          preview: previewRuleAction.bind(null, site.id),
        }}
      />
    </Page>
  );
}
