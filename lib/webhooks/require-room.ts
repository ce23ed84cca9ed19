import { MAX_WEBHOOKS } from '@/lib/contracts/webhooks';
import type { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';

type Transaction = Parameters<Parameters<typeof db.$transaction>[0]>[0];

/** @throws AppError `conflict` when the site has 20 already */
export async function requireRoomForWebhook(
  tx: Pick<Transaction, '$executeRaw' | 'webhook'>,
  site: bigint,
): Promise<void> {
  // Two at once: the row that both lock makes the second see the first.
  await tx.$executeRaw`SELECT 1 FROM sites WHERE id = ${site} FOR UPDATE`;
  if ((await tx.webhook.count({ where: { siteId: site, archivedAt: null } })) >= MAX_WEBHOOKS) {
    throw new AppError('conflict', { detail: `A site may have at most ${MAX_WEBHOOKS} webhooks.` });
  }
}
