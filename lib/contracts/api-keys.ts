import { z } from 'zod';
import { ACTIONS, type Action } from './actors';
import { text } from './text';

/** What a key may be allowed; people and keys themselves are managed by people only. */
export const API_KEY_SCOPES = ACTIONS.filter(
  (action) => !['workspace.manage', 'members.manage', 'apiKeys.manage'].includes(action),
);

export const ApiKeyInput = z.object({
  name: text(1, 80),
  scopes: z
    .array(z.enum(API_KEY_SCOPES as [Action, ...Action[]]))
    .min(1, 'needs at least one permission')
    .transform((scopes) => [...new Set(scopes)]),
  /** Null: every site of the workspace. */
  siteId: z.string().max(64).nullable().default(null),
  /** Null: valid until revoked. */
  expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
});
export type ApiKeyInput = z.input<typeof ApiKeyInput>;

export interface ApiKeyView {
  id: string;
  name: string;
  /** Beginning of the token, to recognise it by. */
  tokenPrefix: string;
  scopes: Action[];
  siteId: string | null;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
}

/** The token is in this answer only; afterwards only its hash is kept. */
export interface CreatedApiKey extends ApiKeyView {
  token: string;
}
