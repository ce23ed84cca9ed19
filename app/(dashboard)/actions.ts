'use server';

import { redirect } from 'next/navigation';
import { openWorkspace, requireActor, signOut } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { SearchHit } from '@/components/shell/shell.types';
import type { ActionState } from '@/components/ui/action-state';
import { leaveSample } from '@/lib/accounts/leave-sample';
import { listCampaigns } from '@/lib/campaigns/list-campaigns';
import { listTemplates } from '@/lib/campaigns/list-templates';
import type { SubscriberView } from '@/lib/contracts/subscribers';
import { createSampleWorkspace } from '@/lib/sample/create-sample-workspace';
import { listSegments } from '@/lib/segments/list-segments';
import { createSite } from '@/lib/sites/create-site';
import { findById } from '@/lib/subscribers/find-by-id';

const HITS_PER_KIND = 5;

export async function signOutAction(): Promise<void> {
  await signOut();
  redirect('/sign-in');
}

export async function createSiteAction(data: FormData): Promise<ActionState> {
  return runAction(async () => {
    const field = (name: string) => String(data.get(name) ?? '').trim();
    const opened = await requireActor();
    const actor = await leaveSample(opened);
    const site = await createSite(actor, {
      name: field('name'),
      allowedOrigins: [field('allowedOrigins')],
      vapidSubject: field('vapidSubject') || undefined,
      vapidKeys:
        field('publicKey') || field('privateKey')
          ? { publicKey: field('publicKey'), privateKey: field('privateKey') }
          : undefined,
    });
    if (actor.workspaceId !== opened.workspaceId) await openWorkspace(actor.workspaceId);
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

/** For the command palette: what the site has whose name has the text, and the browsers of the person with that id. */
export async function searchAction(siteId: string, query: string): Promise<SearchHit[]> {
  const actor = await requireActor();
  const search = String(query).slice(0, 100);
  const [campaigns, segments, templates, subscribers] = await Promise.all([
    listCampaigns(actor, String(siteId), { search, limit: HITS_PER_KIND }),
    listSegments(actor, String(siteId)),
    listTemplates(actor, String(siteId), { search, limit: HITS_PER_KIND }),
    findById(actor, String(siteId), search, HITS_PER_KIND),
  ]);
  const wanted = search.toLowerCase();
  return [
    ...subscribers.map((subscriber) => ({
      kind: 'subscriber' as const,
      id: subscriber.id,
      name: subscriberName(subscriber),
    })),
    ...campaigns.items.map(({ id, name }) => ({ kind: 'campaign' as const, id, name })),
    ...segments.items
      .filter((segment) => segment.name.toLowerCase().includes(wanted))
      .slice(0, HITS_PER_KIND)
      .map(({ id, name }) => ({ kind: 'segment' as const, id, name })),
    ...templates.items.map(({ id, name }) => ({ kind: 'template' as const, id, name })),
  ];
}

function subscriberName({ externalId, browser, os }: SubscriberView): string {
  const client = [browser, os].filter(Boolean).join(' on ') || 'Unknown browser';
  return externalId === null ? client : `${externalId} · ${client}`;
}
