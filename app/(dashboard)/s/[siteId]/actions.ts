'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { RevealedSecret } from '@/components/site/reveal-secrets';
import type { ActionState } from '@/components/ui/action-state';
import type { SitePatch } from '@/lib/contracts/sites';
import { archiveSite } from '@/lib/sites/archive-site';
import { exportSecrets } from '@/lib/sites/export-secrets';
import { updateSite } from '@/lib/sites/update-site';

export async function updateSiteAction(siteId: string, patch: SitePatch): Promise<ActionState> {
  return runAction(async () => {
    const actor = await requireActor('sites.write');
    await updateSite(actor, siteId, patch);
    revalidatePath(`/s/${siteId}`, 'layout');
  });
}

export async function archiveSiteAction(siteId: string): Promise<ActionState> {
  return runAction(async () => {
    const actor = await requireActor('sites.write');
    await archiveSite(actor, siteId);
    redirect('/');
  });
}

/** The secret that a site's own server signs its customers' ids with. */
export async function revealIdentitySecretAction(siteId: string): Promise<ActionState<RevealedSecret[]>> {
  return runAction(async () => {
    const actor = await requireActor('sites.write');
    const { identitySecret } = await exportSecrets(actor, siteId);
    return [{ label: 'Identity secret', value: identitySecret }];
  });
}

/** The key pair that the subscribers are bound to, for a move to another server. */
export async function exportKeysAction(siteId: string): Promise<ActionState<RevealedSecret[]>> {
  return runAction(async () => {
    const actor = await requireActor('sites.write');
    const { vapidKeys, vapidSubject } = await exportSecrets(actor, siteId);
    return [
      { label: 'Public key', value: vapidKeys.publicKey },
      { label: 'Private key', value: vapidKeys.privateKey },
      { label: 'Contact address', value: vapidSubject },
    ];
  });
}
