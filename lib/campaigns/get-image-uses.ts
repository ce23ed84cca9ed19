import type { Actor } from '@/lib/contracts/actors';
import type { ImageUses } from '@/lib/contracts/images';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { readImageUses } from './read-image-uses';

/**
 * What would be without its picture if this one were deleted, and what keeps it.
 * @throws AppError `forbidden`, `not_found`
 */
export async function getImageUses(actor: Actor, siteId: string, imageId: string): Promise<ImageUses> {
  const site = await authorizeSite(actor, 'images.read', siteId);
  const where = { siteId: site, id: decodeId('image', imageId) };
  const image = await db.image.findFirst({ where, select: { name: true } });
  if (!image) throw notFound('image');
  return readImageUses(db, site, image.name);
}
