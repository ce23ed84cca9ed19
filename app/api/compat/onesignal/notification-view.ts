import type { CampaignView } from '@/lib/contracts/campaigns';
import type { MessageInput } from '@/lib/contracts/messages';
import type { MessageView } from '@/lib/contracts/transactional';
import { toUuid } from './uuid';

type MessageAction = NonNullable<MessageInput['actions']>[number];

const seconds = (at: string | null) => (at === null ? null : Math.floor(Date.parse(at) / 1_000));

/** A campaign as OneSignal shows a notification. */
export function campaignNotification(campaign: CampaignView) {
  const { message, translations, schedule, stats } = campaign;
  return {
    id: toUuid('campaign', campaign.id),
    app_id: toUuid('site', campaign.siteId),
    name: campaign.name,
    contents: { en: message.body ?? '', ...textsOf(translations, 'body') },
    headings: { en: message.title ?? '', ...textsOf(translations, 'title') },
    url: message.url ?? null,
    chrome_web_icon: message.icon ?? null,
    chrome_web_image: message.image ?? null,
    chrome_web_badge: message.badge ?? null,
    web_push_topic: message.tag ?? null,
    web_buttons: message.actions?.length ? message.actions.map(buttonView) : null,
    require_interaction: message.requireInteraction ?? false,
    isAnyWeb: true,
    ttl: campaign.ttlSeconds,
    priority: campaign.urgency === 'high' ? 10 : 5,
    throttle_rate_per_minute: campaign.throttlePerMinute ?? 0,
    queued_at: seconds(campaign.createdAt),
    send_after: seconds(campaign.sendAt ?? campaign.launchedAt ?? campaign.createdAt),
    ...(schedule?.kind === 'local_time' && {
      delayed_option: 'timezone',
      delivery_time_of_day: schedule.at.slice(11),
    }),
    ...(schedule?.kind === 'best_time' && { delayed_option: 'last-active' }),
    completed_at: seconds(campaign.finishedAt),
    canceled: campaign.status === 'cancelled',
    ...outcome(stats),
  };
}

function textsOf(translations: CampaignView['translations'], field: 'title' | 'body'): Record<string, string> {
  const entries = Object.entries(translations).map(([language, said]) => [language, said[field]] as const);
  return Object.fromEntries(
    entries.flatMap(([language, text]) => (typeof text === 'string' ? [[language, text]] : [])),
  );
}

/** A button without a name of its own has its number, as a client may look for one. */
const buttonView = ({ id, title, url, icon }: MessageAction, index: number) => ({
  id: id ?? String(index + 1),
  text: title,
  icon: icon ?? null,
  url,
});

/** A transactional message: what it said is not shown again. */
export function messageNotification(message: MessageView) {
  return {
    id: toUuid('message', message.id),
    app_id: toUuid('site', message.siteId),
    isAnyWeb: true,
    queued_at: seconds(message.createdAt),
    send_after: seconds(message.createdAt),
    completed_at: seconds(message.finishedAt),
    canceled: false,
    ...outcome(message.counts),
  };
}

function outcome(counts: MessageView['counts']) {
  return {
    successful: counts.accepted,
    failed: counts.gone,
    errored: counts.rejected + counts.expired + counts.unknown,
    remaining: counts.pending,
    received: counts.received,
    converted: counts.clicked,
    platform_delivery_stats: {},
  };
}
