import { z } from 'zod';
import { can } from '@/lib/accounts/can';
import { cancelCampaign } from '@/lib/campaigns/cancel-campaign';
import { createCampaign } from '@/lib/campaigns/create-campaign';
import { getCampaign } from '@/lib/campaigns/get-campaign';
import { launchCampaign } from '@/lib/campaigns/launch-campaign';
import { listCampaigns } from '@/lib/campaigns/list-campaigns';
import { sendMessage } from '@/lib/campaigns/send-message';
import type { Actor } from '@/lib/contracts/actors';
import type { Audience, CampaignView } from '@/lib/contracts/campaigns';
import { MAX_TTL_SECONDS, MIN_TTL_SECONDS } from '@/lib/contracts/limits';
import { MAX_NAMED_RECIPIENTS, type MessageView } from '@/lib/contracts/transactional';
import { AppError } from '@/lib/platform/errors';
import { tryDecodeId } from '@/lib/platform/ids';
import { parse } from '@/lib/platform/parse';
import { countAudience } from '@/lib/segments/count-audience';
import { addCampaignStats } from '@/lib/stats/add-campaign-stats';
import { getMessage } from '@/lib/stats/get-message';
import { findUnknown } from '@/lib/subscribers/find-unknown';
import type { ApiApp } from '../../framework';
import { findSite } from '../find-site';
import { readBody, unsupported } from '../read-body';
import { type Dialect, requireAny } from '../require-any';
import { MAX_OFFSET, walkPages } from '../walk-pages';
import { pushpadRule } from './tags';

export const PUSHPAD: Dialect = { schemes: ['bearer'] };

const LIST = '/compat/pushpad/projects/:projectId/notifications';
const ONE = '/compat/pushpad/notifications/:id';
const PAGE_SIZE = 25;
const PageNumber = z.object({
  page: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_OFFSET / PAGE_SIZE)
    .default(1),
});
/** What Pushpad keeps a notification for when nothing is said. */
const WEEK_SECONDS = 604_800;

const emptyMeansNobody = 'is empty: leave it out to send to everyone';
const NotificationBody = z.object({
  body: z.string().min(1, 'is required'),
  title: z.string().optional(),
  target_url: z.string().optional(),
  icon_url: z.string().optional(),
  badge_url: z.string().optional(),
  image_url: z.string().optional(),
  ttl: z.number().int().min(0).max(MAX_TTL_SECONDS).default(WEEK_SECONDS),
  require_interaction: z.boolean().optional(),
  silent: z.boolean().optional(),
  urgent: z.boolean().optional(),
  actions: z
    .array(
      z.strictObject({
        title: z.string(),
        target_url: z.string().nullish(),
        icon: z.string().nullish(),
        action: z.string().nullish(),
      }),
    )
    .optional(),
  send_at: z.iso.datetime({ offset: true }).optional(),
  uids: z.array(z.string().min(1).max(255)).min(1, emptyMeansNobody).max(20_000).optional(),
  tags: z.array(z.string().min(1).max(1_000)).min(1, emptyMeansNobody).max(100).optional(),
});
type NotificationBody = z.output<typeof NotificationBody>;

/** `starred` marks a line in their dashboard; it changes nothing that is sent. */
const KNOWN = new Set([...Object.keys(NotificationBody.shape), 'starred']);
const REASONS: Record<string, string> = {
  custom_data: 'a notification carries no data for the page; put it into target_url',
  custom_metrics: 'there are no metrics besides sent, shown and clicked',
};

/** Notifications as Pushpad's clients make, read, list and cancel them. */
export function registerPushpadNotifications(app: ApiApp): void {
  app.post(LIST, requireAny(PUSHPAD, ['campaigns.send', 'messages.send'], 'messages'), async (c) => {
    const { actor } = c.var;
    const site = await findSite(actor, c.req.param('projectId'));
    const body = await readBody(c);
    for (const [field, value] of Object.entries(body)) {
      const isEmpty = value === '' || (Array.isArray(value) && value.length === 0 && field === 'custom_metrics');
      if (!KNOWN.has(field) && !isEmpty) throw unsupported(field, REASONS[field] ?? 'there is no such thing here');
    }
    const given = parse(NotificationBody, body);
    const url = given.target_url ?? `${site.allowedOrigins[0]}/`;
    const message = {
      title: given.title ?? site.name,
      body: given.body,
      url,
      icon: given.icon_url,
      badge: given.badge_url,
      image: given.image_url,
      actions: given.actions?.map(({ title, target_url, icon, action }) => ({
        title,
        url: target_url ?? url,
        icon: icon ?? undefined,
        id: action || undefined,
      })),
      requireInteraction: given.require_interaction,
      silent: given.silent,
    };
    const what = {
      message,
      // Zero means "now or never" there; a minute is the least that every push service takes.
      ttlSeconds: Math.max(MIN_TTL_SECONDS, given.ttl),
      urgency: given.urgent ? ('high' as const) : ('normal' as const),
    };
    return c.json(await send(actor, site.id, given, what), 201);
  });

  app.get(LIST, requireAny(PUSHPAD, ['campaigns.read']), async (c) => {
    const { page } = parse(PageNumber, c.req.query());
    const siteId = c.req.param('projectId');
    const list = (query: { limit: number; cursor?: string }) =>
      listCampaigns(c.var.actor, siteId, { ...query, withoutDrafts: true });
    const campaigns = await walkPages(list, (page - 1) * PAGE_SIZE, PAGE_SIZE);
    return c.json((await addCampaignStats(campaigns)).map(campaignNotification));
  });

  app.get(ONE, requireAny(PUSHPAD, ['campaigns.read', 'messages.read'], 'messages'), async (c) => {
    const id = c.req.param('id');
    if (tryDecodeId('message', id) !== null) return c.json(messageNotification(await getMessage(c.var.actor, id)));
    const [campaign] = await addCampaignStats([await getCampaign(c.var.actor, id)]);
    if (!campaign) throw new AppError('not_found');
    return c.json(campaignNotification(campaign));
  });

  app.delete(`${ONE}/cancel`, requireAny(PUSHPAD, ['campaigns.send', 'messages.send']), async (c) => {
    const id = c.req.param('id');
    if (tryDecodeId('message', id) !== null) {
      await getMessage(c.var.actor, id);
      throw new AppError('campaign_wrong_state', {
        detail: 'The notification was sent at once: nothing can be cancelled.',
      });
    }
    await cancelCampaign(c.var.actor, id);
    return c.body(null, 204);
  });
}

type What = Pick<Parameters<typeof createCampaign>[2], 'message' | 'ttlSeconds' | 'urgency'>;

/** Few people named and no send time: a message of its own, which waits for no campaign. Anything else is a campaign. */
async function send(actor: Actor, siteId: string, { uids, tags, send_at: sendAt }: NotificationBody, what: What) {
  if (uids && !tags && !sendAt && uids.length <= MAX_NAMED_RECIPIENTS) {
    const sent = await sendMessage(actor, siteId, { ...what, audience: { externalIds: uids } });
    const unknown = can(actor, 'subscribers.read')
      ? new Set(await findUnknown(actor, siteId, { externalIds: uids }))
      : null;
    return {
      id: sent.id,
      scheduled: sent.audience.count,
      ...(unknown && { uids: uids.filter((uid) => !unknown.has(uid)) }),
    };
  }
  const rule = pushpadRule(tags ? uids : undefined, tags);
  const audience: Audience = rule ? { rule } : uids ? { externalIds: uids } : { all: true };
  const campaign = await createCampaign(actor, siteId, { ...what, name: what.message.title, audience, sendAt });
  if (sendAt) return { id: campaign.id, send_at: campaign.sendAt };
  await launchCampaign(actor, campaign.id);
  const count = can(actor, 'segments.read') ? (await countAudience(actor, siteId, { audience })).count : undefined;
  return { id: campaign.id, scheduled: count };
}

function campaignNotification({ message, stats, audience, ...campaign }: CampaignView) {
  return {
    id: campaign.id,
    project_id: campaign.siteId,
    title: message.title ?? '',
    body: message.body ?? '',
    target_url: message.url ?? '',
    icon_url: message.icon ?? null,
    badge_url: message.badge ?? null,
    image_url: message.image ?? null,
    ttl: campaign.ttlSeconds,
    require_interaction: message.requireInteraction ?? false,
    silent: message.silent ?? false,
    urgent: campaign.urgency === 'high',
    custom_data: null,
    actions: (message.actions ?? []).map(({ id, title, url, icon }, index) => ({
      title,
      target_url: url,
      icon: icon ?? null,
      action: id ?? String(index + 1),
    })),
    starred: false,
    send_at: campaign.sendAt,
    custom_metrics: [],
    uids: 'externalIds' in audience ? audience.externalIds : null,
    tags: null,
    created_at: campaign.createdAt,
    successfully_sent_count: stats.accepted,
    opened_count: stats.clicked,
    scheduled_count: stats.audience,
    scheduled: campaign.status === 'scheduled',
    cancelled: campaign.status === 'cancelled',
  };
}

/** A transactional message: what it said is not shown again. */
function messageNotification({ id, siteId, counts, audience, createdAt }: MessageView) {
  return {
    id,
    project_id: siteId,
    send_at: null,
    created_at: createdAt,
    successfully_sent_count: counts.accepted,
    opened_count: counts.clicked,
    scheduled_count: audience.count,
    scheduled: false,
    cancelled: false,
  };
}
