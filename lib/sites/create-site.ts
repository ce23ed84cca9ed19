import { randomBytes } from 'node:crypto';
import { authorize } from '@/lib/accounts/authorize';
import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { PromptConfig, SiteInput, type SiteView, VapidSubject } from '@/lib/contracts/sites';
import { db } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { parse } from '@/lib/platform/parse';
import { sealIdentitySecret, sealVapidPrivateKey } from './sealed-secrets';
import { SITE_COLUMNS, siteView } from './site-view';
import { generateVapidPair, readVapidPair } from './vapid-pair';

interface CreateSiteOptions {
  /** The sample workspace's site, whose subscribers are simulated. */
  isSimulated?: boolean;
}

/**
 * Makes a site with its key pair (new, or the one given) and its identity secret.
 * @throws AppError `forbidden`; `invalid_input` (origins, pair that does not match, subject that cannot be defaulted).
 */
export async function createSite(actor: Actor, input: SiteInput, options: CreateSiteOptions = {}): Promise<SiteView> {
  authorize(actor, 'sites.write');
  if (actor.kind === 'api_key' && actor.siteId !== null) {
    throw new AppError('forbidden', { detail: 'This API key is bound to one site and cannot make another.' });
  }
  const fields = parse(SiteInput, input);
  const workspaceId = decodeId('workspace', actor.workspaceId);
  const pair = fields.vapidKeys ? readVapidPair(fields.vapidKeys) : generateVapidPair();
  const vapidSubject = fields.vapidSubject ?? (await defaultSubject(workspaceId));
  const siteKey = randomBytes(15).toString('base64url');
  return db.$transaction(async (tx) => {
    const { id } = await tx.site.create({
      data: {
        workspaceId,
        name: fields.name,
        siteKey,
        allowedOrigins: [...new Set(fields.allowedOrigins)],
        vapidSubject,
        identitySecretSealed: sealIdentitySecret(siteKey, randomBytes(32).toString('base64url')),
        prompt: PromptConfig.parse({}),
        isSimulated: options.isSimulated ?? false,
      },
      select: { id: true },
    });
    const key = await tx.vapidKey.create({
      data: {
        siteId: id,
        publicKey: new Uint8Array(pair.publicKey),
        privateKeySealed: sealVapidPrivateKey(id, pair.publicKey, pair.privateKey),
      },
      select: { id: true },
    });
    const site = await tx.site.update({
      where: { id, workspaceId },
      data: { currentVapidKeyId: key.id },
      ...SITE_COLUMNS,
    });
    const view = siteView(site);
    const detail = { name: view.name, allowedOrigins: view.allowedOrigins, keyImported: Boolean(fields.vapidKeys) };
    await recordAudit(actor, 'site.create', view.id, detail, tx);
    return view;
  });
}

/** The owner's address: who a push service writes to when something is wrong with what the site sends. */
async function defaultSubject(workspaceId: bigint): Promise<string> {
  const owner = await db.membership.findFirst({
    where: { workspaceId, role: 'owner' },
    select: { user: { select: { email: true } } },
    orderBy: { userId: 'asc' },
  });
  const candidates = [owner ? `mailto:${owner.user.email}` : '', env().publicUrl];
  const subject = candidates.find((candidate) => VapidSubject.safeParse(candidate).success);
  if (subject) return subject;
  throw new AppError('invalid_input', {
    fields: [
      { path: 'vapidSubject', message: 'is required: mailto: with an address at which push services reach you' },
    ],
  });
}
