import type { db } from '@/lib/platform/db';

/** The last part of a picture's address, as `createImage` makes it. */
const IMAGE_NAME = /[A-Za-z0-9_-]{22}\.(?:png|jpg)/g;

/**
 * From here to the end of the transaction nobody deletes the pictures that something says: whoever wants to waits, and
 * finds it stored. To be called by what makes a campaign or a template hold its pictures (`readImageUses`), once it has
 * written that; without pictures it asks nothing. A picture that is gone already is no reason to refuse.
 * @param said messages and translations, as they are stored
 */
export async function holdImages(tx: Pick<typeof db, '$executeRaw'>, siteId: bigint, said: unknown): Promise<void> {
  const names = [...new Set(JSON.stringify(said).match(IMAGE_NAME))];
  if (names.length === 0) return;
  await tx.$executeRaw`SELECT 1 FROM images WHERE site_id = ${siteId} AND name = ANY(${names}) FOR KEY SHARE`;
}
