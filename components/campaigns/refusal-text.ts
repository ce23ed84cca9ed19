import type { ActionState } from '@/components/ui/action-state';
import { variantName } from '@/lib/contracts/variant-name';
import { languageName } from './language-names';
import { problemAt } from './problem-at';

/** Where an answer names an input otherwise than the form does. */
const LABELS: Record<string, string> = {
  name: 'Campaign name',
  audience: 'Audience',
  schedule: 'Send time',
  sendAt: 'Send time',
  ttlSeconds: 'Keep trying for',
  throttlePerMinute: 'Messages per minute',
  abTest: 'A/B test',
  subscriberIds: 'Test subscribers',
};
/** More than these would be no sentence to read. */
const MOST = 3;

/**
 * Why the server refused what is written, in the form's own words: a composer has no place where an answer could mark
 * fields. "Title is required. Variant B text has “{{” at character 4 …"
 * @param fallback for an answer without words
 */
export function refusalText(
  { message, fields = {} }: Pick<ActionState, 'message' | 'fields'>,
  fallback: string,
): string {
  const all = Object.entries(fields).map(([path, text]) => `${labelOf(path)} ${text.replace(/\.$/, '')}.`);
  if (all.length === 0) return message ?? fallback;
  const more = all.length > MOST ? ` And ${all.length - MOST} more.` : '';
  return `${all.slice(0, MOST).join(' ')}${more}`;
}

function labelOf(path: string): string {
  const parts = path.split('.');
  const variant = path.startsWith('abTest.variants.') ? `Variant ${variantName(Number(parts[2]))} ` : '';
  const own = variant ? parts.slice(3) : parts;
  const language = own[0] === 'translations' ? own[1] : undefined;
  const inMessage = own[0] === 'message' ? own.slice(1) : language === undefined ? own : own.slice(2);
  const label = LABELS[inMessage[0] ?? ''] ?? problemAt(inMessage, '').label;
  const shown = variant && label.length > 1 ? label.charAt(0).toLowerCase() + label.slice(1) : label;
  return `${variant}${shown}${language === undefined ? '' : ` (${languageName(language)})`}`;
}
