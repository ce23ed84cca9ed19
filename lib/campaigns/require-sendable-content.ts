import type { AbTest, WinnerRule } from '@/lib/contracts/ab-tests';
import type { Message } from '@/lib/contracts/messages';
import { variantName } from '@/lib/contracts/variant-name';
import { AppError, type FieldProblem } from '@/lib/platform/errors';
import { type CampaignRow, storedAbTest, storedTranslations } from './campaign-row';
import { requireSendableMessage } from './require-sendable-message';

/** One message and whole messages in other languages. */
export interface SendableTexts {
  message: Message;
  translations: { language: string; message: Message }[];
}

/** All that a campaign says. */
export interface SendableContent extends SendableTexts {
  /** Null or left out: one message for all. */
  abTest?: SendableTest | null;
}

/** Variants of an A/B test, the campaign's own message first; all in the same languages. */
export interface SendableTest {
  arms: (SendableTexts & { weight: number })[];
  holdoutPercent: number;
  testPercent: number;
  winner?: WinnerRule;
}

/** The content of a stored campaign. @throws as `requireSendableContent` */
export function requireSendableCampaign(row: Pick<CampaignRow, 'variants' | 'abTest'>): SendableContent {
  return requireSendableContent(row.variants[0]?.message, storedTranslations(row), storedAbTest(row));
}

/**
 * A message, its translations and its variants, each checked whole as it must be before anything is sent.
 * @param translations by language: what differs from the message
 * @throws AppError `invalid_input` that names each field (`message.title`, `translations.de.title`,
 *   `abTest.variants.1.message.title` …)
 */
export function requireSendableContent(
  message: unknown,
  translations: Record<string, unknown>,
  abTest: AbTest | null = null,
): SendableContent {
  const problems: FieldProblem[] = [];
  const own = { message: requireSendableMessage(message), translations: [] as SendableTexts['translations'] };
  own.translations = collect(problems, own.message, translations, 'translations');
  const arms = (abTest?.variants ?? []).map(({ weight, ...variant }, index) => {
    if (index === 0) return { weight, ...own };
    const at = `abTest.variants.${index}`;
    const differs = Object.keys(variant.message ?? {}).length > 0 || Object.keys(variant.translations ?? {}).length > 0;
    if (!differs)
      problems.push({ path: `${at}.message`, message: `is the same as ${variantName(0)}: change something` });
    const checked = attempt(problems, `${at}.message`, { ...own.message, ...variant.message });
    problems.push(...missingLanguages(Object.keys(translations), variant.translations ?? {}, at));
    const translated = collect(problems, checked ?? own.message, variant.translations ?? {}, `${at}.translations`);
    return { weight, message: checked ?? own.message, translations: translated };
  });
  if (problems.length > 0) throw new AppError('invalid_input', { fields: problems });
  if (!abTest) return { ...own, abTest: null };
  const { holdoutPercent, testPercent, winner } = abTest;
  return { ...own, abTest: { arms, holdoutPercent, testPercent, winner } };
}

/** Where one variant spoke a language and another did not, their figures would compare languages. */
function missingLanguages(wanted: string[], given: Record<string, unknown>, at: string): FieldProblem[] {
  const missing = wanted.filter((language) => !(language in given));
  const extra = Object.keys(given).filter((language) => !wanted.includes(language));
  return [
    ...missing.map((language) => ({
      path: `${at}.translations.${language}`,
      message: 'is missing: every variant needs the same languages, or the test would compare languages',
    })),
    ...extra.map((language) => ({
      path: `${at}.translations.${language}`,
      message: 'is not among the languages of the message: every variant needs the same ones',
    })),
  ];
}

function collect(
  problems: FieldProblem[],
  message: Message,
  translations: Record<string, unknown>,
  at: string,
): SendableTexts['translations'] {
  // By language, so that the positions of all variants mean the same.
  const entries = Object.entries(translations).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.flatMap(([language, translation]) => {
    const checked = attempt(problems, `${at}.${language}`, translate(message, language, translation));
    return checked ? [{ language, message: checked }] : [];
  });
}

/** The message when it is sound; else its problems are added, with the path that it has in the campaign. */
function attempt(problems: FieldProblem[], at: string, message: unknown): Message | null {
  try {
    return requireSendableMessage(message);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push(...error.fields.map((field) => ({ ...field, path: field.path.replace(/^message/, at) })));
    return null;
  }
}

/** A title is the least that a translation has: one that was begun and forgotten is not sent in two languages at once. */
export function translate(message: Message, language: string, translation: unknown): Record<string, unknown> {
  return { ...message, title: '', lang: language, ...(translation as Partial<Message>) };
}
