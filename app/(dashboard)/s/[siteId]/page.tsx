import { loadSite } from '@/app/site-page';
import { Page, PageHeader } from '@/components/ui/page-header';

export default async function OverviewPage({ params }: { params: Promise<{ siteId: string }> }) {
  await loadSite((await params).siteId);
  return (
    <Page>
      <PageHeader title="Overview" />
    </Page>
  );
}
