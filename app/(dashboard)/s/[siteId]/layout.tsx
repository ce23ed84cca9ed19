import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { listAllSites, loadSite } from '@/app/site-page';
import { SiteShell } from '@/components/shell/site-shell';
import { can } from '@/lib/accounts/can';
import type { Action } from '@/lib/contracts/actors';
import { searchAction, signOutAction } from '../../actions';

interface SiteLayoutProps {
  children: ReactNode;
  params: Promise<{ siteId: string }>;
}

export async function generateMetadata({ params }: SiteLayoutProps): Promise<Metadata> {
  const { site } = await loadSite((await params).siteId);
  return { title: { default: site.name, template: `%s · ${site.name} · Belfry` } };
}

const MAKING: readonly Action[] = [
  'campaigns.write',
  'segments.write',
  'topics.write',
  'webhooks.write',
  'apiKeys.manage',
  'sites.write',
];

/** The frame of a site's pages. Guards nothing: each page and action does. */
export default async function SiteLayout({ children, params }: SiteLayoutProps) {
  const { actor, site } = await loadSite((await params).siteId);
  const sites = await listAllSites(actor);
  return (
    <SiteShell
      site={{ id: site.id, name: site.name, isSimulated: site.isSimulated, isElsewhere: false }}
      sites={sites.map(({ id, name, isSimulated, workspaceId }) => ({
        id,
        name,
        isSimulated,
        isElsewhere: workspaceId !== actor.workspaceId,
      }))}
      user={{ name: actor.name, email: actor.email, role: actor.role }}
      mayCreate={MAKING.filter((action) => can(actor, action))}
      onSignOut={signOutAction}
      search={searchAction}
    >
      {children}
    </SiteShell>
  );
}
