import { z } from 'zod';
import { MAX_TTL_SECONDS, MIN_TTL_SECONDS } from '@/lib/contracts/limits';
import type { MessageInput, Urgency } from '@/lib/contracts/messages';
import type { SiteView } from '@/lib/contracts/sites';
import { now } from '@/lib/platform/clock';
import { parse } from '@/lib/platform/parse';
import { invalidField, unsupported } from '../read-body';
import { refusalOf } from './notification-fields';

const texts = z.record(z.string(), z.string().nullish());
const NotificationBody = z.object({
  contents: texts,
  headings: texts.optional(),
  name: z.string().optional(),
  url: z.string().optional(),
  web_url: z.string().optional(),
  chrome_web_icon: z.string().optional(),
  firefox_icon: z.string().optional(),
  chrome_web_image: z.string().optional(),
  chrome_web_badge: z.string().optional(),
  web_buttons: z
    .array(
      z.object({ id: z.string().nullish(), text: z.string(), icon: z.string().nullish(), url: z.string().nullish() }),
    )
    .optional(),
  web_push_topic: z.string().optional(),
  require_interaction: z.boolean().optional(),
  send_after: z.string().optional(),
  ttl: z.number().int().min(0).max(MAX_TTL_SECONDS).optional(),
  priority: z.number().optional(),
  throttle_rate_per_minute: z.union([z.string().regex(/^\d+$/, 'must be a whole number'), z.number().int()]).optional(),
});

export interface ReadNotification {
  name: string;
  message: MessageInput;
  ttlSeconds: number | undefined;
  urgency: Urgency;
  throttlePerMinute: number | null;
  /** Undefined: at once. */
  sendAt: string | undefined;
}

/**
 * What a OneSignal notification says and when, in our terms. Whom it is for: read-target.ts.
 * @param site gives the title and the address where the notification has none, as an app's settings do there
 * @throws AppError `invalid_input` that names each field
 */
export function readNotification(body: Record<string, unknown>, site: SiteView): ReadNotification {
  refuseUnsupported(body);
  const given = parse(NotificationBody, body);
  const url = given.web_url ?? given.url ?? `${site.allowedOrigins[0]}/`;
  const title = oneText('headings', given.headings) ?? site.name;
  const text = oneText('contents', given.contents);
  if (text === undefined) throw invalidField('contents', 'needs a text, as {"en": "…"}');
  return {
    name: (given.name?.trim() || title).slice(0, 120),
    message: {
      title,
      body: text,
      url,
      icon: given.chrome_web_icon ?? given.firefox_icon,
      image: given.chrome_web_image,
      badge: given.chrome_web_badge,
      actions: given.web_buttons?.map((button) => ({
        title: button.text,
        url: button.url ?? url,
        icon: button.icon ?? undefined,
      })),
      tag: given.web_push_topic,
      requireInteraction: given.require_interaction,
    },
    // Zero means "now or never" there; a minute is the least that every push service takes.
    ttlSeconds: given.ttl === undefined ? undefined : Math.max(MIN_TTL_SECONDS, given.ttl),
    urgency: given.priority === undefined ? 'normal' : given.priority >= 10 ? 'high' : 'normal',
    throttlePerMinute: Number(given.throttle_rate_per_minute ?? 0) || null,
    sendAt: readSendAfter(given.send_after),
  };
}

function refuseUnsupported(body: Record<string, unknown>): void {
  for (const [field, value] of Object.entries(body)) {
    const reason = refusalOf(field, value, body);
    if (reason !== null) throw unsupported(field, reason);
  }
  const isForOthers = ['isIos', 'isAndroid', 'isHuawei', 'isWP_WNS', 'isAdm', 'isChrome'].find(
    (flag) => body[flag] === true,
  );
  if (isForOthers && body.isAnyWeb !== true) throw unsupported(isForOthers, 'it sends web push only: set isAnyWeb');
}

/** A campaign has one text for everyone: several languages are fine as long as they say the same. */
function oneText(field: string, byLanguage: Record<string, string | null | undefined> | undefined): string | undefined {
  const entries = Object.entries(byLanguage ?? {}).flatMap(([language, text]) =>
    text ? [[language, text] as const] : [],
  );
  const [first] = entries;
  if (!first) return undefined;
  const other = entries.find(([, text]) => text !== first[1]);
  if (other) {
    throw unsupported(`${field}.${other[0]}`, 'a notification has one text; send one for each segment of a language');
  }
  return first[1];
}

/** OneSignal takes ISO instants and "2027-01-31 09:00:00 GMT-0700", and sends at once what lies in the past. */
function readSendAfter(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw invalidField('send_after', 'must be an instant such as 2027-01-31T09:00:00Z');
  return at <= now() ? undefined : at.toISOString();
}
