import { z } from 'zod';
import { can } from '@/lib/accounts/can';
import type { Actor } from '@/lib/contracts/actors';
import type { SiteView } from '@/lib/contracts/sites';
import { parse } from '@/lib/platform/parse';
import { countAudience } from '@/lib/segments/count-audience';
import { createSite } from '@/lib/sites/create-site';
import { getSite } from '@/lib/sites/get-site';
import { listSites } from '@/lib/sites/list-sites';
import { updateSite } from '@/lib/sites/update-site';
import type { ApiApp } from '../../framework';
import { readBody, refuseUnknown } from '../read-body';
import { requireAny } from '../require-any';
import { walkPages } from '../walk-pages';
import { ONESIGNAL } from './dialect';
import { fromUuid, toUuid } from './uuid';

const LIST = '/compat/onesignal/apps';
const ONE = `${LIST}/:appId`;
/** Their list has no pages. */
const MAX_LISTED = 1_000;

const AppBody = z.object({ name: z.string(), chrome_web_origin: z.string() });
/** Sent by clients that change what they read before; nothing here could take them. */
const UNREAD = ['id', 'players', 'messageable_players', 'created_at', 'updated_at'];
const KNOWN = new Set([...Object.keys(AppBody.shape), ...UNREAD]);

/** Apps are sites. */
export function registerOneSignalApps(app: ApiApp): void {
  app.get(LIST, requireAny(ONESIGNAL, ['sites.read']), async (c) => {
    const sites = await walkPages((page) => listSites(c.var.actor, page), 0, MAX_LISTED);
    return c.json(sites.map((site) => appView(site)));
  });

  app.post(LIST, requireAny(ONESIGNAL, ['sites.write']), async (c) => {
    const { name, chrome_web_origin: origin } = parse(AppBody, readApp(await readBody(c)));
    return c.json(appView(await createSite(c.var.actor, { name, allowedOrigins: [origin] })));
  });

  app.get(ONE, requireAny(ONESIGNAL, ['sites.read']), async (c) => {
    const site = await getSite(c.var.actor, fromUuid('site', c.req.param('appId')));
    return c.json(appView(site, await countSubscribers(c.var.actor, site.id)));
  });

  app.put(ONE, requireAny(ONESIGNAL, ['sites.write']), async (c) => {
    const { name, chrome_web_origin: origin } = parse(AppBody.partial(), readApp(await readBody(c)));
    const id = fromUuid('site', c.req.param('appId'));
    const site = await updateSite(c.var.actor, id, {
      ...(name !== undefined && { name }),
      ...(origin !== undefined && { allowedOrigins: [origin] }),
    });
    return c.json(appView(site));
  });
}

/** Null for a key that may not know. */
async function countSubscribers(actor: Actor, siteId: string): Promise<number | null> {
  if (!can(actor, 'segments.read')) return null;
  return (await countAudience(actor, siteId, { audience: { all: true } })).count;
}

function readApp(body: Record<string, unknown>): Record<string, unknown> {
  refuseUnknown(body, KNOWN, 'name and chrome_web_origin of an app can be given');
  return body;
}

function appView(site: SiteView, subscriberCount: number | null = null) {
  return {
    id: toUuid('site', site.id),
    name: site.name,
    chrome_web_origin: site.allowedOrigins[0] ?? null,
    ...(subscriberCount !== null && { players: subscriberCount, messageable_players: subscriberCount }),
    created_at: site.createdAt,
  };
}
