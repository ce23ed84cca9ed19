import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { can } from '@/lib/accounts/can';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { type Action, ROLES, type Role } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { pool, systemDb } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { api } from './app';
import { label, makeTenant, operations, send, type Tenant } from './test-support';

// Seven resources have permissions of their own that had those of another until the migration own_scopes.

const MIGRATION = 'prisma/migrations/20261123054000_own_scopes/migration.sql';

/** What let a key in before, and what does now. */
const FORMER: Partial<Record<Action, Action>> = {
  'topics.read': 'sites.read',
  'topics.write': 'sites.write',
  'tags.read': 'subscribers.read',
  'tags.write': 'subscribers.write',
  'events.read': 'subscribers.read',
  'events.write': 'subscribers.write',
  'imports.read': 'subscribers.write',
  'imports.write': 'subscribers.write',
  'templates.read': 'campaigns.read',
  'templates.write': 'campaigns.write',
  'images.read': 'campaigns.read',
  'images.write': 'campaigns.write',
  'goals.read': 'campaigns.read',
  'goals.write': 'campaigns.write',
};
const formerOf = (scope: Action) => FORMER[scope] ?? scope;
const formerScopes = API_KEY_SCOPES.filter((scope) => FORMER[scope] === undefined);

let tenant: Tenant;
/** A key with each permission that there was, made before the migration, and never used then. */
const keys = new Map<Action, { id: string; token: string }>();
let whole: { id: string; token: string };
/** The same with the permission to read: some requests that change something read first, and asked for both before. */
const readers = new Map<Action, string>();

beforeAll(async () => {
  tenant = await makeTenant('scopes');
  const actor = { kind: 'system', workspaceId: tenant.workspaceId } as const;
  for (const scope of formerScopes) keys.set(scope, await createApiKey(actor, { name: scope, scopes: [scope] }));
  for (const scope of new Set(Object.values(FORMER))) {
    const scopes = [...new Set([scope, scope.replace('.write', '.read') as Action])];
    readers.set(scope, (await createApiKey(actor, { name: `${scope}, reading`, scopes })).token);
  }
  whole = await createApiKey(actor, { name: 'All', scopes: formerScopes });
  await pool.query(await readFile(MIGRATION, 'utf8'));
});
afterAll(closeQueues);

const scopesOf = async ({ id }: { id: string }) =>
  (await systemDb.apiKey.findUniqueOrThrow({ where: { id: decodeId('apiKey', id) } })).scopes;

describe('a key from before', () => {
  it.each(formerScopes.map((scope) => [scope] as const))(
    'with %s has what follows from it, and no more',
    async (had) => {
      const key = keys.get(had);
      if (!key) throw new Error('no key');
      const wanted = API_KEY_SCOPES.filter((scope) => formerOf(scope) === had);
      expect([...(await scopesOf(key))].sort()).toEqual([...wanted].sort());
    },
  );

  it('with all that there was has all that there is', async () => {
    expect([...(await scopesOf(whole))].sort()).toEqual([...API_KEY_SCOPES].sort());
  });

  it('that has them already is left alone, and so is one that nothing follows for', async () => {
    const read = () => systemDb.apiKey.findMany({ orderBy: { id: 'asc' }, select: { scopes: true, version: true } });
    const before = await read();
    await pool.query(await readFile(MIGRATION, 'utf8'));
    expect(await read()).toEqual(before);
    const messages = keys.get('messages.read')?.id ?? '';
    expect(await systemDb.apiKey.findUniqueOrThrow({ where: { id: decodeId('apiKey', messages) } })).toMatchObject({
      version: 1,
    });
  });

  const moved = operations.filter(({ scope }) => scope !== undefined && FORMER[scope] !== undefined);
  it('has routes to try', () => {
    expect(new Set(moved.map(({ scope }) => scope))).toEqual(new Set(Object.keys(FORMER)));
  });

  it.each(moved.map((operation) => [label(operation), operation] as const))('still calls %s', async (_, operation) => {
    const owners = operation.params.map(() => tenant);
    const response = await send(operation, owners, readers.get(formerOf(operation.scope as Action)) ?? '');
    // What the route says of its own accord is for its own tests: what is deleted here is missed by a later one.
    expect([401, 403, 500]).not.toContain(response.status);
    const other = keys.get('messages.read');
    expect((await send(operation, owners, other?.token ?? '')).status).toBe(403);
  });
});

describe('what belongs to two resources', () => {
  const asks = async (scopes: Action[], noun: string, path: string, init: RequestInit = {}) => {
    const actor = { kind: 'system', workspaceId: tenant.workspaceId } as const;
    const { token } = await createApiKey(actor, { name: noun, scopes });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return (await api.request(`/api/v1/sites/${tenant.ids.sites}${path}`, { ...init, headers })).status;
  };

  it('a template of a campaign: the campaign must be readable to who makes it', async () => {
    let count = 0;
    const ask = (scopes: Action[]) =>
      asks(scopes, 'template', '/templates', {
        method: 'POST',
        body: JSON.stringify({ name: `Of a campaign ${++count}`, campaignId: tenant.ids.campaigns }),
      });
    expect(await ask(['templates.write'])).toBe(403);
    expect(await ask(['templates.write', 'campaigns.read'])).toBe(201);
    expect(await ask(['templates.write', 'campaigns.write'])).toBe(201);
  });

  it('a timeline: it tells the events', async () => {
    const path = `/subscribers/${tenant.ids.subscribers}/timeline`;
    expect(await asks(['subscribers.read'], 'timeline', path)).toBe(403);
    expect(await asks(['subscribers.read', 'events.read'], 'timeline', path)).toBe(200);
  });
});

it('a person may do what their role could before', () => {
  const user = (role: Role) =>
    ({ kind: 'user', userId: 'usr_1', workspaceId: 'wsp_1', role, name: 'N', email: 'n@example.com' }) as const;
  for (const [scope, former] of Object.entries(FORMER) as [Action, Action][]) {
    for (const role of ROLES) {
      expect({ scope, role, may: can(user(role), scope) }).toEqual({ scope, role, may: can(user(role), former) });
    }
  }
});
