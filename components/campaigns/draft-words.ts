import { formatDateTime, formatDuration, formatNumber } from '@/components/ui/format';
import type { DraftVersionDetail } from '@/lib/contracts/draft-versions';
import type { Message } from '@/lib/contracts/messages';
import { variantName } from '@/lib/contracts/variant-name';
import { describeAudience } from './audience-text';
import type { SegmentOption } from './composer.types';
import { LANGUAGE_NAMES } from './language-names';
import { describeSchedule } from './schedule-text';

type Content = DraftVersionDetail['content'];

export interface DraftDifference {
  label: string;
  before: string;
  now: string;
}

/** What an earlier state of a draft says in another way than the present one, part by part, in words. */
export function draftDifferences(then: Content, now: Content, segments: readonly SegmentOption[]): DraftDifference[] {
  const [before, after] = [describe(then, segments), describe(now, segments)];
  return Object.keys(before).flatMap((label) => {
    const [was, is] = [before[label] ?? '', after[label] ?? ''];
    return was === is ? [] : [{ label, before: was, now: is }];
  });
}

const OPTIONS: [keyof Message, string][] = [
  ['requireInteraction', 'stays on screen'],
  ['silent', 'no sound'],
  ['renotify', 'sounds again when replaced'],
];

function describe(content: Content, segments: readonly SegmentOption[]): Record<string, string> {
  const message = (content.message ?? {}) as Partial<Message>;
  const options = OPTIONS.filter(([key]) => message[key]).map(([, words]) => words);
  return {
    Name: content.name ?? '',
    Title: message.title ?? '',
    Text: message.body ?? '',
    Link: message.url ?? '',
    Buttons: (message.actions ?? []).map(({ title, url }) => `${title} → ${url}`).join('; '),
    Icon: message.icon ?? '',
    'Large image': message.image ?? '',
    Badge: message.badge ?? '',
    Languages: languages(content.translations ?? {}),
    'A/B test': variants(content.abTest),
    'Link tracking': Object.entries(message.utm ?? {})
      .map(([key, value]) => `${key}: ${value}`)
      .join(', '),
    Options: [
      ...options,
      ...(message.tag ? [`replaces “${message.tag}”`] : []),
      ...(message.vibrate?.length ? [`vibrates ${message.vibrate.join(', ')} ms`] : []),
    ].join(', '),
    Audience: content.audience ? describeAudience(content.audience, segments) : '',
    Time: when(content),
    'Keeps trying': content.ttlSeconds ? formatDuration(content.ttlSeconds) : '',
    Urgency: content.urgency ?? '',
    Pace: content.throttlePerMinute ? `at most ${formatNumber(content.throttlePerMinute)} a minute` : '',
    'Lost connections': content.ambiguityPolicy === 'skip' ? 'not sent again' : '',
  };
}

function when({ sendAt, schedule }: Content): string {
  if (schedule) return describeSchedule(schedule);
  return sendAt ? formatDateTime(sendAt) : 'Now';
}

function languages(translations: Record<string, Record<string, unknown>>): string {
  const names = Object.entries(translations).sort(([one], [other]) => one.localeCompare(other));
  return names.map(([tag, words]) => `${LANGUAGE_NAMES[tag] ?? tag}: ${texts(words)}`).join('; ');
}

function variants(abTest: Content['abTest']): string {
  if (!abTest) return '';
  const words = abTest.variants.map(({ weight, message = {}, translations }, index) => {
    const own = [texts(message), languages(translations ?? {})].filter(Boolean).join('; ');
    return `${variantName(index)}${weight === 1 ? '' : ` ×${weight}`}${own ? `: ${own}` : ''}`;
  });
  const { holdoutPercent, testPercent, winner } = abTest;
  const rest = [
    holdoutPercent ? `${holdoutPercent} % get nothing` : '',
    testPercent < 100 ? `${testPercent} % test first` : '',
    winner && testPercent < 100 ? `the best is chosen ${winner.decide === 'manual' ? 'by hand' : 'by itself'}` : '',
  ];
  return [...words, ...rest].filter(Boolean).join('. ');
}

/** What a translation or a variant says, shortest way. */
function texts(message: Record<string, unknown>): string {
  const parts = Object.values(message).map((part) => (typeof part === 'string' ? part : JSON.stringify(part)));
  return parts.filter(Boolean).join(' · ');
}
