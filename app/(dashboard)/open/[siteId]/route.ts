import { notFound, redirect } from 'next/navigation';
import { openWorkspace, requireActor } from '@/app/auth';
import { findWorkspaceOfSite } from '@/app/site-page';

/** Opens a site of another workspace of the person's; only which one is open changes. */
export async function GET(request: Request, { params }: { params: Promise<{ siteId: string }> }) {
  const { siteId } = await params;
  const actor = await requireActor();
  const workspaceId = await findWorkspaceOfSite(actor, siteId);
  if (!workspaceId) notFound();
  await openWorkspace(workspaceId);
  const home = `/s/${siteId}`;
  const to = new URL(request.url).searchParams.get('to') ?? '';
  // Only within the site itself: the address comes from outside.
  redirect(to.startsWith(`${home}/`) ? to : home);
}
