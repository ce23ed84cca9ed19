import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import type { Action, SystemActor } from '@/lib/contracts/actors';
import type { ApiKeyInput, ApiKeyView, CreatedApiKey } from '@/lib/contracts/api-keys';
import type { Page } from '@/lib/contracts/paging';
import type { Problem } from '@/lib/contracts/problems';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { clientOf } from './test-support';

let actor: SystemActor;
let siteId: string;
let token: string;
let call: ReturnType<typeof clientOf>;

beforeEach(async () => {
  const site = await makeTestSite();
  ({ actor } = site);
  siteId = site.publicId;
  token = await keyWith({});
  call = clientOf(token);
});

const SCOPES: Action[] = ['apiKeys.manage', 'sites.read', 'subscribers.read'];
async function keyWith(input: Partial<ApiKeyInput>): Promise<string> {
  return (await createApiKey(actor, { name: 'Provisioning', scopes: SCOPES, ...input })).token;
}
const make = (input: Partial<ApiKeyInput> = {}, by = call, address?: Record<string, string>) =>
  by<CreatedApiKey & Problem>('POST', '/api-keys', { name: 'Shop', scopes: ['sites.read'], ...input }, address);
const isAccepted = async (secret: string, address?: string) =>
  (await clientOf(secret, address)('GET', '/sites')).status === 200;

describe('API keys over REST', () => {
  it('are made, listed, rotated and revoked', async () => {
    const made = await make({ siteId, expiresAt: '2090-01-01T00:00:00Z', allowedAddresses: [] });
    expect(made.status).toBe(201);
    const { token: first, ...view } = made.json;
    expect(made.headers.get('location')).toBe(`/api/v1/api-keys/${view.id}`);
    expect(view).toMatchObject({ name: 'Shop', scopes: ['sites.read'], siteId, allowedAddresses: [] });
    expect(await isAccepted(first)).toBe(true);

    const list = await call<Page<ApiKeyView>>('GET', '/api-keys?limit=1');
    const next = await call<Page<ApiKeyView>>('GET', `/api-keys?cursor=${list.json.nextCursor}`);
    const all = [...list.json.items, ...next.json.items];
    expect(all.map(({ id }) => id)).toContain(view.id);
    expect(all.map(({ name }) => name)).toEqual(['Shop', 'Provisioning']);
    expect(JSON.stringify(all)).not.toContain(first.split('.')[1]);
    expect((await call('GET', `/api-keys/${view.id}`)).json).toMatchObject({ id: view.id, name: 'Shop' });

    const rotated = await call<CreatedApiKey>('POST', `/api-keys/${view.id}/rotate`, { overlapHours: 1 });
    expect(rotated.status).toBe(200);
    expect(rotated.json.token).not.toBe(first);
    expect(rotated.json).toMatchObject({ id: view.id, previousSecretEndsAt: expect.any(String) });
    expect([await isAccepted(first), await isAccepted(rotated.json.token)]).toEqual([true, true]);

    expect((await call('DELETE', `/api-keys/${view.id}`)).status).toBe(204);
    expect([await isAccepted(first), await isAccepted(rotated.json.token)]).toEqual([false, false]);
    expect((await call('POST', `/api-keys/${view.id}/rotate`, {})).status).toBe(409);
    const { rows } = await pool.query<{ action: string }>(
      'SELECT action FROM audit_entries WHERE target = $1 ORDER BY id',
      [view.id],
    );
    expect(rows.map(({ action }) => action)).toEqual(['api_key.create', 'api_key.rotate', 'api_key.revoke']);
  });

  it('are changed: name, permissions, end and addresses, and tell what they were before by an ETag', async () => {
    const { token: secret, ...made } = (await make({ scopes: ['sites.read', 'subscribers.read'] })).json;
    const path = `/api-keys/${made.id}`;
    const tag = (await call('GET', path)).headers.get('etag') ?? '';
    expect(tag).toBe('"v1"');
    const patch = {
      name: 'Shop, Germany',
      scopes: ['sites.read'],
      expiresAt: '2090-01-01T00:00:00.000Z',
      allowedAddresses: ['198.51.100.0/24'],
    };
    const changed = await call<ApiKeyView>('PATCH', path, patch, { 'if-match': tag });
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"v2"']);
    expect(changed.json).toEqual({ ...made, ...patch, version: 2, lastUsedAt: null });
    expect((await call('GET', path)).json).toEqual(changed.json);
    // At once, also where the key was remembered: from elsewhere it is refused, and what it lost is gone.
    expect(await isAccepted(secret)).toBe(false);
    const inside = clientOf(secret, '198.51.100.7');
    expect((await inside('GET', '/sites')).status).toBe(200);
    expect((await inside('GET', `/sites/${siteId}/subscribers`)).status).toBe(403);

    const stale = await call('PATCH', path, { name: 'Late' }, { 'if-match': tag });
    const nonsense = await call('PATCH', path, { name: 'Late' }, { 'if-match': 'W/"v2"' });
    expect([stale.status, nonsense.status]).toEqual([412, 412]);
    const back = await call<ApiKeyView>(
      'PATCH',
      path,
      { expiresAt: null, allowedAddresses: [] },
      { 'if-match': '"v2"' },
    );
    expect(back.json).toMatchObject({ name: 'Shop, Germany', expiresAt: null, allowedAddresses: [], version: 3 });
    for (const [body, status] of [
      [{ scopes: [] }, 422],
      [{ expiresAt: '2020-01-01T00:00:00Z' }, 422],
      [{ allowedAddresses: ['everywhere'] }, 422],
      [{ siteId }, 422],
    ] as const) {
      expect([body, (await call('PATCH', path, body)).status]).toEqual([body, status]);
    }
    await call('DELETE', path);
    expect((await call('PATCH', path, { name: 'Gone' })).status).toBe(409);
  });

  it('are changed by one of two at a time', async () => {
    const { id } = (await make()).json;
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => call('PATCH', `/api-keys/${id}`, { name }, { 'if-match': '"v1"' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });

  it('never get more than who changes them has, and follow the key that made them', async () => {
    const { id: made, token: madeSecret } = (await make({ scopes: ['sites.read', 'subscribers.read'] })).json;
    const beyond = await call<Problem>('PATCH', `/api-keys/${made}`, { scopes: ['campaigns.send'] });
    expect([beyond.status, beyond.json.detail]).toEqual([403, 'This API key cannot hand on campaigns.send.']);
    expect((await call('PATCH', `/api-keys/${made}`, { scopes: ['apiKeys.manage'] })).status).toBe(403);
    const powerful = await createApiKey(actor, { name: 'All', scopes: ['sites.write', ...SCOPES] });
    expect((await call('PATCH', `/api-keys/${powerful.id}`, { name: 'Mine' })).status).toBe(403);

    const self = `/api-keys/${token.split('.')[0]?.replace(/^bk_/, 'key_')}`;
    expect((await call('PATCH', self, { scopes: ['sites.write'] })).status).toBe(403);
    const end = '2090-01-01T00:00:00.000Z';
    const narrowed = await call<ApiKeyView>('PATCH', self, {
      scopes: ['apiKeys.manage', 'sites.read'],
      expiresAt: end,
    });
    expect(narrowed.json).toMatchObject({ scopes: ['apiKeys.manage', 'sites.read'], expiresAt: end });
    expect((await call<Problem>('PATCH', self, { expiresAt: '2091-01-01T00:00:00Z' })).status).toBe(422);
    expect((await call<ApiKeyView>('GET', `/api-keys/${made}`)).json).toMatchObject({
      scopes: ['sites.read'],
      expiresAt: end,
      version: 2,
    });
    expect(await isAccepted(madeSecret)).toBe(true);
    await call('PATCH', self, { scopes: ['apiKeys.manage'] });
    // What has nothing left is revoked.
    expect((await call<ApiKeyView>('GET', `/api-keys/${made}`)).json.revokedAt).not.toBeNull();
    expect(await isAccepted(madeSecret)).toBe(false);

    const bound = clientOf(await keyWith({ allowedAddresses: ['198.51.100.0/24'] }), '198.51.100.7');
    const inside = (await make({}, bound)).json.id;
    const wide = await bound<Problem>('PATCH', `/api-keys/${inside}`, { allowedAddresses: ['198.51.0.0/16'] });
    expect([wide.status, wide.json.errors.map(({ path }) => path)]).toEqual([422, ['allowedAddresses.0']]);
    const open = await bound<ApiKeyView>('PATCH', `/api-keys/${inside}`, { allowedAddresses: [] });
    expect(open.json.allowedAddresses).toEqual(['198.51.100.0/24']);
  });

  it('end their old secret after the overlap, and one that is older at once', async () => {
    const { id, token: first } = (await make()).json;
    const rotate = async (overlapHours: number) =>
      (await call<CreatedApiKey>('POST', `/api-keys/${id}/rotate`, { overlapHours })).json.token;
    const second = await rotate(24);
    const third = await rotate(24);
    expect([await isAccepted(first), await isAccepted(second), await isAccepted(third)]).toEqual([false, true, true]);
    const fourth = await rotate(0);
    expect([await isAccepted(third), await isAccepted(fourth)]).toEqual([false, true]);
    const fifth = await rotate(1);
    await pool.query(`UPDATE api_keys SET previous_secret_ends_at = now() - interval '1 second' WHERE id = $1`, [
      decodeId('apiKey', id),
    ]);
    // Asked with the new one first, so that nothing of before is remembered.
    expect(await isAccepted(fifth)).toBe(true);
    expect(await isAccepted(fourth)).toBe(false);
    expect((await call<ApiKeyView>('GET', `/api-keys/${id}`)).json.previousSecretEndsAt).toBeNull();
  });

  it('accept a secret that another process has just made', async () => {
    const { id, token: first } = (await make()).json;
    expect(await isAccepted(first)).toBe(true);
    const secret = randomBytes(32).toString('base64url');
    await pool.query('UPDATE api_keys SET secret_hash = sha256($2) WHERE id = $1', [
      decodeId('apiKey', id),
      Buffer.from(secret),
    ]);
    expect(await isAccepted(`${first.split('.')[0]}.${secret}`)).toBe(true);
  });

  it('make none that may do more than themselves', async () => {
    const beyond = await make({ scopes: ['sites.read', 'campaigns.send'] });
    expect([beyond.status, beyond.json.detail]).toEqual([403, 'This API key cannot hand on campaigns.send.']);
    expect((await make({ scopes: ['apiKeys.manage'] })).status).toBe(403);
    expect((await make({ scopes: ['workspace.manage' as Action] })).status).toBe(422);

    const ends = '2090-01-01T00:00:00.000Z';
    const bound = clientOf(
      await keyWith({ siteId, expiresAt: ends, allowedAddresses: ['198.51.100.0/24', '2001:db8::/48'] }),
      '198.51.100.7',
    );
    const own = await make({}, bound);
    expect(own.json).toMatchObject({
      siteId,
      expiresAt: ends,
      allowedAddresses: ['198.51.100.0/24', '2001:db8::/48'],
    });
    const other = (await makeTestSite()).publicId;
    const wider = await make(
      {
        siteId: other,
        expiresAt: '2090-01-01T00:00:00.001Z',
        allowedAddresses: ['198.51.100.128/25', '198.51.0.0/16', '203.0.113.1', '2001:db8::1', '::/0'],
      },
      bound,
    );
    expect([wider.status, wider.json.errors.map(({ path }) => path)]).toEqual([
      422,
      ['siteId', 'expiresAt', 'allowedAddresses.1', 'allowedAddresses.2', 'allowedAddresses.4'],
    ]);
  });

  it('see those of their site, and change only themselves and what they made', async () => {
    const powerful = await createApiKey(actor, { name: 'All', scopes: ['sites.write', ...SCOPES] });
    const made = (await make()).json;
    for (const [method, path, body] of [
      ['POST', `/api-keys/${powerful.id}/rotate`, {}],
      ['DELETE', `/api-keys/${powerful.id}`, undefined],
    ] as const) {
      expect((await call(method, path, body)).status).toBe(403);
    }
    expect(await isAccepted(powerful.token)).toBe(true);
    const bound = clientOf(await keyWith({ siteId }));
    const seen = await bound<Page<ApiKeyView>>('GET', '/api-keys');
    expect(seen.json.items.map((key) => key.siteId)).toEqual([siteId]);
    expect((await bound('GET', `/api-keys/${made.id}`)).status).toBe(404);
    // Itself: what it was called with goes on for the overlap.
    const self = seen.json.items[0]?.id;
    expect((await bound('POST', `/api-keys/${self}/rotate`, {})).status).toBe(200);
    expect((await bound('GET', '/api-keys')).status).toBe(200);
  });

  it('end with the key that made them', async () => {
    const made = (await make()).json;
    const maker = made.createdByKeyId ?? '';
    expect(maker).toMatch(/^key_/);
    expect(await isAccepted(made.token)).toBe(true);
    expect((await call('DELETE', `/api-keys/${maker}`)).status).toBe(204);
    expect(await isAccepted(made.token)).toBe(false);
    expect((await make()).status).toBe(401);
  });

  it('are accepted from their addresses only', async () => {
    const { token: secret } = (await make({ allowedAddresses: ['198.51.100.0/24', '2001:db8::7'] })).json;
    const from = (address?: string) => isAccepted(secret, address);
    expect(await Promise.all([from('198.51.100.1'), from('::ffff:198.51.100.2'), from('2001:db8::7')])).toEqual([
      true,
      true,
      true,
    ]);
    expect(await Promise.all([from('198.51.101.1'), from('2001:db8::8'), from(undefined)])).toEqual([
      false,
      false,
      false,
    ]);
    const answer = await clientOf(secret, '203.0.113.1')<Problem>('GET', '/sites');
    expect([answer.status, answer.json.code, answer.json.detail]).toEqual([
      403,
      'forbidden',
      'This API key may not be used from this address.',
    ]);
    for (const range of ['nonsense', '10.0.0.0/33', 'example.com', '::ffff:1.2.3.4', '10.0.0.0/', '']) {
      const refused = await make({ allowedAddresses: [range] });
      expect([range, refused.status, refused.json.errors[0]?.path]).toEqual([range, 422, 'allowedAddresses.0']);
    }
  });

  it('are shown once more to a repeated request, and only to it', async () => {
    const headers = { 'idempotency-key': randomBytes(8).toString('hex') };
    const first = await make({}, call, headers);
    const again = await make({}, call, headers);
    expect(again.json).toEqual(first.json);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const { rows } = await pool.query<{ text: string }>('SELECT k::text AS text FROM idempotency_keys k');
    expect(rows.map(({ text }) => text).join()).not.toContain(first.json.token.split('.')[1]);
  });
});
