import { z } from 'zod';
import { byPresence } from './by-presence';
import { AudienceInput, CampaignDraftInput, CampaignInput, CampaignPatch, IncompleteCampaignInput } from './campaigns';
import { DraftMessage, DraftTranslations, MessageOverrides, URGENCIES } from './messages';
import { PageQuery } from './paging';
import { text } from './text';
import { SendMessageInput } from './transactional';

/** Templates of one site. */
export const MAX_TEMPLATES = 1_000;

const name = text(1, 120).meta({ description: 'For people; no two templates of a site share one', example: 'Sale' });
const content = { message: true, translations: true, ttlSeconds: true, urgency: true } as const;

/** A message to start from, with the fields of a draft: it may be incomplete too. */
export const TemplateInput = z.strictObject({ name, ...CampaignDraftInput.pick(content).shape }).meta({
  id: 'TemplateInput',
  example: {
    name: 'Sale',
    message: { title: 'The sale ends tonight', body: 'Until midnight.', url: 'https://example.com/sale' },
  },
});
export type TemplateInput = z.input<typeof TemplateInput>;

/** A template like a campaign of the same site. */
export const TemplateFromCampaignInput = z
  .strictObject({
    name,
    campaignId: z.string().max(64).meta({
      description: 'The campaign whose message it takes, whatever became of it',
      example: 'cmp_0j3v8m2k4qw5r',
    }),
  })
  .meta({ id: 'TemplateFromCampaign', example: { name: 'Sale', campaignId: 'cmp_0j3v8m2k4qw5r' } });
export type TemplateFromCampaignInput = z.input<typeof TemplateFromCampaignInput>;

/** Changes of a template: a field that is not given stays as it is. */
export const TemplatePatch = z
  .strictObject({ name: name.optional(), ...CampaignPatch.pick(content).shape })
  .meta({ id: 'TemplatePatch', example: { name: 'Autumn sale' } });
export type TemplatePatch = z.input<typeof TemplatePatch>;

export const TemplateQuery = PageQuery.extend({
  search: text(1, 120).optional().meta({ description: 'Part of the name', example: 'sale' }),
});
export type TemplateQuery = z.infer<typeof TemplateQuery>;

export const TemplateView = z
  .object({
    id: z.string().meta({ example: 'tpl_0j3v8m2k4qw5r' }),
    siteId: z.string(),
    name,
    message: DraftMessage.meta({
      description: 'As saved, complete or not',
      example: { title: 'The sale ends tonight', url: 'https://example.com/sale' },
    }),
    translations: DraftTranslations,
    ttlSeconds: z.number().int(),
    urgency: z.enum(URGENCIES),
    createdBy: z.string().nullable().meta({
      description: 'The person who made it; null: a program did',
      example: 'usr_0j3v8m2k4qw5r',
    }),
    updatedBy: z.string().nullable().meta({
      description: 'The person who changed it last; null: a program did',
      example: 'usr_0j3v8m2k4qw5r',
    }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    version: z.number().int().meta({ description: 'Raised at each change; the `ETag` has it too', example: 3 }),
  })
  .meta({ id: 'Template' });
export type TemplateView = z.infer<typeof TemplateView>;

const templateId = z.string().max(64).meta({
  description: 'The template of the same site that says what `message` does not',
  example: 'tpl_0j3v8m2k4qw5r',
});
const message = MessageOverrides.optional();

/** A campaign that begins as a template: its message, languages, lifetime and urgency, where nothing else is given. */
export const CampaignFromTemplateInput = z
  .strictObject({
    ...CampaignInput.shape,
    name: CampaignInput.shape.name.optional().meta({ description: "Left out: the template's", example: 'Sale' }),
    templateId,
    message,
    audience: AudienceInput,
    ttlSeconds: CampaignPatch.shape.ttlSeconds,
    urgency: CampaignPatch.shape.urgency,
  })
  .meta({ id: 'CampaignFromTemplate', example: { templateId: 'tpl_0j3v8m2k4qw5r', audience: { all: true } } });
export type CampaignFromTemplateInput = z.input<typeof CampaignFromTemplateInput>;

/** A transactional message that a template says. */
export const SendTemplateInput = z
  .strictObject({
    ...SendMessageInput.shape,
    templateId,
    message,
    ttlSeconds: CampaignPatch.shape.ttlSeconds,
    urgency: CampaignPatch.shape.urgency,
  })
  .meta({
    id: 'SendTemplate',
    example: { templateId: 'tpl_0j3v8m2k4qw5r', audience: { externalIds: ['user-4711'] } },
  });
export type SendTemplateInput = z.input<typeof SendTemplateInput>;

/** Bodies of the routes that take either. */
export const AnyTemplateInput = byPresence('campaignId', TemplateFromCampaignInput, TemplateInput);
export const AnyCampaignInput = byPresence(
  'templateId',
  CampaignFromTemplateInput,
  byPresence('isDraft', IncompleteCampaignInput, CampaignInput),
);
export const AnySendInput = byPresence('templateId', SendTemplateInput, SendMessageInput);
