import type { Message } from '@/lib/contracts/messages';
import { AppError, type FieldProblem } from '@/lib/platform/errors';
import { type CampaignRow, storedTranslations } from './campaign-row';
import { requireSendableMessage } from './require-sendable-message';

/** All that a campaign says: the message, and whole messages in other languages. */
export interface SendableContent {
  message: Message;
  translations: { language: string; message: Message }[];
}

/** The content of a stored campaign. @throws as `requireSendableContent` */
export function requireSendableCampaign(row: Pick<CampaignRow, 'variants'>): SendableContent {
  return requireSendableContent(row.variants[0]?.message, storedTranslations(row));
}

/**
 * A message and its translations, each checked whole as it must be before anything is sent.
 * @param translations by language: what differs from the message
 * @throws AppError `invalid_input` that names each field (`message.title`, `translations.de.title` …)
 */
export function requireSendableContent(message: unknown, translations: Record<string, unknown>): SendableContent {
  const checked = requireSendableMessage(message);
  const problems: FieldProblem[] = [];
  const translated = Object.entries(translations).flatMap(([language, translation]) => {
    try {
      return [{ language, message: requireSendableMessage(translate(checked, language, translation)) }];
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const at = `translations.${language}`;
      problems.push(...error.fields.map((field) => ({ ...field, path: field.path.replace(/^message/, at) })));
      return [];
    }
  });
  if (problems.length > 0) throw new AppError('invalid_input', { fields: problems });
  return { message: checked, translations: translated };
}

/** A title is the least that a translation has: one that was begun and forgotten is not sent in two languages at once. */
export function translate(message: Message, language: string, translation: unknown): Record<string, unknown> {
  return { ...message, title: '', lang: language, ...(translation as Partial<Message>) };
}
