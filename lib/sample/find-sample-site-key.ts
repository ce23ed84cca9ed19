import { systemDb } from '@/lib/platform/db';

/** Key of the sample workspace's site, which the demo page subscribes to; null where there is none. */
export async function findSampleSiteKey(): Promise<string | null> {
  // The demo page belongs to the installation, not to a tenant.
  const site = await systemDb.site.findFirst({
    where: { isSimulated: true, archivedAt: null },
    select: { siteKey: true },
    orderBy: { id: 'asc' },
  });
  return site?.siteKey ?? null;
}
