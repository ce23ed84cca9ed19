import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { authorizeSite } from '@/lib/sites/authorize-site';

/**
 * Deletes a picture. Messages that have its address are shown without it, but for browsers that have loaded it.
 * @throws AppError `forbidden`, `not_found`
 */
export async function deleteImage(actor: Actor, siteId: string, imageId: string): Promise<void> {
  const site = await authorizeSite(actor, 'campaigns.write', siteId);
  const where = { siteId: site, id: decodeId('image', imageId) };
  await db.$transaction(async (tx) => {
    const { count } = await tx.image.deleteMany({ where });
    if (count === 0) throw new AppError('not_found', { detail: 'No image has the id given.' });
    await recordAudit(actor, 'image.delete', imageId, { siteId }, tx);
  });
}
