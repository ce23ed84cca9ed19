import { z } from 'zod';
import type { SiteView } from '@/lib/contracts/sites';
import { parse } from '@/lib/platform/parse';
import { archiveSite } from '@/lib/sites/archive-site';
import { createSite } from '@/lib/sites/create-site';
import { getSite } from '@/lib/sites/get-site';
import { listSites } from '@/lib/sites/list-sites';
import { updateSite } from '@/lib/sites/update-site';
import type { ApiApp } from '../../framework';
import { findSite } from '../find-site';
import { readBody, unsupported } from '../read-body';
import { requireAny } from '../require-any';
import { walkPages } from '../walk-pages';
import { PUSHPAD } from './notifications';

const LIST = '/compat/pushpad/projects';
const ONE = `${LIST}/:id`;
/** Their list has no pages. */
const MAX_LISTED = 1_000;

const ProjectBody = z.object({ name: z.string(), website: z.string() });
const REASONS: Record<string, string> = {
  sender_id: 'each site has a key pair of its own; import one with POST /api/v1/sites',
};

/** Projects are sites. */
export function registerPushpadProjects(app: ApiApp): void {
  app.post(LIST, requireAny(PUSHPAD, ['sites.write']), async (c) => {
    const { name, website } = parse(ProjectBody, readProject(await readBody(c)));
    return c.json(project(await createSite(c.var.actor, { name, allowedOrigins: [originOf(website)] })), 201);
  });

  app.get(LIST, requireAny(PUSHPAD, ['sites.read']), async (c) => {
    const sites = await walkPages((page) => listSites(c.var.actor, page), 0, MAX_LISTED);
    return c.json(sites.map(project));
  });

  app.get(ONE, requireAny(PUSHPAD, ['sites.read']), async (c) =>
    c.json(project(await getSite(c.var.actor, c.req.param('id')))),
  );

  app.patch(ONE, requireAny(PUSHPAD, ['sites.write']), async (c) => {
    const { name, website } = parse(ProjectBody.partial(), readProject(await readBody(c)));
    const id = c.req.param('id');
    // A site may have more origins than the one that is called its website.
    const [, ...others] = website === undefined ? [] : (await findSite(c.var.actor, id)).allowedOrigins;
    const patch = { name, ...(website !== undefined && { allowedOrigins: [originOf(website), ...others] }) };
    return c.json(project(await updateSite(c.var.actor, id, patch)));
  });

  app.delete(ONE, requireAny(PUSHPAD, ['sites.write']), async (c) => {
    await archiveSite(c.var.actor, c.req.param('id'));
    return c.body(null, 202);
  });
}

function readProject(body: Record<string, unknown>): Record<string, unknown> {
  const unknown = Object.keys(body).find((field) => !(field in ProjectBody.shape));
  if (unknown) throw unsupported(unknown, REASONS[unknown] ?? 'each notification says it for itself');
  return body;
}

/** A website may come with a path; pages are told apart by their origin only. */
function originOf(website: string): string {
  return URL.canParse(website) ? new URL(website).origin : website;
}

function project(site: SiteView) {
  return {
    id: site.id,
    sender_id: null,
    name: site.name,
    website: site.allowedOrigins[0] ?? '',
    icon_url: null,
    badge_url: null,
    created_at: site.createdAt,
  };
}
