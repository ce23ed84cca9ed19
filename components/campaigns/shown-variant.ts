import type { Message } from '@/lib/contracts/messages';
import { overridesOf } from './ab-values';
import type { ComposerValues } from './composer-values';
import { toTranslations } from './translation-values';

/** What the preview and the checks look at: the message, or the variant that is open, in its languages. */
export function shownVariant(
  { translations, abTest }: ComposerValues,
  arm: number,
  message: Partial<Message>,
): { message: Partial<Message>; translations: Record<string, Partial<Message>> } {
  const own = toTranslations(translations, message);
  const variant = arm > 0 ? abTest.variants[arm] : undefined;
  if (!variant) return { message, translations: own };
  const words = Object.keys(own).map(
    (language) => [language, { title: '', ...variant.translations[language] }] as const,
  );
  return { message: { ...message, ...overridesOf(variant) }, translations: Object.fromEntries(words) };
}
