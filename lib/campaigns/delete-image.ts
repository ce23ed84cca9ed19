import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { describeHolders } from '@/lib/contracts/image-holders';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { readImageUses } from './read-image-uses';

/**
 * Deletes a picture that nothing needs. Drafts and single messages that have its address are shown without it.
 * @throws AppError `forbidden`, `not_found`; `conflict` while a campaign or a template holds it
 */
export async function deleteImage(actor: Actor, siteId: string, imageId: string): Promise<void> {
  const site = await authorizeSite(actor, 'images.write', siteId);
  const where = { siteId: site, id: decodeId('image', imageId) };
  await db.$transaction(async (tx) => {
    // Before anybody is asked who has it: what comes to hold it just now waits, or is waited for (`holdImages`).
    const [image] = await tx.$queryRaw<{ name: string }[]>`
      SELECT name FROM images WHERE site_id = ${where.siteId} AND id = ${where.id} FOR UPDATE`;
    if (!image) throw notFound('image');
    const { heldBy } = await readImageUses(tx, site, image.name);
    if (heldBy.length > 0) throw new AppError('conflict', { detail: describeHolders(heldBy) });
    await tx.image.deleteMany({ where });
    await recordAudit(actor, 'image.delete', imageId, { siteId }, tx);
  });
}
