'use server';

import { redirect } from 'next/navigation';
import { openWorkspace, requireActor, signOut } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { SearchHit } from '@/components/shell/shell.types';
import type { ActionState } from '@/components/ui/action-state';
import { listCampaigns } from '@/lib/campaigns/list-campaigns';
import { createSampleWorkspace } from '@/lib/sample/create-sample-workspace';
import { listSegments } from '@/lib/segments/list-segments';
import { createSite } from '@/lib/sites/create-site';

const HITS_PER_KIND = 5;

export async function signOutAction(): Promise<void> {
  await signOut();
  redirect('/sign-in');
}

export async function createSiteAction(data: FormData): Promise<ActionState> {
  return runAction(async () => {
    const field = (name: string) => String(data.get(name) ?? '').trim();
    const actor = await requireActor('sites.write');
    const site = await createSite(actor, {
      name: field('name'),
      allowedOrigins: [field('allowedOrigins')],
      vapidSubject: field('vapidSubject') || undefined,
      vapidKeys:
        field('publicKey') || field('privateKey')
          ? { publicKey: field('publicKey'), privateKey: field('privateKey') }
          : undefined,
    });
    redirect(`/s/${site.id}/install`);
  });
}

/** A workspace with simulated subscribers, so that everything can be seen moving. Repeating it opens the same one. */
export async function exploreSampleAction(): Promise<ActionState> {
  return runAction(async () => {
    const sample = await createSampleWorkspace(await requireActor('workspace.manage'));
    await openWorkspace(sample.workspaceId);
    redirect(`/s/${sample.siteId}`);
  });
}

/** For the command palette: campaigns and segments of the site whose name has the text. */
export async function searchAction(siteId: string, query: string): Promise<SearchHit[]> {
  const actor = await requireActor();
  const search = String(query).slice(0, 100);
  const [campaigns, segments] = await Promise.all([
    listCampaigns(actor, String(siteId), { search, limit: HITS_PER_KIND }),
    listSegments(actor, String(siteId)),
  ]);
  const wanted = search.toLowerCase();
  return [
    ...campaigns.items.map(({ id, name }) => ({ kind: 'campaign' as const, id, name })),
    ...segments.items
      .filter((segment) => segment.name.toLowerCase().includes(wanted))
      .slice(0, HITS_PER_KIND)
      .map(({ id, name }) => ({ kind: 'segment' as const, id, name })),
  ];
}
