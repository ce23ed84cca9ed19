import { z } from 'zod';
import type { Role } from './actors';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './limits';
import { isStorableText, text } from './text';

/** Lower-cased and trimmed, as it is stored. */
export const EmailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .min(1, 'is required')
  .max(254, 'may have at most 254 characters')
  .refine(isStorableText, 'contains a NUL character or half of an emoji (a lone surrogate)')
  .refine((value) => /^[^\s@]+@[^\s@]+$/.test(value), 'must be an e-mail address such as you@example.com')
  .meta({ format: 'email', example: 'you@example.com' });

/** A new password: long, any characters, never trimmed. That it is not a common one is checked on the server. */
export const NewPassword = z
  .string()
  .min(MIN_PASSWORD_LENGTH, `needs at least ${MIN_PASSWORD_LENGTH} characters`)
  .max(MAX_PASSWORD_LENGTH, `may have at most ${MAX_PASSWORD_LENGTH} characters`)
  .refine(isStorableText, 'contains a NUL character or half of an emoji (a lone surrogate)');

export const OwnerInput = z.object({
  email: EmailAddress,
  password: NewPassword,
  name: text(0, 80).default('').meta({ description: 'Defaults to what stands before the @' }),
  workspaceName: text(0, 80).default('').meta({ description: 'Defaults to "My workspace"' }),
});
export type OwnerInput = z.input<typeof OwnerInput>;

/** Sign-in: only bounded here, so that what was accepted once is never refused for its shape. */
export const SignInInput = z.object({
  email: EmailAddress,
  password: z.string().min(1, 'is required').max(MAX_PASSWORD_LENGTH),
});
export type SignInInput = z.input<typeof SignInInput>;

export const ChangePasswordInput = z.object({
  currentPassword: z.string().min(1, 'is required').max(MAX_PASSWORD_LENGTH),
  newPassword: NewPassword,
});
export type ChangePasswordInput = z.input<typeof ChangePasswordInput>;

export interface WorkspaceView {
  id: string;
  name: string;
  role: Role;
  isSample: boolean;
}

/** One line of the audit log, newest first. */
export const AuditEntryView = z
  .object({
    id: z.string().meta({ example: 'aud_0j3v8m2k4qw5r' }),
    at: z.iso.datetime().meta({ description: 'When it was done', example: '2027-01-31T09:00:00.000Z' }),
    actorKind: z.enum(['user', 'api_key', 'system']).meta({
      description: 'A person, an API key, or the command line and the scheduler',
      example: 'user',
    }),
    actorName: z.string().meta({
      description: 'Name of the person or of the key; "System" for the command line and the scheduler',
      example: 'Ada Lovelace',
    }),
    action: z.string().meta({ description: '`resource.verb`', example: 'site.create' }),
    target: z.string().meta({ description: 'Id of what was acted on, or empty', example: 'site_0j3v8m2k4qw5r' }),
    detail: z
      .record(z.string(), z.unknown())
      .meta({ description: 'What a reader needs to understand it; never a secret', example: { name: 'Shop' } }),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntryView = z.infer<typeof AuditEntryView>;
