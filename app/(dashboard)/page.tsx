import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { requireActor } from '@/app/auth';
import { listAllSites } from '@/app/site-page';

/** Leads to where the person was, or to the first thing to do. */
export default async function HomePage() {
  const actor = await requireActor();
  const sites = await listAllSites(actor);
  const last = (await cookies()).get('belfry-site')?.value;
  const site = sites.find((each) => each.id === last) ?? sites[0];
  redirect(site ? `/s/${site.id}` : '/sites/new');
}
