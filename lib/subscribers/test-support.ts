import { createECDH, randomBytes } from 'node:crypto';
import type { SystemActor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { sealIdentitySecret } from '@/lib/sites/sealed-secrets';
import type { SubscribeSite } from './subscribe.types';

interface TestSite extends SubscribeSite {
  publicId: string;
  siteKey: string;
  requireIdentityProof: boolean;
  identitySecretSealed: Uint8Array;
  actor: SystemActor;
}

/** A workspace with one site, for tests of what hangs on a site; the site's own making is tested in lib/sites. */
export async function makeTestSite(): Promise<TestSite> {
  const publicKey = createECDH('prime256v1').generateKeys();
  const siteKey = `test-${randomBytes(6).toString('hex')}`;
  const workspace = await db.workspace.create({ data: { name: 'Test' } });
  const site = await db.site.create({
    data: {
      workspaceId: workspace.id,
      name: 'Test',
      siteKey,
      allowedOrigins: ['https://shop.example'],
      vapidSubject: 'mailto:a@example.com',
      identitySecretSealed: new Uint8Array(1),
      prompt: {},
    },
  });
  const key = await db.vapidKey.create({
    data: { siteId: site.id, publicKey: new Uint8Array(publicKey), privateKeySealed: new Uint8Array(1) },
  });
  await db.site.update({
    where: { id: site.id, workspaceId: workspace.id },
    data: { currentVapidKeyId: key.id },
  });
  return {
    id: site.id,
    publicId: encodeId('site', site.id),
    siteKey,
    requireIdentityProof: false,
    identitySecretSealed: new Uint8Array(1),
    currentVapidKeyId: key.id,
    vapidPublicKey: publicKey.toString('base64url'),
    actor: { kind: 'system', workspaceId: encodeId('workspace', workspace.id) },
  };
}

/** A subscription as a browser would make it, at a push service that is allowed by default. */
export function makeSubscription(path: string = randomBytes(16).toString('hex')) {
  return {
    endpoint: `https://updates.push.services.mozilla.com/wpush/v2/${path}`,
    keys: {
      p256dh: createECDH('prime256v1').generateKeys().toString('base64url'),
      auth: randomBytes(16).toString('base64url'),
    },
  };
}

/** The settings of a site that wants external ids proved, and the secret it signs them with. */
export function makeTestIdentity(siteKey: string) {
  const identitySecret = randomBytes(32).toString('base64url');
  return {
    requireIdentityProof: true,
    identitySecretSealed: sealIdentitySecret(siteKey, identitySecret),
    identitySecret,
  };
}
