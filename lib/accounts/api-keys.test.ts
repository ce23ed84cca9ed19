import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { UserActor } from '@/lib/contracts/actors';
import type { ApiKeyInput } from '@/lib/contracts/api-keys';
import { pool, systemDb } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { authenticateApiKey, forgetApiKey } from './authenticate-api-key';
import { createApiKey } from './create-api-key';
import { createOwner } from './create-owner';
import { listApiKeys } from './list-api-keys';
import { revokeApiKey } from './revoke-api-key';

let owner: UserActor;
let stranger: UserActor;

beforeAll(async () => {
  owner = await createOwner({ email: 'owner@example.com', password: 'violet kettle seventeen' });
  const other = await systemDb.workspace.create({ data: { name: 'Other' } });
  stranger = { ...owner, workspaceId: encodeId('workspace', other.id) };
});

const make = (input: Partial<ApiKeyInput> = {}, actor = owner) =>
  createApiKey(actor, { name: 'CI', scopes: ['sites.read'], ...input });

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

describe('createApiKey', () => {
  it('shows the token once and keeps the hash of 256 bits only', async () => {
    const { token, ...view } = await make({ scopes: ['sites.read', 'sites.read', 'campaigns.send'] });
    expect(token).toMatch(/^bk_[0-9a-z]{13}\.[A-Za-z0-9_-]{43}$/);
    expect(token.startsWith(view.tokenPrefix)).toBe(true);
    expect(view.scopes).toEqual(['sites.read', 'campaigns.send']);
    expect((await listApiKeys(owner)).items.find((key) => key.id === view.id)).toEqual(view);
    const { rows } = await pool.query("SELECT k::text AS text, encode(secret_hash, 'hex') AS hash FROM api_keys k");
    const secret = token.split('.')[1] ?? '';
    expect(rows.map((row) => row.text).join()).not.toContain(secret);
    expect(rows.map((row) => row.hash)).toContain(createHash('sha256').update(secret).digest('hex'));
  });

  it.each([
    ['a scope of people', { scopes: ['members.manage'] }, 'scopes.0'],
    ['no scope', { scopes: [] }, 'scopes'],
    ['an expiry in the past', { expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    ['an unknown site', { siteId: 'site_0000000000001' }, 'siteId'],
    ['no name', { name: ' ' }, 'name'],
  ])('refuses %s', async (_name, input, path) => {
    const { code, fields } = await failure(make(input as Partial<ApiKeyInput>));
    expect(code).toBe('invalid_input');
    expect(fields[0]?.path).toBe(path);
  });

  it('is not for editors', async () => {
    expect((await failure(make({}, { ...owner, role: 'editor' }))).code).toBe('forbidden');
  });
});

describe('authenticateApiKey', () => {
  it('gives the actor', async () => {
    const { token, id } = await make();
    expect(await authenticateApiKey(token)).toEqual({
      kind: 'api_key',
      apiKeyId: id,
      workspaceId: owner.workspaceId,
      siteId: null,
      scopes: ['sites.read'],
    });
  });

  it('refuses an expired key, also while it is remembered', async () => {
    const { token, id } = await make({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
    await authenticateApiKey(token);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    try {
      expect((await failure(authenticateApiKey(token))).detail).toBe('The API key has expired.');
    } finally {
      vi.useRealTimers();
    }
    expect(id).toMatch(/^key_/);
  });

  it('reads a burst once, and a change made elsewhere within five seconds', async () => {
    const { token, id } = await make();
    await authenticateApiKey(token);
    // Another process revokes it: this one goes on for a moment.
    const number = (await systemDb.apiKey.findFirstOrThrow({ orderBy: { id: 'desc' } })).id;
    expect(encodeId('apiKey', number)).toBe(id);
    await systemDb.apiKey.update({ where: { id: number }, data: { revokedAt: new Date() } });
    await expect(authenticateApiKey(token)).resolves.toBeTruthy();
    forgetApiKey(number);
    expect((await failure(authenticateApiKey(token))).detail).toBe('The API key was revoked.');
  });

  it('writes the last use at most once a minute', async () => {
    const { token, id } = await make();
    const number = (await systemDb.apiKey.findFirstOrThrow({ orderBy: { id: 'desc' } })).id;
    const lastUse = async () => (await systemDb.apiKey.findUniqueOrThrow({ where: { id: number } })).lastUsedAt;
    expect(encodeId('apiKey', number)).toBe(id);
    expect(await lastUse()).toBeNull();
    await authenticateApiKey(token);
    const first = await lastUse();
    expect(first).not.toBeNull();
    forgetApiKey(number);
    await authenticateApiKey(token);
    expect(await lastUse()).toEqual(first);
    await pool.query("UPDATE api_keys SET last_used_at = now() - interval '2 minutes' WHERE id = $1", [number]);
    forgetApiKey(number);
    await authenticateApiKey(token);
    expect((await lastUse())?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? 0);
  });
});

describe('revokeApiKey', () => {
  it('ends the key, twice is once, and another tenant has no such key', async () => {
    const { token, id } = await make();
    await authenticateApiKey(token);
    expect((await failure(revokeApiKey(stranger, id))).code).toBe('not_found');
    await expect(authenticateApiKey(token)).resolves.toBeTruthy();
    await revokeApiKey(owner, id);
    await revokeApiKey(owner, id);
    expect((await failure(authenticateApiKey(token))).code).toBe('unauthenticated');
    const { rows } = await pool.query(
      "SELECT count(*)::int AS n FROM audit_entries WHERE action = 'api_key.revoke' AND target = $1",
      [id],
    );
    expect(rows[0].n).toBe(1);
    expect((await listApiKeys(stranger)).items).toEqual([]);
  });
});
