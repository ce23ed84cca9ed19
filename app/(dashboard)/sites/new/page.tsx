import type { Metadata } from 'next';
import Link from 'next/link';
import { requireActor } from '@/app/auth';
import { listAllSites } from '@/app/site-page';
import { AuthFrame } from '@/components/auth/auth-frame';
import { ExploreSample } from '@/components/site/explore-sample';
import { NewSiteForm } from '@/components/site/new-site-form';
import { Callout } from '@/components/ui/callout';
import { can } from '@/lib/accounts/can';
import { leaveSample } from '@/lib/accounts/leave-sample';
import { createSiteAction, exploreSampleAction } from '../../actions';

export const metadata: Metadata = { title: 'Add a site' };

export default async function NewSitePage() {
  const actor = await requireActor();
  const sites = await listAllSites(actor);
  const isFirst = sites.length === 0;
  return (
    <AuthFrame
      title={isFirst ? 'Name your site' : 'Add a site'}
      description="A site is one web presence with its own subscribers, keys and settings."
      step={isFirst ? { now: 2, of: 3, label: 'your site' } : undefined}
    >
      {can(await leaveSample(actor), 'sites.write') ? (
        <NewSiteForm action={createSiteAction} />
      ) : (
        <Callout tone="warning" title="Your role cannot add sites">
          Ask an owner or admin of the workspace.
        </Callout>
      )}
      {can(actor, 'workspace.manage') && !sites.some((site) => site.isSimulated) && (
        <ExploreSample action={exploreSampleAction} />
      )}
      {!isFirst && (
        <p className="mt-6 text-center text-sm">
          <Link href="/" className="font-medium text-muted underline underline-offset-4 hover:text-fg">
            Back to the dashboard
          </Link>
        </p>
      )}
    </AuthFrame>
  );
}
