import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { authorizeSite } from './authorize-site';
import { openIdentitySecret, openVapidPrivateKey } from './sealed-secrets';

export interface SiteSecrets {
  /** The current pair, base64url, as web-push and other servers read it. */
  vapidKeys: { publicKey: string; privateKey: string };
  vapidSubject: string;
  /** Key of the identity proof, kept on the site's own server. */
  identitySecret: string;
}

/**
 * Hands out what the site owner needs to leave, or to prove identities. Each time is in the audit log.
 * @throws AppError `forbidden` (people with the right to write sites, and the command line; never API keys), `not_found`.
 */
export async function exportSecrets(actor: Actor, siteId: string): Promise<SiteSecrets> {
  const id = await authorizeSite(actor, 'sites.write', siteId);
  if (actor.kind === 'api_key') {
    throw new AppError('forbidden', { detail: 'Keys are exported by a person, not by an API key.' });
  }
  const workspaceId = decodeId('workspace', actor.workspaceId);
  return db.$transaction(async (tx) => {
    const site = await tx.site.findFirst({ where: { id, workspaceId }, include: { vapidKeys: true } });
    const key = site?.vapidKeys.find((each) => each.id === site.currentVapidKeyId);
    if (!site || !key) throw notFound('site');
    await recordAudit(actor, 'site.export_secrets', siteId, {}, tx);
    return {
      vapidKeys: {
        publicKey: Buffer.from(key.publicKey).toString('base64url'),
        privateKey: openVapidPrivateKey(site.id, key.publicKey, key.privateKeySealed).toString('base64url'),
      },
      vapidSubject: site.vapidSubject,
      identitySecret: openIdentitySecret(site.siteKey, site.identitySecretSealed),
    };
  });
}
