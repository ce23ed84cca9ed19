import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { authorizeSite } from './authorize-site';
import { sealVapidPrivateKey } from './sealed-secrets';
import { readVapidPair } from './vapid-pair';

/**
 * Gives a site a further key pair, with which subscriptions from elsewhere were made; new ones are made with the
 * current pair as before. A pair that is there already is found again.
 * @throws AppError `forbidden`; `not_found`; `invalid_input` for a pair that is none
 */
export async function addVapidKey(
  actor: Actor,
  siteId: string,
  given: { publicKey: string; privateKey: string },
): Promise<bigint> {
  const site = await authorizeSite(actor, 'sites.write', siteId);
  const pair = readVapidPair(given);
  const publicKey = new Uint8Array(pair.publicKey);
  return db.$transaction(async (tx) => {
    const known = await tx.vapidKey.findFirst({ where: { siteId: site, publicKey }, select: { id: true } });
    if (known) {
      await tx.vapidKey.updateMany({ where: { siteId: site, id: known.id }, data: { retiredAt: null } });
      return known.id;
    }
    const privateKeySealed = sealVapidPrivateKey(site, pair.publicKey, pair.privateKey);
    const { id } = await tx.vapidKey.create({
      data: { siteId: site, publicKey, privateKeySealed },
      select: { id: true },
    });
    await recordAudit(actor, 'site.add_key', siteId, { publicKey: pair.publicKey.toString('base64url') }, tx);
    return id;
  });
}
