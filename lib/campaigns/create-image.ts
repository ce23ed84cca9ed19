import { createHash } from 'node:crypto';
import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import type { ImageUse, ImageView } from '@/lib/contracts/images';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { imageView, WITHOUT_CONTENT } from './image-view';
import { type RenderedImage, renderImage } from './render-image';

/** What a site's pictures may take, some hundreds of them. */
export const IMAGE_QUOTA = { bytes: 64 * 1024 * 1024, count: 1_000 };

/** As many wait for their turn; decoding is work for one processor, which the sending needs too. */
const MAX_WAITING = 16;
let waiting = 0;
let last: Promise<unknown> = Promise.resolve();

/**
 * Makes an uploaded file a picture of messages. The same file again is the same picture.
 * @throws AppError `forbidden`, `not_found`; `invalid_input` for what is no picture that we take; `conflict` when the
 *   site has as many as it may; `unavailable` while too many wait
 */
export async function createImage(
  actor: Actor,
  siteId: string,
  file: Uint8Array,
  use: ImageUse,
  quota = IMAGE_QUOTA,
): Promise<ImageView> {
  const site = await authorizeSite(actor, 'images.write', siteId);
  const { content, ...facts } = await inTurn(() => renderImage(file, use));
  const name = nameOf(siteId, content, facts.mediaType);
  return db.$transaction(async (tx) => {
    // Two at once must not both take the last of the room.
    await tx.$executeRaw`SELECT 1 FROM sites WHERE id = ${site} FOR NO KEY UPDATE`;
    const same = await tx.image.findFirst({ where: { siteId: site, name }, ...WITHOUT_CONTENT });
    if (same) return imageView(same);
    const used = await tx.image.aggregate({ where: { siteId: site }, _sum: { byteCount: true }, _count: true });
    if (used._count >= quota.count || (used._sum.byteCount ?? 0) + content.byteLength > quota.bytes) {
      throw new AppError('conflict', {
        detail: `The site’s pictures take as much room as they may (${quota.count} of them, ${quota.bytes / 1024 / 1024} MiB). Delete some that no message uses.`,
      });
    }
    const row = await tx.image.create({
      data: { siteId: site, name, ...facts, byteCount: content.byteLength, content },
      ...WITHOUT_CONTENT,
    });
    const view = imageView(row);
    await recordAudit(actor, 'image.create', view.id, { siteId, name }, tx);
    return view;
  });
}

/** The site is part of it: what one site deletes another may still have. 128 bits, since it is in every push. */
function nameOf(siteId: string, content: Uint8Array, mediaType: RenderedImage['mediaType']): string {
  const hash = createHash('sha256').update(siteId).update('\n').update(content).digest();
  return `${hash.subarray(0, 16).toString('base64url')}.${mediaType === 'image/png' ? 'png' : 'jpg'}`;
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting >= MAX_WAITING) {
    throw new AppError('unavailable', { detail: 'Many pictures are being made just now.', retryAfterSeconds: 5 });
  }
  waiting++;
  const mine = last.then(work).finally(() => {
    waiting--;
  });
  last = mine.catch(() => undefined);
  return mine;
}
