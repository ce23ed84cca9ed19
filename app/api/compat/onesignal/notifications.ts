import { z } from 'zod';
import { can } from '@/lib/accounts/can';
import { cancelCampaign } from '@/lib/campaigns/cancel-campaign';
import { countCampaigns } from '@/lib/campaigns/count-campaigns';
import { createCampaign } from '@/lib/campaigns/create-campaign';
import { getCampaign } from '@/lib/campaigns/get-campaign';
import { getTemplate } from '@/lib/campaigns/get-template';
import { launchCampaign } from '@/lib/campaigns/launch-campaign';
import { listCampaigns } from '@/lib/campaigns/list-campaigns';
import { sendMessage } from '@/lib/campaigns/send-message';
import type { Actor } from '@/lib/contracts/actors';
import type { Audience } from '@/lib/contracts/campaigns';
import type { TemplateView } from '@/lib/contracts/templates';
import { MAX_NAMED_RECIPIENTS } from '@/lib/contracts/transactional';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';
import { countAudience } from '@/lib/segments/count-audience';
import { addCampaignStats } from '@/lib/stats/add-campaign-stats';
import { getMessage } from '@/lib/stats/get-message';
import { findUnknown } from '@/lib/subscribers/find-unknown';
import type { ApiApp, ApiContext } from '../../framework';
import { findSite } from '../find-site';
import { invalidField, readBody, refuseUnknown, unsupported } from '../read-body';
import { requireAny } from '../require-any';
import { MAX_OFFSET, walkPages } from '../walk-pages';
import { ONESIGNAL, ONESIGNAL_NOTIFICATION, readIdempotencyKey } from './dialect';
import { campaignNotification, messageNotification } from './notification-view';
import { type ReadNotification, readNotification } from './read-notification';
import { readTarget, TARGET_FIELDS } from './read-target';
import { fromUuid, toUuid, tryFromUuid } from './uuid';

const LIST = '/compat/onesignal/notifications';
const NOBODY = { id: '', errors: ['All included players are not subscribed'] };
const ESTIMATE_FIELDS = new Set(['app_id', ...TARGET_FIELDS]);
const ListQuery = z.object({
  app_id: z.string(),
  limit: z.coerce.number().int().min(1).max(50).default(50),
  offset: z.coerce.number().int().min(0).max(MAX_OFFSET).default(0),
});

/** Notifications as OneSignal's clients make, read, list and cancel them. */
export function registerOneSignalNotifications(app: ApiApp): void {
  app.post(LIST, requireAny(ONESIGNAL_NOTIFICATION, ['campaigns.send', 'messages.send'], 'messages'), async (c) => {
    const body = await readBody(c);
    const { actor } = c.var;
    const site = await findSite(actor, readAppId(body.app_id));
    const template = await findTemplate(actor, site.id, body.template_id);
    const notification = readNotification(body, site, template);
    const { audience, invalidIds } = await readTarget(actor, site.id, body);
    const unknown = audience ? await unknownNames(actor, site.id, audience) : [];
    const id = audience ? await send(actor, site.id, notification, audience) : null;
    if (id === null) return c.json({ ...NOBODY, external_id: readIdempotencyKey(body) });
    const errors = describeUnknown(audience, unknown, invalidIds);
    return c.json({ id, external_id: readIdempotencyKey(body), ...(errors && { errors }) });
  });

  app.post(`${LIST}/count-unsaved`, requireAny(ONESIGNAL, ['segments.read']), async (c) => {
    const body = await readBody(c);
    refuseUnknown(body, ESTIMATE_FIELDS, 'recipients are counted by whom a notification is for');
    const site = await findSite(c.var.actor, readAppId(body.app_id));
    const { audience } = await readTarget(c.var.actor, site.id, body);
    const count = audience ? (await countAudience(c.var.actor, site.id, { audience })).count : 0;
    return c.json({ count, uncapped_count: count, cap_applied: false });
  });

  app.get(LIST, requireAny(ONESIGNAL, ['campaigns.read']), async (c) => {
    for (const field of ['kind', 'template_id', 'time_offset']) {
      if (c.req.query(field) !== undefined) throw unsupported(field, 'the list is filtered by limit and offset only');
    }
    const query = parse(ListQuery, c.req.query());
    const siteId = readAppId(query.app_id);
    const campaigns = await walkPages(
      (page) => listCampaigns(c.var.actor, siteId, { ...page, withoutDrafts: true }),
      query.offset,
      query.limit,
    );
    return c.json({
      total_count: await countCampaigns(c.var.actor, siteId),
      offset: query.offset,
      limit: query.limit,
      notifications: (await addCampaignStats(campaigns)).map(campaignNotification),
    });
  });

  app.get(`${LIST}/:id`, requireAny(ONESIGNAL, ['campaigns.read', 'messages.read'], 'messages'), async (c) => {
    const found = await findNotification(c);
    if (found.kind === 'message') return c.json(messageNotification(found.message));
    const [campaign] = await addCampaignStats([found.campaign]);
    if (!campaign) throw new AppError('not_found');
    return c.json(campaignNotification(campaign));
  });

  app.delete(`${LIST}/:id`, requireAny(ONESIGNAL, ['campaigns.send', 'messages.send']), async (c) => {
    const found = await findNotification(c);
    const isOver = found.kind === 'message' || ['done', 'cancelled'].includes(found.campaign.status);
    if (isOver) {
      const detail = 'Notification has already been sent to all recipients';
      throw new AppError('campaign_wrong_state', { detail });
    }
    await cancelCampaign(c.var.actor, found.campaign.id);
    return c.json({ success: true });
  });
}

/** What a notification is a template's; undefined when it names none. */
function findTemplate(actor: Actor, siteId: string, id: unknown): Promise<TemplateView> | undefined {
  if (id === undefined) return undefined;
  if (typeof id !== 'string') throw invalidField('template_id', 'must be text');
  return getTemplate(actor, siteId, fromUuid('template', id));
}

function readAppId(given: unknown): string {
  if (typeof given !== 'string' || given === '') throw invalidField('app_id', 'is required');
  return fromUuid('site', given);
}

/**
 * Few people named and no wish for a time or a pace: a message of its own, which waits for no campaign. Anything else
 * is a campaign.
 * @returns its UUID; null when it is for nobody
 */
async function send(
  actor: Actor,
  siteId: string,
  { name, throttlePerMinute, sendAt, schedule, ...what }: ReadNotification,
  audience: Audience,
): Promise<string | null> {
  const isLater = sendAt !== undefined || schedule !== undefined;
  const named =
    'externalIds' in audience ? audience.externalIds : 'subscriberIds' in audience ? audience.subscriberIds : null;
  if (named && named.length <= MAX_NAMED_RECIPIENTS && !isLater && !throttlePerMinute) {
    const recipients = 'externalIds' in audience ? { externalIds: named } : { subscriberIds: named };
    const sent = await sendMessage(actor, siteId, { ...what, audience: recipients });
    return sent.audience.count === 0 ? null : toUuid('message', sent.id);
  }
  if (!isLater && can(actor, 'segments.read') && (await countAudience(actor, siteId, { audience })).count === 0)
    return null;
  const campaign = await createCampaign(actor, siteId, {
    ...what,
    name,
    audience,
    throttlePerMinute,
    sendAt,
    schedule,
  });
  if (!isLater) await launchCampaign(actor, campaign.id);
  return toUuid('campaign', campaign.id);
}

/** Names without a browser behind them; only a key that may read subscribers is told. */
async function unknownNames(actor: Actor, siteId: string, audience: Audience): Promise<string[]> {
  if (!can(actor, 'subscribers.read')) return [];
  return 'externalIds' in audience || 'subscriberIds' in audience ? findUnknown(actor, siteId, audience) : [];
}

function describeUnknown(audience: Audience | null, unknown: readonly string[], invalidIds: readonly string[]) {
  if (audience && 'externalIds' in audience) {
    return unknown.length > 0 ? { invalid_aliases: { external_id: unknown } } : null;
  }
  const ids = [...invalidIds, ...unknown.map((id) => toUuid('subscriber', id))];
  return ids.length > 0 ? { invalid_player_ids: ids } : null;
}

async function findNotification(c: ApiContext) {
  const id = c.req.param('id') ?? '';
  const siteId = readAppId(c.req.query('app_id'));
  const messageId = tryFromUuid('message', id);
  const found =
    messageId === null
      ? { kind: 'campaign' as const, campaign: await getCampaign(c.var.actor, fromUuid('campaign', id)) }
      : { kind: 'message' as const, message: await getMessage(c.var.actor, messageId) };
  const owner = found.kind === 'message' ? found.message.siteId : found.campaign.siteId;
  if (owner !== siteId) throw new AppError('not_found');
  return found;
}
