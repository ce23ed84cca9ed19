import { PromptConfig, type SiteView } from '@/lib/contracts/sites';
import type { Site, VapidKey } from '@/lib/generated/prisma/client';
import { encodeId } from '@/lib/platform/ids';

type SiteWithKeys = Omit<Site, 'identitySecretSealed'> & { vapidKeys: Pick<VapidKey, 'id' | 'publicKey'>[] };

/** Reads of a site what its view shows: never the sealed secrets. */
export const SITE_COLUMNS = {
  omit: { identitySecretSealed: true },
  include: { vapidKeys: { select: { id: true, publicKey: true } } },
} as const;

/** What the actor's side may see of a site. */
export function siteView(site: SiteWithKeys): SiteView {
  return {
    id: encodeId('site', site.id),
    name: site.name,
    siteKey: site.siteKey,
    allowedOrigins: site.allowedOrigins,
    vapidSubject: site.vapidSubject,
    vapidPublicKey: currentPublicKey(site),
    requireIdentityProof: site.requireIdentityProof,
    recordPages: site.recordPages,
    // Parsed, so that a text added to the prompt later has its default on sites made before.
    prompt: PromptConfig.parse(site.prompt),
    isSimulated: site.isSimulated,
    createdAt: site.createdAt.toISOString(),
    updatedAt: site.updatedAt.toISOString(),
  };
}

function currentPublicKey(site: SiteWithKeys): string {
  const key = site.vapidKeys.find((each) => each.id === site.currentVapidKeyId);
  if (!key) throw new Error(`site ${site.id} has no current VAPID key`);
  return Buffer.from(key.publicKey).toString('base64url');
}
