import type { MiddlewareHandler } from 'hono';
import {
  type EmbedConfig,
  PagesRequest,
  PromptReport,
  Receipts,
  SubscribeRequest,
  TrackRequest,
  UnsubscribeRequest,
  UpdateRequest,
} from '@/lib/contracts/embed';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';
import { parseJson } from '@/lib/platform/parse-json';
import { recordReceipts } from '@/lib/receipts/record-receipts';
import { findSiteByKey, type PublicSite } from '@/lib/sites/find-site-by-key';
import { isOriginAllowed } from '@/lib/sites/is-origin-allowed';
import { recordPages } from '@/lib/subscribers/record-pages';
import { recordPrompt } from '@/lib/subscribers/record-prompt';
import { subscribe } from '@/lib/subscribers/subscribe';
import { trackEvent } from '@/lib/subscribers/track-event';
import { unsubscribeDevice } from '@/lib/subscribers/unsubscribe-device';
import { updateDevice } from '@/lib/subscribers/update-device';
import { clientAddress } from './client-address';
import { limitDevice, limitPrompts, limitReceipts, limitVisitor } from './embed-limits';
import { entityTag, isFresh } from './entity-tag';
import { type ApiApp, type ApiContext, type ApiEnv, readJson, requireMediaType } from './framework';

const MUTATIONS = ['subscribe', 'update', 'unsubscribe', 'track', 'pages', 'prompts'] as const;
/** Chrome remembers a preflight for two hours at most. */
const PREFLIGHT_SECONDS = 7_200;

/** What visitors' browsers call under /api/embed: public, without cookies; the wire is lib/contracts/embed.ts. */
export function registerEmbed(app: ApiApp): void {
  registerReceipts(app);
  registerConfig(app);
  for (const name of MUTATIONS) {
    const path = `/api/embed/:siteKey/${name}` as const;
    app.use(path, corsForSite);
    app.options(path, preflight);
  }

  app.post('/api/embed/:siteKey/subscribe', async (c) => {
    const { site, origin } = await admit(c);
    const request = await readJson(c, SubscribeRequest);
    limitDevice(`${site.id} ${request.subscription.endpoint}`);
    const context = { origin, userAgent: c.req.header('user-agent'), address: clientAddress(c) };
    return c.json(await subscribe(site, request, context));
  });

  app.post('/api/embed/:siteKey/update', async (c) => {
    const { site } = await admit(c);
    const request = await readJson(c, UpdateRequest);
    limitDevice(request.device.id);
    await updateDevice(site, request);
    return c.json({ ok: true });
  });

  app.post('/api/embed/:siteKey/unsubscribe', async (c) => {
    const { site, origin } = await admit(c);
    const { device } = await readJson(c, UnsubscribeRequest);
    limitDevice(device.id);
    await unsubscribeDevice(site.id, device, origin);
    return c.json({ ok: true });
  });

  app.post('/api/embed/:siteKey/track', async (c) => {
    const { site } = await admit(c);
    const request = await readJson(c, TrackRequest);
    limitDevice(request.device.id);
    await trackEvent(site.id, request);
    return c.json({ ok: true });
  });

  app.post('/api/embed/:siteKey/pages', async (c) => {
    const { site } = await admit(c);
    const request = await readJson(c, PagesRequest);
    limitDevice(request.device.id);
    await recordPages(site, request);
    return c.json({ ok: true });
  });

  app.post('/api/embed/:siteKey/prompts', async (c) => {
    const { site } = await admit(c);
    const report = await readJson(c, PromptReport);
    limitPrompts(clientAddress(c));
    await recordPrompt(site.id, report);
    return c.json({ ok: true });
  });
}

/**
 * What a worker reports, for the route here and its fast path (fast-paths.ts).
 * @throws AppError `too_many_requests`, `bad_request`, `invalid_input`, `unavailable`
 */
export async function takeReceipts(body: string, address: string | null): Promise<void> {
  limitReceipts(address);
  await recordReceipts(parse(Receipts, parseJson(body)));
}

function registerReceipts(app: ApiApp): void {
  app.post('/api/embed/receipts', async (c) => {
    allowEveryOrigin(c);
    // A simple request: text/plain needs no preflight, and the tokens are the proof.
    requireMediaType(c, 'text/plain');
    await takeReceipts(await c.req.text(), clientAddress(c));
    return c.body(null, 204);
  });
}

function registerConfig(app: ApiApp): void {
  app.get('/api/embed/:siteKey/config', async (c) => {
    allowEveryOrigin(c);
    const body = JSON.stringify(configOf(await requireSite(c)));
    const tag = entityTag(body);
    c.header('Cache-Control', 'public, max-age=60');
    c.header('ETag', tag);
    if (isFresh(c, tag)) return c.body(null, 304);
    return c.body(body, 200, { 'Content-Type': 'application/json' });
  });
}

function configOf(site: PublicSite): EmbedConfig {
  return {
    key: site.vapidPublicKey,
    prompt: { ...site.prompt, textVersion: site.promptTextVersion },
    topics: site.topics,
    ...(site.recordPages && { pages: true }),
  };
}

async function requireSite(c: ApiContext): Promise<PublicSite> {
  const site = await findSiteByKey(c.req.param('siteKey') ?? '');
  if (!site) throw new AppError('not_found', { detail: 'No site has this key.' });
  return site;
}

/**
 * Lets a mutation in: known site, allowed origin, within the limits.
 * @throws AppError `not_found`, `origin_not_allowed`, `too_many_requests`
 */
async function admit(c: ApiContext): Promise<{ site: PublicSite; origin: string }> {
  const site = await requireSite(c);
  const origin = c.req.header('origin');
  if (origin === undefined || !isOriginAllowed(site, origin)) {
    throw new AppError('origin_not_allowed', { detail: 'Add the page’s exact origin in the site’s settings.' });
  }
  limitVisitor(clientAddress(c), site.siteKey);
  return { site, origin };
}

/**
 * Exact origins only, never `*` and never credentials. Set after the handler, so that a page can read why it was
 * refused; a page of another origin can read nothing.
 */
const corsForSite: MiddlewareHandler<ApiEnv> = async (c, next) => {
  await next();
  const origin = c.req.header('origin');
  const site = await findSiteByKey(c.req.param('siteKey') ?? '').catch(() => null);
  const { headers } = c.res;
  headers.append('Vary', 'Origin');
  headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
  if (site && origin !== undefined && isOriginAllowed(site, origin)) {
    headers.set('Access-Control-Allow-Origin', origin);
    headers.set('Access-Control-Expose-Headers', 'Retry-After, X-Request-Id');
  }
};

async function preflight(c: ApiContext): Promise<Response> {
  const site = await requireSite(c);
  if (!isOriginAllowed(site, c.req.header('origin'))) throw new AppError('origin_not_allowed');
  c.header('Access-Control-Allow-Methods', 'POST');
  c.header('Access-Control-Allow-Headers', 'Content-Type');
  c.header('Access-Control-Max-Age', String(PREFLIGHT_SECONDS));
  return c.body(null, 204);
}

export const OPEN_HEADERS = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' };

function allowEveryOrigin(c: ApiContext): void {
  for (const [name, value] of Object.entries(OPEN_HEADERS)) c.header(name, value);
}
