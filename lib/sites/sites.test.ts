import { createECDH, createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import webPush from 'web-push';
import { createOwner } from '@/lib/accounts/create-owner';
import { listAudit } from '@/lib/accounts/list-audit';
import type { ApiKeyActor, UserActor } from '@/lib/contracts/actors';
import type { SiteInput } from '@/lib/contracts/sites';
import { pool, systemDb } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { actorSiteIds } from './actor-site-ids';
import { archiveSite } from './archive-site';
import { authorizeSite } from './authorize-site';
import { createSite } from './create-site';
import { createTopic } from './create-topic';
import { exportSecrets } from './export-secrets';
import { findSiteByKey, forgetSite } from './find-site-by-key';
import { isOriginAllowed } from './is-origin-allowed';
import { loadVapidKey } from './load-vapid-key';
import { openVapidPrivateKey } from './sealed-secrets';
import { updateSite } from './update-site';
import { verifyIdentityProof } from './verify-identity-proof';

let owner: UserActor;
let stranger: UserActor;

beforeAll(async () => {
  owner = await createOwner({ email: 'owner@example.com', password: 'violet kettle seventeen' });
  const other = await systemDb.workspace.create({ data: { name: 'Other' } });
  stranger = { ...owner, workspaceId: encodeId('workspace', other.id) };
});

const make = (input: Partial<SiteInput> = {}) =>
  createSite(owner, { name: 'Shop', allowedOrigins: ['https://shop.example.com'], ...input });

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

describe('createSite', () => {
  it('makes a pair that web-push signs with, sealed at rest', async () => {
    const site = await make();
    const { vapidKeys } = await exportSecrets(owner, site.id);
    expect(vapidKeys.publicKey).toBe(site.vapidPublicKey);
    expect(() =>
      webPush.getVapidHeaders(
        'https://fcm.googleapis.com',
        site.vapidSubject,
        vapidKeys.publicKey,
        vapidKeys.privateKey,
        'aes128gcm',
      ),
    ).not.toThrow();
    const { rows } = await pool.query("SELECT encode(private_key_sealed, 'base64') AS sealed FROM vapid_keys");
    const secret = Buffer.from(vapidKeys.privateKey, 'base64url');
    for (const { sealed } of rows) expect(Buffer.from(sealed, 'base64').includes(secret)).toBe(false);
  });

  it('imports a pair, padded or not', async () => {
    const pair = webPush.generateVAPIDKeys();
    const site = await make({ vapidKeys: { publicKey: `${pair.publicKey}=`, privateKey: `${pair.privateKey}=` } });
    expect(site.vapidPublicKey).toBe(pair.publicKey);
    expect((await exportSecrets(owner, site.id)).vapidKeys).toEqual(pair);
  });

  const pair = webPush.generateVAPIDKeys();
  const compressed = createECDH('prime256v1');
  compressed.setPrivateKey(Buffer.from(pair.privateKey, 'base64url'));
  it.each([
    [
      'of two pairs',
      { ...pair, publicKey: webPush.generateVAPIDKeys().publicKey },
      'publicKey',
      'does not belong to the private key',
    ],
    [
      'off the curve',
      { ...pair, publicKey: Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]).toString('base64url') },
      'publicKey',
      'does not belong to the private key',
    ],
    [
      'compressed',
      { ...pair, publicKey: compressed.getPublicKey('base64url', 'compressed') },
      'publicKey',
      'must be an uncompressed P-256 point: 65 bytes, the first of them 4',
    ],
    [
      'a byte short',
      { ...pair, privateKey: Buffer.alloc(31, 1).toString('base64url') },
      'privateKey',
      'must have 32 bytes',
    ],
    [
      'zero',
      { ...pair, privateKey: Buffer.alloc(32).toString('base64url') },
      'privateKey',
      'is no private key of the curve P-256',
    ],
    [
      'above the order',
      { ...pair, privateKey: Buffer.alloc(32, 255).toString('base64url') },
      'privateKey',
      'is no private key of the curve P-256',
    ],
    ['not base64url', { ...pair, privateKey: '§§' }, 'privateKey', 'must be base64url'],
  ])('refuses a pair that is %s', async (_name, vapidKeys, field, message) => {
    const { code, fields } = await failure(make({ vapidKeys }));
    expect(code).toBe('invalid_input');
    expect(fields).toEqual([{ path: `vapidKeys.${field}`, message }]);
  });

  it.each([
    ['http://shop.example.com', 'must begin with https:// (http:// only for localhost)'],
    ['https://*.example.com', 'must name one host: wildcards are not allowed'],
    ['*', 'must name one host: wildcards are not allowed'],
    ['https://', 'must be an origin such as https://www.example.com'],
    ['shop example', 'must be an origin such as https://www.example.com'],
  ])('refuses the origin %s', async (origin, message) => {
    expect((await failure(make({ allowedOrigins: [origin] }))).fields).toEqual([{ path: 'allowedOrigins.0', message }]);
  });

  it('stores an origin as browsers send it, once', async () => {
    const site = await make({
      allowedOrigins: ['HTTPS://Shop.Example.com:443/path', 'shop.example.com', 'http://localhost:8080'],
    });
    expect(site.allowedOrigins).toEqual(['https://shop.example.com', 'http://localhost:8080']);
  });

  it('is not for editors', async () => {
    expect(
      (await failure(createSite({ ...owner, role: 'editor' }, { name: 'x', allowedOrigins: ['https://a.example'] })))
        .code,
    ).toBe('forbidden');
  });
});

it('a sealed key opens on its own row only', async () => {
  const [a, b] = [await make(), await make()];
  const rows = await systemDb.vapidKey.findMany({
    where: { siteId: { in: [decodeId('site', a.id), decodeId('site', b.id)] } },
  });
  const [one, two] = rows;
  if (!one || !two) throw new Error('expected two keys');
  expect(openVapidPrivateKey(one.siteId, one.publicKey, one.privateKeySealed)).toHaveLength(32);
  expect(() => openVapidPrivateKey(two.siteId, one.publicKey, one.privateKeySealed)).toThrow();
  expect(() => openVapidPrivateKey(one.siteId, two.publicKey, one.privateKeySealed)).toThrow();
});

describe('authorizeSite', () => {
  it("answers not_found for what is not the actor's", async () => {
    const site = await make();
    const key: ApiKeyActor = {
      kind: 'api_key',
      apiKeyId: 'key_1',
      workspaceId: owner.workspaceId,
      siteId: site.id,
      scopes: ['sites.read'],
    };
    expect(await authorizeSite(owner, 'sites.read', site.id)).toBe(decodeId('site', site.id));
    expect(await authorizeSite(key, 'sites.read', site.id)).toBe(decodeId('site', site.id));
    expect(await actorSiteIds(key)).toEqual([decodeId('site', site.id)]);
    expect(await actorSiteIds(stranger)).toEqual([]);
    const second = await make();
    for (const work of [
      () => authorizeSite(stranger, 'sites.read', site.id),
      () => authorizeSite(key, 'sites.read', second.id),
      () => authorizeSite(owner, 'sites.read', encodeId('site', 1n)),
      () => authorizeSite(owner, 'sites.read', 'nonsense'),
    ]) {
      expect((await failure(work())).code).toBe('not_found');
    }
    expect((await failure(authorizeSite(key, 'sites.write', site.id))).code).toBe('forbidden');
    await archiveSite(owner, second.id);
    expect((await failure(authorizeSite(owner, 'sites.read', second.id))).code).toBe('not_found');
    expect(await actorSiteIds(owner)).not.toContain(decodeId('site', second.id));
  });
});

describe('exportSecrets', () => {
  it('is for people who may write sites, and audited', async () => {
    const site = await make();
    await exportSecrets(owner, site.id);
    const [entry] = (await listAudit(owner, { limit: 1 })).items;
    expect(entry).toMatchObject({ action: 'site.export_secrets', target: site.id });
    expect((await failure(exportSecrets({ ...owner, role: 'editor' }, site.id))).code).toBe('forbidden');
    expect((await failure(exportSecrets(stranger, site.id))).code).toBe('not_found');
    const key: ApiKeyActor = {
      kind: 'api_key',
      apiKeyId: 'key_0000000000001',
      workspaceId: owner.workspaceId,
      siteId: null,
      scopes: ['sites.write'],
    };
    expect((await failure(exportSecrets(key, site.id))).code).toBe('forbidden');
  });
});

describe('findSiteByKey', () => {
  it('gives what the public endpoints need, and follows changes', async () => {
    const made = await make();
    await createTopic(owner, made.id, { key: 'news', name: 'News' });
    forgetSite(made.siteKey);
    const site = await findSiteByKey(made.siteKey);
    expect(site).toMatchObject({ vapidPublicKey: made.vapidPublicKey, topics: [{ key: 'news', name: 'News' }] });
    await updateSite(owner, made.id, { prompt: { ...made.prompt, title: 'Other words' } });
    const changed = await findSiteByKey(made.siteKey);
    expect(changed?.prompt.title).toBe('Other words');
    expect(changed?.promptTextVersion).not.toBe(site?.promptTextVersion);
    await updateSite(owner, made.id, { prompt: { ...made.prompt, title: 'Other words', accent: '#000000' } });
    expect((await findSiteByKey(made.siteKey))?.promptTextVersion).toBe(changed?.promptTextVersion);
    await archiveSite(owner, made.id);
    expect(await findSiteByKey(made.siteKey)).toBeNull();
  });

  it('reads many at once once, and knows nothing of keys that are none', async () => {
    const made = await make();
    forgetSite(made.siteKey);
    const sites = await Promise.all(Array.from({ length: 50 }, () => findSiteByKey(made.siteKey)));
    expect(new Set(sites).size).toBe(1);
    for (const key of ['', 'x'.repeat(41), "a' OR 1=1 --", 'abcdefghijklmnopqrst', 'a\0bcdefghijkl']) {
      expect(await findSiteByKey(key)).toBeNull();
    }
  });
});

it('an origin is allowed exactly', () => {
  const site = { allowedOrigins: ['https://shop.example.com', 'http://localhost:8080'] };
  expect(isOriginAllowed(site, 'https://shop.example.com')).toBe(true);
  expect(isOriginAllowed(site, 'http://localhost:8080')).toBe(true);
  for (const origin of [
    'https://shop.example.com.evil.test',
    'https://a.shop.example.com',
    'http://shop.example.com',
    'https://shop.example.com:8443',
    'https://SHOP.example.com',
    'null',
    '',
    null,
    undefined,
  ]) {
    expect(isOriginAllowed(site, origin)).toBe(false);
  }
});

it('verifies identity proofs', async () => {
  const made = await make();
  const { identitySecret } = await exportSecrets(owner, made.id);
  const site = await findSiteByKey(made.siteKey);
  if (!site) throw new Error('no site');
  const proof = createHmac('sha256', identitySecret).update('user-é').digest('hex');
  expect(verifyIdentityProof(site, 'user-é', proof)).toBe(true);
  expect(verifyIdentityProof(site, 'user-é', proof.toUpperCase())).toBe(true);
  expect(verifyIdentityProof(site, 'user-f', proof)).toBe(false);
  for (const wrong of ['', proof.slice(1), `${proof}0`, 'z'.repeat(64), null, undefined]) {
    expect(verifyIdentityProof(site, 'user-é', wrong)).toBe(false);
  }
});

it('loads the key of a delivery opened, and says when there is none', async () => {
  const made = await make();
  const site = await findSiteByKey(made.siteKey);
  const key = await loadVapidKey(site?.currentVapidKeyId ?? 0n);
  expect(key.publicKey.toString('base64url')).toBe(made.vapidPublicKey);
  expect(key.privateKey.toString('base64url')).toBe((await exportSecrets(owner, made.id)).vapidKeys.privateKey);
  expect(key.subject).toBe('mailto:owner@example.com');
  expect(await loadVapidKey(site?.currentVapidKeyId ?? 0n)).toBe(key);
  await expect(loadVapidKey(1n)).rejects.toThrow('no VAPID key 1');
});

it('a site takes fifty topics, also when they come at once', async () => {
  const { id } = await make();
  const made = await Promise.allSettled(
    Array.from({ length: 60 }, (_, i) => createTopic(owner, id, { key: `t${i % 55}`, name: 'T' })),
  );
  expect(made.filter((result) => result.status === 'fulfilled')).toHaveLength(50);
  for (const result of made) if (result.status === 'rejected') expect(result.reason.code).toBe('conflict');
});
