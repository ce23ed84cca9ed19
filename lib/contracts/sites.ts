import { z } from 'zod';
import { httpUrl, text, webOrigin } from './text';

/** RFC 8292 §2.1; Apple refuses localhost and .local. */
export const VapidSubject = z
  .string()
  .trim()
  .max(255)
  .refine((value) => {
    if (value.startsWith('mailto:'))
      return /^mailto:[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value) && !value.endsWith('.local');
    return (
      httpUrl.safeParse(value).success &&
      value.startsWith('https:') &&
      !/^https:\/\/(localhost|[^/]*\.local)([:/]|$)/.test(value)
    );
  }, 'must be mailto: with your address, or an https:// page to reach you (not localhost)');

/** Texts and behaviour of the opt-in prompt; edited in the dashboard, sent to the page in the config. */
export const PromptConfig = z
  .object({
    kind: z.enum(['dialog', 'button', 'none']).default('dialog'),
    title: text(1, 80).default('Get our news first'),
    body: text(0, 200).default('We only notify you about what matters. You can stop at any time.'),
    accept: text(1, 30).default('Notify me'),
    decline: text(1, 30).default('Not now'),
    position: z.enum(['top', 'bottom']).default('top'),
    accent: z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #3451b2')
      .default('#3451b2'),
    /** Seconds after page load. */
    delaySeconds: z.number().int().min(0).max(3_600).default(5),
    /** Asked again after "not now". */
    reaskDays: z.number().int().min(1).max(365).default(14),
  })
  .meta({ id: 'Prompt', description: 'Texts and behaviour of the opt-in prompt' });
export type PromptConfig = z.infer<typeof PromptConfig>;

export const SiteInput = z
  .strictObject({
    name: text(1, 80),
    allowedOrigins: z.array(webOrigin).min(1, 'needs at least one origin').max(50),
    vapidSubject: VapidSubject.optional().meta({ description: 'Defaults to mailto: of the owner' }),
    vapidKeys: z
      .object({ publicKey: z.string().max(100), privateKey: z.string().max(60) })
      .optional()
      .meta({ description: 'An existing pair to import; base64url as web-push prints it' }),
  })
  .meta({
    id: 'SiteInput',
    example: {
      name: 'Example shop',
      allowedOrigins: ['https://www.example.com'],
      vapidSubject: 'mailto:you@example.com',
    },
  });
export type SiteInput = z.input<typeof SiteInput>;

const recordPages = z.boolean().meta({
  description: 'Whether the pages that subscribers visit are counted, by path and day, for rules about them',
  example: false,
});

export const SitePatch = z
  .strictObject({
    name: text(1, 80).optional(),
    allowedOrigins: z.array(webOrigin).min(1, 'needs at least one origin').max(50).optional(),
    vapidSubject: VapidSubject.optional(),
    requireIdentityProof: z.boolean().optional(),
    recordPages: recordPages.optional(),
    prompt: PromptConfig.optional(),
  })
  .meta({ id: 'SitePatch', example: { name: 'Example shop, Germany', requireIdentityProof: true } });
export type SitePatch = z.input<typeof SitePatch>;

export const SiteView = z
  .object({
    id: z.string().meta({ example: 'site_0j3v8m2k4qw5r' }),
    name: z.string(),
    siteKey: z.string().meta({ description: 'Public: names the site in the snippet' }),
    allowedOrigins: z.array(z.string()).meta({ example: ['https://www.example.com'] }),
    vapidSubject: z.string().meta({ example: 'mailto:you@example.com' }),
    vapidPublicKey: z.string().meta({ description: 'base64url of the uncompressed P-256 point (65 bytes)' }),
    requireIdentityProof: z.boolean(),
    recordPages,
    prompt: PromptConfig,
    isSimulated: z.boolean(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Site' });
export type SiteView = z.infer<typeof SiteView>;

/** What subscribers and rules refer to, and what the snippet's code says: short and plain. */
export const TopicKey = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'may have lower-case letters, digits, - and _, at most 64 of them')
  .meta({ example: 'offers' });

export const TopicInput = z
  .strictObject({
    key: TopicKey,
    name: text(1, 80).meta({ example: 'Offers' }),
    description: text(0, 200).default(''),
    position: z.number().int().min(0).max(1_000).default(0),
  })
  .meta({
    id: 'TopicInput',
    example: { key: 'offers', name: 'Offers', description: 'Price drops and sales', position: 1 },
  });
export type TopicInput = z.input<typeof TopicInput>;

/** The key stays: subscribers hold it. */
export const TopicPatch = z
  .strictObject({
    name: text(1, 80).optional(),
    description: text(0, 200).optional(),
    position: z.number().int().min(0).max(1_000).optional(),
  })
  .meta({ id: 'TopicPatch', example: { name: 'Offers of the week' } });
export type TopicPatch = z.input<typeof TopicPatch>;

export const TopicView = z
  .object({
    id: z.string(),
    key: z.string(),
    name: z.string(),
    description: z.string(),
    position: z.number().int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Topic' });
export type TopicView = z.infer<typeof TopicView>;
