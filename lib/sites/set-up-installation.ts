import { z } from 'zod';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { createOwner } from '@/lib/accounts/create-owner';
import { hasOwner } from '@/lib/accounts/has-owner';
import { resolveSession } from '@/lib/accounts/resolve-session';
import { verifySignIn } from '@/lib/accounts/verify-sign-in';
import { EmailAddress } from '@/lib/contracts/accounts';
import type { UserActor } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { pageSnippet, workerFile } from '@/lib/contracts/snippet';
import { text, webOrigin } from '@/lib/contracts/text';
import { db, pool } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { parse } from '@/lib/platform/parse';
import { createSite } from './create-site';
import { getSite } from './get-site';

const SetUpInput = z.object({
  email: EmailAddress,
  password: z.string(),
  siteName: text(1, 80),
  siteOrigin: webOrigin,
});

export interface Installation {
  workspaceId: string;
  siteId: string;
  siteKey: string;
  vapidPublicKey: string;
  /** Given once: at the set-up that made the site; null afterwards. */
  apiKey: string | null;
  dashboardUrl: string;
  snippet: string;
  workerFile: string;
}

/**
 * Owner, site and API key in one go, for the command line. The same e-mail, site name and origin again give the same
 * ids; a further site name or origin makes a further site. Safe beside a running server and beside itself.
 * @throws AppError `invalid_input`; `unauthenticated` when there is an owner and e-mail and password are not a user's;
 *   `forbidden` when that user may not make sites; `too_many_requests`.
 */
export async function setUpInstallation(input: {
  email: string;
  password: string;
  siteName: string;
  siteOrigin: string;
}): Promise<Installation> {
  const fields = parse(SetUpInput, input);
  return withSetUpLock(async () => {
    const actor = await ownerOf(fields.email, fields.password);
    const existing = await db.site.findFirst({
      where: {
        workspaceId: decodeId('workspace', actor.workspaceId),
        name: fields.siteName,
        allowedOrigins: { has: fields.siteOrigin },
        archivedAt: null,
      },
      select: { id: true },
      orderBy: { id: 'asc' },
    });
    const site = existing
      ? await getSite(actor, encodeId('site', existing.id))
      : await createSite(actor, { name: fields.siteName, allowedOrigins: [fields.siteOrigin] });
    // It is for a site's server, which makes no further keys.
    const scopes = API_KEY_SCOPES.filter((scope) => scope !== 'apiKeys.manage');
    const apiKey = existing ? null : await createApiKey(actor, { name: 'Made at set-up', scopes });
    const { publicUrl } = env();
    return {
      workspaceId: actor.workspaceId,
      siteId: site.id,
      siteKey: site.siteKey,
      vapidPublicKey: site.vapidPublicKey,
      apiKey: apiKey?.token ?? null,
      dashboardUrl: publicUrl,
      snippet: pageSnippet(publicUrl, site.siteKey),
      workerFile: workerFile(publicUrl, site.siteKey),
    };
  });
}

async function ownerOf(email: string, password: string): Promise<UserActor> {
  if (!(await hasOwner())) {
    try {
      return await createOwner({ email, password });
    } catch (error) {
      // Someone was quicker on the first-visit page: then this is a sign-in.
      if (!(error instanceof AppError && error.code === 'already_set_up')) throw error;
    }
  }
  const user = await verifySignIn({ email, password }, null).catch((error: unknown) => {
    if (!(error instanceof AppError && error.code === 'unauthenticated')) throw error;
    throw new AppError('unauthenticated', {
      detail: 'This installation has an owner already, and the e-mail address or the password given is not theirs.',
    });
  });
  const actor = await resolveSession(user.userId, user.sessionVersion);
  if (!actor) throw new AppError('forbidden', { detail: 'This user belongs to no workspace.' });
  return actor;
}

/** Two set-ups at once must not make two sites; the lock goes with the connection if this process dies. */
async function withSetUpLock<T>(work: () => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("SELECT pg_advisory_lock(hashtext('belfry_set_up'))");
    return await work();
  } finally {
    await client.query("SELECT pg_advisory_unlock(hashtext('belfry_set_up'))");
    client.release();
  }
}
