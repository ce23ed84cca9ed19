import { z } from 'zod';
import { createTemplate } from '@/lib/campaigns/create-template';
import { deleteTemplate } from '@/lib/campaigns/delete-template';
import { getTemplate } from '@/lib/campaigns/get-template';
import { listTemplates } from '@/lib/campaigns/list-templates';
import { updateTemplate } from '@/lib/campaigns/update-template';
import type { TemplateView } from '@/lib/contracts/templates';
import { parse } from '@/lib/platform/parse';
import type { ApiApp, ApiContext } from '../../framework';
import { findSite } from '../find-site';
import { readBody, refuseUnknown, unsupported } from '../read-body';
import { requireAny } from '../require-any';
import { MAX_OFFSET, walkPages } from '../walk-pages';
import { ONESIGNAL } from './dialect';
import { readNotification } from './read-notification';
import { templateTexts } from './template-texts';
import { fromUuid, toUuid } from './uuid';

const LIST = '/compat/onesignal/templates';
const ONE = `${LIST}/:id`;
const ListQuery = z.object({
  app_id: z.string(),
  limit: z.coerce.number().int().min(1).max(50).default(50),
  offset: z.coerce.number().int().min(0).max(MAX_OFFSET).default(0),
  channel: z.enum(['push', 'email', 'sms']).default('push'),
});
const AppQuery = z.object({ app_id: z.string() });
const Made = z.object({ app_id: z.string(), name: z.string() });
const Changed = z.object({ name: z.string().optional() });
const Copied = z.object({ target_app_id: z.string() });

const COPY_FIELDS = new Set(Object.keys(Copied.shape));

/** What a template is of; of a notification, whom it is for and when is none of it. */
const FIELDS = new Set(
  [
    'app_id name contents headings subtitle url web_url chrome_web_icon firefox_icon chrome_web_image',
    'chrome_web_badge web_buttons web_push_topic require_interaction ttl priority',
  ]
    .join(' ')
    .split(' '),
);

const OTHER_CHANNELS = ['isEmail', 'isSMS'];

/** Templates as OneSignal's clients make, read, list, change, copy and delete them. */
export function registerOneSignalTemplates(app: ApiApp): void {
  app.post(LIST, requireAny(ONESIGNAL, ['templates.write']), async (c) => {
    const body = refuseOthers(await readBody(c));
    const { app_id, name } = parse(Made, body);
    const site = await findSite(c.var.actor, fromUuid('site', app_id));
    const { message, translations, ttlSeconds, urgency } = readNotification(body, site);
    const input = { name, message, translations, ttlSeconds, urgency };
    return c.json(resource(await createTemplate(c.var.actor, site.id, input)));
  });

  app.get(LIST, requireAny(ONESIGNAL, ['templates.read']), async (c) => {
    const { app_id, limit, offset, channel } = parse(ListQuery, c.req.query());
    const siteId = fromUuid('site', app_id);
    const all = await walkPages((page) => listTemplates(c.var.actor, siteId, page), 0, MAX_OFFSET);
    const found = channel === 'push' ? all : [];
    const templates = found.slice(offset, offset + limit).map(resource);
    return c.json({ total_count: found.length, offset, limit, templates });
  });

  app.get(ONE, requireAny(ONESIGNAL, ['templates.read']), async (c) => {
    return c.json(resource(await getTemplate(c.var.actor, readSiteId(c), readId(c))));
  });

  app.patch(ONE, requireAny(ONESIGNAL, ['templates.write']), async (c) => {
    const body = refuseOthers(await readBody(c));
    const { name } = parse(Changed, body);
    const site = await findSite(c.var.actor, readSiteId(c));
    const before = await getTemplate(c.var.actor, site.id, readId(c));
    const { message, translations, ttlSeconds, urgency } = readNotification(body, site, before);
    const patch = { name, message, translations: translations ?? {}, ttlSeconds, urgency };
    // Bound to what the new texts were put together with.
    return c.json(resource(await updateTemplate(c.var.actor, site.id, before.id, patch, before.version)));
  });

  app.delete(ONE, requireAny(ONESIGNAL, ['templates.write']), async (c) => {
    await deleteTemplate(c.var.actor, readSiteId(c), readId(c));
    return c.json({ success: true });
  });

  app.post(`${ONE}/copy_to_app`, requireAny(ONESIGNAL, ['templates.write']), async (c) => {
    const body = await readBody(c);
    refuseUnknown(body, COPY_FIELDS, 'a copy is as its template is');
    const { target_app_id } = parse(Copied, body);
    const { name, message, translations, ttlSeconds, urgency } = await getTemplate(
      c.var.actor,
      readSiteId(c),
      readId(c),
    );
    const copy = { name, message, translations, ttlSeconds, urgency };
    return c.json(resource(await createTemplate(c.var.actor, fromUuid('site', target_app_id), copy)));
  });
}

function readSiteId(c: ApiContext): string {
  return fromUuid('site', parse(AppQuery, c.req.query()).app_id);
}

function readId(c: ApiContext): string {
  return fromUuid('template', c.req.param('id') ?? '');
}

function refuseOthers(body: Record<string, unknown>): Record<string, unknown> {
  const isForOthers = OTHER_CHANNELS.find((flag) => body[flag] === true);
  if (isForOthers) throw unsupported(isForOthers, 'it sends web push only');
  const other = Object.keys(body).find((field) => !FIELDS.has(field) && !OTHER_CHANNELS.includes(field));
  if (other) throw unsupported(other, 'a template has texts, links, images and buttons');
  return Object.fromEntries(Object.entries(body).filter(([field]) => FIELDS.has(field)));
}

function resource(template: TemplateView) {
  const { url, icon, image, badge } = template.message;
  const { contents, headings } = templateTexts(template);
  return {
    id: toUuid('template', template.id),
    name: template.name,
    created_at: template.createdAt,
    updated_at: template.updatedAt,
    channel: 'push',
    content: {
      contents,
      headings,
      url,
      chrome_web_icon: icon,
      chrome_web_image: image,
      chrome_web_badge: badge,
      ttl: template.ttlSeconds,
    },
  };
}
