import { z } from 'zod';
import { CampaignPatch } from './campaigns';

/** Parts of a draft, in the order in which people think of them. */
export const DRAFT_PARTS = [
  'name',
  'title',
  'text',
  'link',
  'buttons',
  'pictures',
  'languages',
  'variants',
  'tracking',
  'options',
  'audience',
  'time',
  'delivery',
] as const;
export type DraftPart = (typeof DRAFT_PARTS)[number];

export const DraftVersionView = z
  .object({
    id: z.string().meta({ description: 'The version', example: 'ver_0j3v8m2k4qw5r' }),
    actorKind: z.enum(['user', 'api_key', 'system']).meta({
      description: 'Who wrote it: a person, an API key, or the command line and the scheduler',
      example: 'user',
    }),
    actorName: z.string().meta({
      description: 'Name of the person or of the key; "System" for the command line and the scheduler',
      example: 'Ada Lovelace',
    }),
    startedAt: z.iso.datetime().meta({
      description: 'The first of the saves that became this version',
      example: '2027-01-31T09:00:00.000Z',
    }),
    savedAt: z.iso.datetime().meta({ description: 'The last of them', example: '2027-01-31T09:04:12.000Z' }),
    title: z.string().meta({ description: 'The title of the message, as it was', example: 'The sale ends tonight' }),
    changed: z
      .array(z.enum(DRAFT_PARTS))
      .meta({ description: 'What is different from the version before', example: ['title', 'audience'] }),
    summary: z.string().meta({ description: 'The same in words', example: 'Title and audience' }),
    restoredFromId: z.string().nullable().meta({
      description: 'The version that was brought back by it; null: it was written',
      example: null,
    }),
    restoredFromAt: z.iso.datetime().nullable().meta({ description: 'When that one was saved', example: null }),
    isCurrent: z.boolean().meta({ description: 'Whether the draft says this now', example: false }),
  })
  .meta({ id: 'DraftVersion' });
export type DraftVersionView = z.infer<typeof DraftVersionView>;

/** What a version keeps: all that a change of a draft may set. */
export const DraftContent = z
  .object(CampaignPatch.shape)
  .meta({ id: 'DraftContent', description: 'The draft as it was', example: { name: 'November sale' } });

export const DraftVersionDetail = DraftVersionView.extend({ content: DraftContent }).meta({ id: 'DraftVersionDetail' });
export type DraftVersionDetail = z.infer<typeof DraftVersionDetail>;
