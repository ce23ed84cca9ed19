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
export const PromptConfig = z.object({
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
});
export type PromptConfig = z.infer<typeof PromptConfig>;

export const SiteInput = z.object({
  name: text(1, 80),
  allowedOrigins: z.array(webOrigin).min(1, 'needs at least one origin').max(50),
  vapidSubject: VapidSubject.optional().meta({ description: 'Defaults to mailto: of the owner' }),
  vapidKeys: z
    .object({ publicKey: z.string().max(100), privateKey: z.string().max(60) })
    .optional()
    .meta({ description: 'An existing pair to import; base64url as web-push prints it' }),
});
export type SiteInput = z.input<typeof SiteInput>;

export const SitePatch = z.object({
  name: text(1, 80).optional(),
  allowedOrigins: z.array(webOrigin).min(1, 'needs at least one origin').max(50).optional(),
  vapidSubject: VapidSubject.optional(),
  requireIdentityProof: z.boolean().optional(),
  prompt: PromptConfig.optional(),
});
export type SitePatch = z.input<typeof SitePatch>;

export interface SiteView {
  id: string;
  name: string;
  siteKey: string;
  allowedOrigins: string[];
  vapidSubject: string;
  /** base64url, 65 bytes. */
  vapidPublicKey: string;
  requireIdentityProof: boolean;
  prompt: PromptConfig;
  isSimulated: boolean;
  createdAt: string;
}
