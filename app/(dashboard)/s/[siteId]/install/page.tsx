import type { Metadata } from 'next';
import { loadSite } from '@/app/site-page';
import { FirstSubscriberCard } from '@/components/site/first-subscriber';
import { InstallSteps } from '@/components/site/install-steps';
import { Page, PageHeader } from '@/components/ui/page-header';
import { can } from '@/lib/accounts/can';
import { pageSnippet, WORKER_FILE_NAME, workerFile } from '@/lib/contracts/snippet';
import { env } from '@/lib/platform/env';
import { firstSubscriberAction, sendFirstTestAction } from './actions';

export const metadata: Metadata = { title: 'Install' };

export default async function InstallPage({ params }: { params: Promise<{ siteId: string }> }) {
  const { actor, site } = await loadSite((await params).siteId);
  const { publicUrl } = env();
  return (
    <Page width="narrow">
      <PageHeader title="Install" description="One file and one line. Most sites are done in five minutes." />
      <div className="grid gap-6">
        <InstallSteps
          snippet={pageSnippet(publicUrl, site.siteKey)}
          workerFile={workerFile(publicUrl, site.siteKey)}
          workerFileName={WORKER_FILE_NAME}
          allowedOrigins={site.allowedOrigins}
          promptHref={`/s/${site.id}/prompt`}
        />
        <FirstSubscriberCard
          siteId={site.id}
          initial={await firstSubscriberAction(site.id)}
          load={firstSubscriberAction}
          canWrite={can(actor, 'campaigns.write')}
          sendTest={sendFirstTestAction}
        />
      </div>
    </Page>
  );
}
