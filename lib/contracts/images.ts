import { z } from 'zod';

/** What a picture is for; each has a size of its own. */
export const IMAGE_USES = ['icon', 'image', 'badge'] as const;
export type ImageUse = (typeof IMAGE_USES)[number];

export const ImageUploadQuery = z.object({
  use: z.enum(IMAGE_USES).default('image').meta({
    description:
      'What it is for: an `icon` becomes a square of 256 pixels at most, a `badge` of 96, an `image` 1,024 × 512',
    example: 'icon',
  }),
});

export const ImageView = z
  .object({
    id: z.string().meta({ description: 'Opaque', example: 'img_0j3v8m2k4qw5r' }),
    url: z.string().meta({
      description: 'What a message has as `icon`, `image` or `badge`; never anything else is found there',
      example: 'https://push.example.com/i/3q2-7wEjRWeJq83vASNFZw.png',
    }),
    mediaType: z.string().meta({ description: 'What it was made into', example: 'image/png' }),
    width: z.number().int().meta({ description: 'Pixels', example: 256 }),
    height: z.number().int().meta({ description: 'Pixels', example: 256 }),
    byteCount: z.number().int().meta({ description: 'Bytes that a browser loads', example: 8_214 }),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Image' });
export type ImageView = z.infer<typeof ImageView>;

/** Who has a picture's address in what they say. */
export const ImageUses = z
  .object({
    heldBy: z
      .array(
        z.object({
          kind: z.enum(['campaign', 'template']).meta({ description: 'What it is', example: 'campaign' }),
          name: z.string().meta({ description: 'For people', example: 'November sale' }),
        }),
      )
      .meta({ description: 'They keep it from being deleted; the newest first' }),
    draftCount: z.number().int().meta({ description: 'Drafts of campaigns', example: 1 }),
    pastCount: z.number().int().meta({
      description: 'Campaigns of which no message can be shown any more',
      example: 0,
    }),
  })
  .meta({ id: 'ImageUses', description: "Who has a picture's address in what they say" });
export type ImageUses = z.infer<typeof ImageUses>;
