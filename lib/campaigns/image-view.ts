import type { ImageView } from '@/lib/contracts/images';
import type { Image } from '@/lib/generated/prisma/client';
import { env } from '@/lib/platform/env';
import { encodeId } from '@/lib/platform/ids';

/** What is read of an image; its content is read only to be sent. */
export const WITHOUT_CONTENT = { omit: { content: true } } as const;

/** Its address is public: whoever gets a message has to load it. */
export function imageView(row: Omit<Image, 'content'>): ImageView {
  const { name, mediaType, width, height, byteCount } = row;
  return {
    id: encodeId('image', row.id),
    url: `${env().publicUrl}/i/${name}`,
    mediaType,
    width,
    height,
    byteCount,
    createdAt: row.createdAt.toISOString(),
  };
}
