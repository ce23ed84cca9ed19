import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import { listWorkspaces } from '@/lib/accounts/list-workspaces';
import type { UserActor } from '@/lib/contracts/actors';
import type { SiteView } from '@/lib/contracts/sites';
import { AppError } from '@/lib/platform/errors';
import { getSite } from '@/lib/sites/get-site';
import { listSites } from '@/lib/sites/list-sites';
import { requireActor } from './auth';

/** What every page below /s/{siteId} starts with: the person and the site, read once per request. */
export const loadSite = cache(async (siteId: string): Promise<{ actor: UserActor; site: SiteView }> => {
  const actor = await requireActor();
  const site = await orNull(getSite(actor, siteId));
  if (site) return { actor, site };
  // It may lie in another workspace of theirs, e.g. the sample one: go there by a route that may set the cookie.
  const elsewhere = await findWorkspaceOfSite(actor, siteId);
  if (elsewhere && elsewhere !== actor.workspaceId) {
    const path = (await headers()).get('x-belfry-path') ?? '';
    redirect(`/open/${siteId}?to=${encodeURIComponent(path)}`);
  }
  notFound();
});

/** The sites of all the person's workspaces, for the switcher: those of the open one first. */
export const listAllSites = cache(async (actor: UserActor): Promise<(SiteView & { workspaceId: string })[]> => {
  const workspaces = await listWorkspaces(actor);
  const pages = await Promise.all(
    workspaces.map(async ({ id, role }) => {
      const { items } = await listSites({ ...actor, workspaceId: id, role });
      return items.map((site) => ({ ...site, workspaceId: id }));
    }),
  );
  const isElsewhere = (site: { workspaceId: string }) => Number(site.workspaceId !== actor.workspaceId);
  return pages.flat().sort((a, b) => isElsewhere(a) - isElsewhere(b));
});

/** @returns the id of the workspace that has the site, null when none of the person's has it */
export async function findWorkspaceOfSite(actor: UserActor, siteId: string): Promise<string | null> {
  return (await listAllSites(actor)).find((site) => site.id === siteId)?.workspaceId ?? null;
}

/** The answer, or null for what is not there; the page decides what that means. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  }
}

/** The answer of a lib call, or the "not found" page for an id that names nothing of theirs. */
export async function orNotFound<T>(answer: Promise<T>): Promise<T> {
  return (await orNull(answer)) ?? notFound();
}
