import { isDeepStrictEqual } from 'node:util';
import { DRAFT_PARTS, type DraftPart } from '@/lib/contracts/draft-versions';
import type { DraftContent } from './draft-content';

const WORDS: Record<DraftPart, string> = {
  name: 'name',
  title: 'title',
  text: 'text',
  link: 'link',
  buttons: 'buttons',
  pictures: 'images',
  languages: 'languages',
  variants: 'A/B test',
  tracking: 'link tracking',
  options: 'options',
  audience: 'audience',
  time: 'time of sending',
  delivery: 'delivery',
};

/** Which parts of a draft two of its states differ in; what is empty is the same as what is not there. */
export function draftChanges(before: DraftContent, after: DraftContent): DraftPart[] {
  const [old, now] = [partsOf(before), partsOf(after)];
  return DRAFT_PARTS.filter((part) => !isDeepStrictEqual(compact(old[part]), compact(now[part])));
}

/** "Title, text and audience"; empty for none. */
export function changeWords(changed: readonly DraftPart[]): string {
  const text = new Intl.ListFormat('en-GB').format(changed.map((part) => WORDS[part]));
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function partsOf(content: DraftContent): Record<DraftPart, unknown> {
  const { name, message, translations, audience, sendAt, schedule, abTest, ...delivery } = content;
  const { title, body, url, actions, icon, image, badge, utm, ...options } = message ?? {};
  return {
    name,
    title,
    text: body,
    link: url,
    buttons: actions,
    pictures: { icon, image, badge },
    languages: translations,
    variants: abTest,
    tracking: utm,
    options,
    audience,
    // With a schedule the instant follows from it, once it is scheduled.
    time: schedule ?? sendAt,
    delivery,
  };
}

/** Without what is empty, down to the last part: editors differ in what they leave out. */
function compact(value: unknown): unknown {
  if (value === null || value === undefined || value === '' || value === false) return undefined;
  if (typeof value !== 'object') return value;
  // A list keeps its places.
  if (Array.isArray(value)) return value.length > 0 ? value.map((item) => compact(item) ?? null) : undefined;
  const entries = Object.entries(value).map(([key, part]) => [key, compact(part)] as const);
  const kept = entries.filter(([, part]) => part !== undefined);
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
