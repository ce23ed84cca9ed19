import type { Prisma } from '@/lib/generated/prisma/client';
import { now } from '@/lib/platform/clock';
import type { db } from '@/lib/platform/db';

/**
 * Has the push services that refused these runs tried again: their pauses end, for the keys of this site, and the
 * runs' alerts count as seen. What is refused again makes a new alert.
 */
export async function retryRefused(
  tx: Pick<typeof db, 'runAlert' | 'vapidKey' | 'originState'>,
  siteId: bigint,
  runIds: bigint[],
): Promise<void> {
  const where: Prisma.RunAlertWhereInput = { siteId, runId: { in: runIds }, resolvedAt: null };
  const alerts = await tx.runAlert.findMany({ where: { ...where, siteId }, select: { originId: true } });
  const keys = await tx.vapidKey.findMany({ where: { siteId }, select: { id: true } });
  await tx.originState.updateMany({
    where: {
      originId: { in: alerts.map((alert) => alert.originId) },
      vapidKeyId: { in: keys.map((key) => key.id) },
    },
    data: { pausedUntil: null, faultReason: null },
  });
  await tx.runAlert.updateMany({ where: { ...where, siteId }, data: { resolvedAt: now() } });
}
