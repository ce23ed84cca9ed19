import { z } from 'zod';
import { ACTIONS, type Action } from './actors';
import { text } from './text';

/** What a key may be allowed; people and the workspace itself are managed by people only. */
export const API_KEY_SCOPES = ACTIONS.filter((action) => !['workspace.manage', 'members.manage'].includes(action));

const scopeList = z.array(z.enum(API_KEY_SCOPES as [Action, ...Action[]]));

const MAX_ALLOWED_ADDRESSES = 50;
const AddressRange = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
const addressRange = z
  .string()
  .trim()
  .max(50)
  // An IPv4 address inside of an IPv6 one is seen, and so written, as the IPv4 address.
  .refine(
    (value) => AddressRange.safeParse(value).success && !(value.includes(':') && value.includes('.')),
    'must be an address or a range such as 203.0.113.0/24',
  );

export const ApiKeyInput = z
  .strictObject({
    name: text(1, 80).meta({ description: 'For people, to tell keys apart', example: 'Shop server' }),
    scopes: scopeList
      .min(1, 'needs at least one permission')
      .transform((scopes) => [...new Set(scopes)])
      .meta({
        description: 'What it may do. A key can hand on only what it may do itself, and never `apiKeys.manage`',
        example: ['subscribers.write', 'messages.send'],
      }),
    siteId: z.string().max(64).nullable().default(null).meta({
      description: 'The only site that it may touch; null: every site of the workspace',
      example: 'site_0j3v8m2k4qw5r',
    }),
    expiresAt: z.iso.datetime({ offset: true }).nullable().default(null).meta({
      description: 'Refused from then on; null: valid until revoked',
      example: '2027-12-31T00:00:00Z',
    }),
    allowedAddresses: z
      .array(addressRange)
      .max(MAX_ALLOWED_ADDRESSES, `may have at most ${MAX_ALLOWED_ADDRESSES} entries`)
      .default([])
      .meta({
        description: 'Addresses and CIDR ranges that it may be used from; empty: from anywhere',
        example: ['203.0.113.0/24', '2001:db8::7'],
      }),
  })
  .meta({
    id: 'ApiKeyInput',
    example: { name: 'Shop server', scopes: ['subscribers.write', 'messages.send'] },
  });
export type ApiKeyInput = z.input<typeof ApiKeyInput>;

/** What is not given stays; the site and the secret stay always. */
export const ApiKeyPatch = z
  .strictObject({
    name: ApiKeyInput.shape.name.optional(),
    scopes: ApiKeyInput.shape.scopes.optional(),
    expiresAt: z.iso.datetime({ offset: true }).nullable().optional().meta({
      description: 'Refused from then on; null: valid until revoked',
      example: '2027-12-31T00:00:00Z',
    }),
    allowedAddresses: z
      .array(addressRange)
      .max(MAX_ALLOWED_ADDRESSES, `may have at most ${MAX_ALLOWED_ADDRESSES} entries`)
      .optional()
      .meta({
        description: 'Takes the place of all there are; empty: from anywhere',
        example: ['203.0.113.0/24', '2001:db8::7'],
      }),
  })
  .meta({ id: 'ApiKeyPatch', example: { name: 'Shop server, Germany', allowedAddresses: ['203.0.113.0/24'] } });
export type ApiKeyPatch = z.input<typeof ApiKeyPatch>;

const MAX_OVERLAP_HOURS = 168;
export const RotateKeyInput = z
  .strictObject({
    overlapHours: z
      .number()
      .int()
      .min(0)
      .max(MAX_OVERLAP_HOURS)
      .default(24)
      .meta({
        description: `How long the old secret goes on to be accepted; 0 to ${MAX_OVERLAP_HOURS}, 0 ends it at once`,
        example: 24,
      }),
  })
  .meta({ id: 'RotateKeyInput', example: { overlapHours: 24 } });
export type RotateKeyInput = z.input<typeof RotateKeyInput>;

export const ApiKeyView = z
  .object({
    id: z.string().meta({ example: 'key_0j3v8m2k4qw5r' }),
    version: z.number().int().meta({ description: 'Counts its changes; the ETag is made of it', example: 1 }),
    name: z.string().meta({ description: 'For people, to tell keys apart', example: 'Shop server' }),
    tokenPrefix: z
      .string()
      .meta({ description: 'Beginning of the token, to recognise it by', example: 'bk_0j3v8m2k4qw5r' }),
    scopes: scopeList.meta({ description: 'What it may do', example: ['subscribers.write', 'messages.send'] }),
    siteId: z.string().nullable().meta({
      description: 'The only site that it may touch; null: every site of the workspace',
      example: 'site_0j3v8m2k4qw5r',
    }),
    allowedAddresses: z.array(z.string()).meta({
      description: 'Addresses and CIDR ranges that it may be used from; empty: from anywhere',
      example: ['203.0.113.0/24'],
    }),
    createdByKeyId: z.string().nullable().meta({
      description: 'The key that made it, and with which it is revoked; null: made by a person',
      example: null,
    }),
    createdAt: z.iso.datetime().meta({ description: 'When it was made', example: '2027-01-31T09:00:00.000Z' }),
    expiresAt: z.iso.datetime().nullable().meta({
      description: 'Refused from then on; null: valid until revoked',
      example: '2027-12-31T00:00:00.000Z',
    }),
    lastUsedAt: z.iso.datetime().nullable().meta({
      description: 'Its last use, to within a minute; null: never used',
      example: '2027-02-01T12:00:00.000Z',
    }),
    revokedAt: z.iso.datetime().nullable().meta({ description: 'When it was revoked', example: null }),
    previousSecretEndsAt: z.iso.datetime().nullable().meta({
      description: 'The secret before the last rotation is accepted until then; null: there is none',
      example: null,
    }),
  })
  .meta({ id: 'ApiKey' });
export type ApiKeyView = z.infer<typeof ApiKeyView>;

/** The token is in this answer only; afterwards only its hash is kept. */
export const CreatedApiKey = ApiKeyView.extend({
  token: z.string().meta({
    description: 'What to send as `Authorization: Bearer …`; in this answer only',
    example: 'bk_0j3v8m2k4qw5r.Zx3bq0c1v7XnUO6mYh2p5sT9aWkLdRfEiGjBvCoNtQM',
  }),
}).meta({ id: 'CreatedApiKey' });
export type CreatedApiKey = z.infer<typeof CreatedApiKey>;
