import type { AmbiguityPolicy, Audience, CampaignDraftInput, CampaignView } from '@/lib/contracts/campaigns';
import { DEFAULT_TTL_SECONDS, MAX_THROTTLE_PER_MINUTE, MAX_TTL_SECONDS, MIN_TTL_SECONDS } from '@/lib/contracts/limits';
import type { Message, MessageInput, Urgency } from '@/lib/contracts/messages';
import { resolveZonedTime } from '@/lib/contracts/zoned-time';
import { type AbValues, EMPTY_AB_TEST, toAbTest, toAbValues } from './ab-values';
import { EMPTY_SCHEDULE, type ScheduleValues, scheduleValues, toSchedule } from './schedule-values';
import { type TranslationValues, toTranslations, toTranslationValues } from './translation-values';

/** What the composer's inputs hold: text as typed, complete or not. */
export interface ComposerValues extends ScheduleValues {
  name: string;
  title: string;
  body: string;
  url: string;
  icon: string;
  image: string;
  badge: string;
  buttons: { title: string; url: string }[];
  translations: TranslationValues[];
  abTest: AbValues;
  utm: Record<UtmKey, string>;
  requireInteraction: boolean;
  silent: boolean;
  renotify: boolean;
  vibrate: VibrateChoice;
  tag: string;
  ttlAmount: string;
  ttlUnit: TtlUnit;
  urgency: Urgency;
  /** Messages per minute as typed; empty: as fast as it goes. */
  throttle: string;
  ambiguityPolicy: AmbiguityPolicy;
  audienceKind: 'all' | 'segments' | 'fixed';
  include: string[];
  exclude: string[];
  /** An audience that only the API can make (lists of ids); kept as it came. */
  fixed: Audience | null;
}

export const UTM_KEYS = ['source', 'medium', 'campaign', 'term', 'content'] as const;
export type UtmKey = (typeof UTM_KEYS)[number];

export const TTL_UNITS = { minutes: 60, hours: 3_600, days: 86_400 } as const;
export type TtlUnit = keyof typeof TTL_UNITS;

export const VIBRATIONS = { none: undefined, short: [200], double: [200, 100, 200], long: [600] } as const;
export type VibrateChoice = keyof typeof VIBRATIONS;

/** One thing that keeps the campaign from being sent. `path` names the input; it is dotted inside `buttons` and `utm`. */
export interface ComposerProblem {
  path: string;
  label: string;
  message: string;
}

export const EMPTY_VALUES: ComposerValues = {
  name: '',
  title: '',
  body: '',
  url: '',
  icon: '',
  image: '',
  badge: '',
  buttons: [],
  translations: [],
  abTest: EMPTY_AB_TEST,
  utm: { source: '', medium: '', campaign: '', term: '', content: '' },
  requireInteraction: false,
  silent: false,
  renotify: false,
  vibrate: 'none',
  tag: '',
  ttlAmount: String(DEFAULT_TTL_SECONDS / TTL_UNITS.days),
  ttlUnit: 'days',
  urgency: 'low',
  throttle: '',
  ambiguityPolicy: 'resend',
  audienceKind: 'all',
  include: [],
  exclude: [],
  fixed: null,
  ...EMPTY_SCHEDULE,
};

/** What a template has too. */
type Content = Pick<CampaignView, 'message' | 'translations' | 'ttlSeconds' | 'urgency'>;

/** What is said and how it is delivered, without whom it is for and when. */
export function contentValues(content: Content) {
  const { message } = content;
  const unit = (['days', 'hours', 'minutes'] as const).find((key) => content.ttlSeconds % TTL_UNITS[key] === 0);
  const ttlUnit = unit ?? 'minutes';
  const vibrate = (Object.keys(VIBRATIONS) as VibrateChoice[]).find(
    (key) => JSON.stringify(VIBRATIONS[key]) === JSON.stringify(message.vibrate),
  );
  return {
    title: message.title ?? '',
    body: message.body ?? '',
    url: message.url ?? '',
    icon: message.icon ?? '',
    image: message.image ?? '',
    badge: message.badge ?? '',
    buttons: (message.actions ?? []).map(({ title, url }) => ({ title: title ?? '', url: url ?? '' })),
    translations: toTranslationValues(content),
    utm: { ...EMPTY_VALUES.utm, ...message.utm },
    requireInteraction: message.requireInteraction ?? false,
    silent: message.silent ?? false,
    renotify: message.renotify ?? false,
    vibrate: vibrate ?? (message.vibrate?.length ? 'short' : 'none'),
    tag: message.tag ?? '',
    ttlAmount: String(Math.round(content.ttlSeconds / TTL_UNITS[ttlUnit])),
    ttlUnit,
    urgency: content.urgency,
  } satisfies Partial<ComposerValues>;
}

/** Opens a stored campaign in the composer. */
export function toValues(campaign: Omit<CampaignView, 'stats'>, timeZone: string): ComposerValues {
  return {
    ...EMPTY_VALUES,
    name: campaign.name,
    ...contentValues(campaign),
    abTest: toAbValues(campaign.abTest),
    throttle: campaign.throttlePerMinute ? String(campaign.throttlePerMinute) : '',
    ambiguityPolicy: campaign.ambiguityPolicy ?? 'resend',
    ...audienceValues(campaign.audience),
    ...scheduleValues(campaign, timeZone),
  };
}

function audienceValues(audience: Audience): Pick<ComposerValues, 'audienceKind' | 'include' | 'exclude' | 'fixed'> {
  if ('all' in audience) return { audienceKind: 'all', include: [], exclude: [], fixed: null };
  if ('include' in audience)
    return { audienceKind: 'segments', include: audience.include, exclude: audience.exclude ?? [], fixed: null };
  return { audienceKind: 'fixed', include: [], exclude: [], fixed: audience };
}

/** The audience that the inputs name; null while segments are wanted and none is chosen. */
export function toAudience(values: ComposerValues): Audience | null {
  if (values.audienceKind === 'fixed') return values.fixed;
  if (values.audienceKind === 'all') return { all: true };
  if (values.include.length === 0) return null;
  return values.exclude.length > 0 ? { include: values.include, exclude: values.exclude } : { include: values.include };
}

/** The message without what was left empty: what the draft stores, the byte meter measures and the preview draws. */
export function toMessage(values: ComposerValues): Partial<Message> {
  const utm = Object.fromEntries(UTM_KEYS.map((key) => [key, values.utm[key].trim()]).filter(([, text]) => text));
  const vibrate = VIBRATIONS[values.vibrate];
  const optional = {
    icon: values.icon.trim(),
    image: values.image.trim(),
    badge: values.badge.trim(),
    tag: values.tag.trim(),
  };
  return {
    title: values.title.trim(),
    body: values.body.trim(),
    url: values.url.trim(),
    ...Object.fromEntries(Object.entries(optional).filter(([, text]) => text)),
    actions: values.buttons.map((button) => ({ title: button.title.trim(), url: button.url.trim() })),
    ...(Object.keys(utm).length > 0 ? { utm } : {}),
    ...(vibrate ? { vibrate: [...vibrate] } : {}),
    requireInteraction: values.requireInteraction,
    silent: values.silent,
    renotify: values.renotify,
  };
}

/** Seconds, or null when the amount is no number within the limits. */
export function toTtlSeconds(values: Pick<ComposerValues, 'ttlAmount' | 'ttlUnit'>): number | null {
  if (!/^\d{1,6}$/.test(values.ttlAmount.trim())) return null;
  const seconds = Number(values.ttlAmount) * TTL_UNITS[values.ttlUnit];
  return seconds >= MIN_TTL_SECONDS && seconds <= MAX_TTL_SECONDS ? seconds : null;
}

/** Messages per minute, null for no limit; undefined when it is no number within the limits. */
export function toThrottle(text: string): number | null | undefined {
  const digits = text.trim();
  if (digits === '') return null;
  if (!/^\d{1,7}$/.test(digits)) return undefined;
  const perMinute = Number(digits);
  return perMinute >= 1 && perMinute <= MAX_THROTTLE_PER_MINUTE ? perMinute : undefined;
}

/** What is kept of the draft as it was saved last. */
export type LastSaved = Pick<CampaignView, 'audience' | 'ttlSeconds'> &
  Partial<Pick<CampaignView, 'sendAt' | 'schedule'>>;

const KINDS = { local: 'local_time', best: 'best_time', recurring: 'recurring' } as const;

function whenOf(values: ComposerValues, last: LastSaved, timeZone: string): Pick<CampaignView, 'sendAt' | 'schedule'> {
  const { when } = values;
  if (when === 'now') return { sendAt: null, schedule: null };
  if (when === 'later') {
    const time = resolveZonedTime(values.sendAtLocal, timeZone);
    return { sendAt: time.ok ? time.at.toISOString() : (last.sendAt ?? null), schedule: null };
  }
  // A rule that is half typed would come back as "now".
  const kept = last.schedule?.kind === KINDS[when] ? last.schedule : null;
  return { sendAt: null, schedule: toSchedule(values, timeZone) ?? kept };
}

/**
 * What autosave stores. Parts that cannot be stored half-written (the audience without a segment, a lifetime out of
 * bounds, a time in a gap, a rule without a day) keep the value saved last.
 */
export function toDraft(values: ComposerValues, last: LastSaved, timeZone: string) {
  return {
    name: values.name.trim() || nameFromTitle(values.title) || 'Untitled campaign',
    message: toMessage(values),
    translations: toTranslations(values.translations, toMessage(values)),
    audience: toAudience(values) ?? last.audience,
    ttlSeconds: toTtlSeconds(values) ?? last.ttlSeconds,
    urgency: values.urgency,
    throttlePerMinute: toThrottle(values.throttle) ?? null,
    ambiguityPolicy: values.ambiguityPolicy,
    ...whenOf(values, last, timeZone),
    abTest: toAbTest(
      values.abTest,
      values.translations.map(({ language }) => language),
    ),
  } satisfies CampaignDraftInput;
}

/**
 * The title as someone you know nothing about reads it: lists and questions are no place for Liquid. No longer than a name
 * may be, and never with half of an emoji at its end, which could not be stored.
 */
export function nameFromTitle(title: string): string {
  return title
    .replace(/\{\{[^}]*\|\s*default:\s*(?:"([^"]*)"|'([^']*)')[^}]*\}\}/g, '$1$2')
    .replace(/\s*\{\{.*?\}\}|\{%.*?%\}/gs, '')
    .trim()
    .slice(0, 120)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();
}

/** The one schema of a message, loaded after the page: with zod it is a sixth of what a page may weigh. */
export type MessageSchema = typeof MessageInput;
