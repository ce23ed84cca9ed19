import { z } from 'zod';
import { MAX_TTL_SECONDS, MIN_TTL_SECONDS } from '@/lib/contracts/limits';
import type { MessageInput, Urgency } from '@/lib/contracts/messages';
import type { BestTimeSchedule, LocalTimeSchedule } from '@/lib/contracts/schedules';
import type { SiteView } from '@/lib/contracts/sites';
import type { TemplateView } from '@/lib/contracts/templates';
import { parse } from '@/lib/platform/parse';
import { invalidField, unsupported } from '../read-body';
import { refusalOf } from './notification-fields';
import { FALLBACK_TIMEZONE, readLocalTime, readSendAfter } from './read-time';
import { templateTexts } from './template-texts';

const texts = z.record(z.string(), z.string().nullish());
const NotificationBody = z.object({
  contents: texts.optional(),
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
      z.strictObject({
        id: z.string().nullish(),
        text: z.string(),
        icon: z.string().nullish(),
        url: z.string().nullish(),
      }),
    )
    .optional(),
  web_push_topic: z.string().optional(),
  require_interaction: z.boolean().optional(),
  isAnyWeb: z.boolean().optional(),
  isChromeWeb: z.boolean().optional(),
  isFirefox: z.boolean().optional(),
  isSafari: z.boolean().optional(),
  /** Read before this (dialect.ts); one that is no text would be passed over there. */
  idempotency_key: z.string().optional(),
  external_id: z.string().optional(),
  send_after: z.string().optional(),
  delayed_option: z.string().optional(),
  delivery_time_of_day: z.string().optional(),
  ttl: z.number().int().min(0).max(MAX_TTL_SECONDS).optional(),
  priority: z.number().optional(),
  throttle_rate_per_minute: z.union([z.string().regex(/^\d+$/, 'must be a whole number'), z.number().int()]).optional(),
});

export interface ReadNotification {
  name: string;
  message: MessageInput;
  /** By language, what is said otherwise. */
  translations: Record<string, { title: string; body?: string }> | undefined;
  ttlSeconds: number | undefined;
  urgency: Urgency;
  throttlePerMinute: number | null;
  /** Undefined: at once. */
  sendAt: string | undefined;
  /** At a time of each recipient's own clock, instead of `sendAt`. */
  schedule: LocalTimeSchedule | BestTimeSchedule | undefined;
}

/**
 * What a OneSignal notification says and when, in our terms. Whom it is for: read-target.ts.
 * @param site gives the title and the address where the notification has none, as an app's settings do there
 * @param template says what the notification does not
 * @throws AppError `invalid_input` that names each field
 */
export function readNotification(
  body: Record<string, unknown>,
  site: SiteView,
  template?: TemplateView,
): ReadNotification {
  refuseUnsupported(body);
  const given = parse(NotificationBody, body);
  const before = template?.message as Partial<MessageInput> | undefined;
  const url = given.web_url ?? given.url ?? before?.url ?? `${site.allowedOrigins[0]}/`;
  const texts = template
    ? mergeTexts(given, template, site.name)
    : readTexts(given.contents, given.headings, site.name);
  return {
    name: (given.name?.trim() || template?.name || texts.title).slice(0, 120),
    message: {
      ...before,
      title: texts.title,
      body: texts.body,
      url,
      icon: given.chrome_web_icon ?? given.firefox_icon ?? before?.icon,
      image: given.chrome_web_image ?? before?.image,
      badge: given.chrome_web_badge ?? before?.badge,
      actions:
        given.web_buttons?.map((button) => ({
          title: button.text,
          url: button.url ?? url,
          icon: button.icon ?? undefined,
          id: button.id || undefined,
        })) ?? before?.actions,
      tag: given.web_push_topic ?? before?.tag,
      requireInteraction: given.require_interaction ?? before?.requireInteraction,
    },
    translations: texts.translations,
    // Zero means "now or never" there; a minute is the least that every push service takes.
    ttlSeconds: given.ttl === undefined ? template?.ttlSeconds : Math.max(MIN_TTL_SECONDS, given.ttl),
    urgency: given.priority === undefined ? (template?.urgency ?? 'normal') : given.priority >= 10 ? 'high' : 'normal',
    throttlePerMinute: Number(given.throttle_rate_per_minute ?? 0) || null,
    ...readWhen(given),
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

/** English is what everyone gets whose language is not among them, as there; without it the first. */
function readTexts(contents: z.infer<typeof texts> = {}, headings: z.infer<typeof texts> = {}, siteName: string) {
  const bodies = withoutEmpty(contents);
  const titles = withoutEmpty(headings);
  const first = 'en' in bodies ? 'en' : Object.keys(bodies)[0];
  const body = first === undefined ? undefined : bodies[first];
  if (first === undefined || body === undefined) throw invalidField('contents', 'needs a text, as {"en": "…"}');
  const title = titles[first] ?? titles.en ?? Object.values(titles)[0] ?? siteName;
  const others = [...new Set([...Object.keys(bodies), ...Object.keys(titles)])].filter((language) => {
    const isSame = (bodies[language] ?? body) === body && (titles[language] ?? title) === title;
    return language !== first && !isSame;
  });
  const translations = others.map((language) => [
    language,
    { title: titles[language] ?? title, body: bodies[language] },
  ]);
  return { title, body, translations: others.length > 0 ? Object.fromEntries(translations) : undefined };
}

/** A template's texts where none are given; contents or headings that are given take the place of all there are. */
function mergeTexts(given: z.infer<typeof NotificationBody>, template: TemplateView, siteName: string) {
  const { contents, headings } = templateTexts(template);
  if (given.contents || given.headings) {
    return readTexts(given.contents ?? contents, given.headings ?? headings, siteName);
  }
  return {
    title: headings.en ?? siteName,
    body: contents.en ?? '',
    // The library checks them again.
    translations: template.translations as ReadNotification['translations'],
  };
}

function withoutEmpty(byLanguage: z.infer<typeof texts>): Record<string, string> {
  return Object.fromEntries(Object.entries(byLanguage).flatMap(([language, text]) => (text ? [[language, text]] : [])));
}

function readWhen(given: z.infer<typeof NotificationBody>): Pick<ReadNotification, 'sendAt' | 'schedule'> {
  if (given.delayed_option === 'timezone') {
    return { sendAt: undefined, schedule: readLocalTime(given.delivery_time_of_day, given.send_after) };
  }
  if (given.delivery_time_of_day !== undefined) {
    throw invalidField('delivery_time_of_day', 'is for delayed_option "timezone" only');
  }
  const startsAt = readSendAfter(given.send_after);
  if (given.delayed_option === 'last-active') {
    return { sendAt: undefined, schedule: { kind: 'best_time', startsAt, fallbackTimezone: FALLBACK_TIMEZONE } };
  }
  return { sendAt: startsAt, schedule: undefined };
}
