import { createHash } from 'node:crypto';
import { PromptConfig } from '@/lib/contracts/sites';
import { db } from '@/lib/platform/db';

/** What the public endpoints need of a site. */
export interface PublicSite {
  id: bigint;
  workspaceId: bigint;
  siteKey: string;
  name: string;
  allowedOrigins: string[];
  currentVapidKeyId: bigint;
  /** base64url, 65 bytes. */
  vapidPublicKey: string;
  requireIdentityProof: boolean;
  /** Sealed; `verifyIdentityProof` opens it. */
  identitySecretSealed: Uint8Array;
  prompt: PromptConfig;
  /** Changes when a text of the prompt changes; goes into the consent record. */
  promptTextVersion: string;
  topics: { key: string; name: string }[];
  isSimulated: boolean;
  recordPages: boolean;
}

/** A changed setting reaches visitors within this time, in every process. */
const CACHE_MS = 10_000;
const MOST_CACHED = 5_000;
const cache = new Map<string, { site: Promise<PublicSite | null>; readAt: number }>();

/**
 * The site of a snippet, from memory when it was read in the last ten seconds. Many requests at once read it once.
 * @returns null when no site has the key, or it is archived
 */
export function findSiteByKey(siteKey: string): Promise<PublicSite | null> {
  if (!/^[A-Za-z0-9_-]{10,40}$/.test(siteKey)) return Promise.resolve(null);
  const cached = cache.get(siteKey);
  if (cached && performance.now() - cached.readAt < CACHE_MS) return cached.site;
  const site = readSite(siteKey);
  // Guesses of keys must not fill the memory.
  if (cache.size >= MOST_CACHED) cache.clear();
  cache.set(siteKey, { site, readAt: performance.now() });
  // A failure is the answer to those who wait for it, and to nobody after them.
  site.catch(() => cache.delete(siteKey));
  return site;
}

/** Reads the site anew at its next use; called by what changes it. */
export function forgetSite(siteKey: string): void {
  cache.delete(siteKey);
}

async function readSite(siteKey: string): Promise<PublicSite | null> {
  const site = await db.site.findUnique({
    where: { siteKey, archivedAt: null },
    include: {
      vapidKeys: { select: { id: true, publicKey: true } },
      topics: { select: { key: true, name: true }, orderBy: [{ position: 'asc' }, { id: 'asc' }] },
    },
  });
  const vapidKey = site?.vapidKeys.find((key) => key.id === site.currentVapidKeyId);
  if (!site || !vapidKey) return null;
  const prompt = PromptConfig.parse(site.prompt);
  return {
    id: site.id,
    workspaceId: site.workspaceId,
    siteKey,
    name: site.name,
    allowedOrigins: site.allowedOrigins,
    currentVapidKeyId: vapidKey.id,
    vapidPublicKey: Buffer.from(vapidKey.publicKey).toString('base64url'),
    requireIdentityProof: site.requireIdentityProof,
    identitySecretSealed: site.identitySecretSealed,
    prompt,
    promptTextVersion: textVersion(prompt),
    topics: site.topics,
    isSimulated: site.isSimulated,
    recordPages: site.recordPages,
  };
}

function textVersion(prompt: PromptConfig): string {
  const texts = [prompt.title, prompt.body, prompt.accept, prompt.decline];
  return createHash('sha256').update(JSON.stringify(texts)).digest('base64url').slice(0, 12);
}
