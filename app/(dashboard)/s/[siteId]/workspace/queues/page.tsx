import type { Metadata } from 'next';
import { loadSite } from '@/app/site-page';
import { Callout } from '@/components/ui/callout';
import { Page, PageHeader } from '@/components/ui/page-header';
import { AdminsOnly } from '@/components/workspace/admins-only';
import { FailureTable } from '@/components/workspace/failure-table';
import { ProcessTable } from '@/components/workspace/process-table';
import { QueueTable } from '@/components/workspace/queue-table';
import { RefreshEvery } from '@/components/workspace/refresh-every';
import { can } from '@/lib/accounts/can';
import { queueOverview } from '@/lib/operations/queue-overview';
import { clearJobFailuresAction, retryJobAction } from './actions';

export const metadata: Metadata = { title: 'Queues' };

const REFRESH_MS = 5_000;

export default async function QueuesPage({ params }: { params: Promise<{ siteId: string }> }) {
  const { actor } = await loadSite((await params).siteId);
  const header = (
    <PageHeader
      title="Queues"
      description="What this installation is working on, and which of its processes work. Looked at anew every few seconds."
    />
  );
  if (!can(actor, 'operations.manage')) {
    return (
      <Page>
        {header}
        <AdminsOnly />
      </Page>
    );
  }
  const { queues, processes, failures } = await queueOverview(actor);
  const hasWorker = processes.some(({ role, state }) => role === 'worker' && state !== 'silent');
  return (
    <Page>
      {header}
      <RefreshEvery ms={REFRESH_MS} />
      <div className="grid gap-6">
        {!hasWorker && (
          <Callout tone="warning" title="No worker is running">
            Nothing is sent until one is started. What is planned is kept.
          </Callout>
        )}
        <QueueTable queues={queues} />
        <ProcessTable processes={processes} />
        <FailureTable failures={failures} retry={retryJobAction} clear={clearJobFailuresAction} />
      </div>
    </Page>
  );
}
