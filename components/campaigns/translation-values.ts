import type { CampaignView } from '@/lib/contracts/campaigns';
import type { Message } from '@/lib/contracts/messages';
import type { MessageSchema } from './composer-values';

/** One other language as typed; what is empty is as in the default. */
export interface TranslationValues {
  language: string;
  title: string;
  body: string;
  url: string;
  buttons: { title: string; url: string }[];
  /** What only the API can say in another language; kept as it came. */
  rest: Partial<Message>;
}

export function emptyTranslation(language: string): TranslationValues {
  return { language, title: '', body: '', url: '', buttons: [], rest: {} };
}

export function toTranslationValues({
  message,
  translations,
}: Pick<CampaignView, 'message' | 'translations'>): TranslationValues[] {
  return Object.entries(translations).map(([language, { title, body, url, actions, ...rest }]) => ({
    language,
    title: title ?? '',
    body: body ?? '',
    url: url ?? '',
    buttons: (actions ?? []).map((action, index) => {
      const original = message.actions?.[index];
      return {
        title: action.title === original?.title ? '' : (action.title ?? ''),
        url: action.url === original?.url ? '' : (action.url ?? ''),
      };
    }),
    rest,
  }));
}

/** What differs from the message, by language. The buttons are the message's, with other words and addresses. */
export function toTranslations(
  translations: readonly TranslationValues[],
  message: Partial<Message>,
): Record<string, Partial<Message>> {
  return Object.fromEntries(
    translations.map(({ language, title, body, url, buttons, rest }) => {
      const isOther = buttons.some((button) => button.title.trim() || button.url.trim());
      const actions = (message.actions ?? []).map((action, index) => ({
        ...action,
        title: buttons[index]?.title.trim() || action.title,
        url: buttons[index]?.url.trim() || action.url,
      }));
      return [
        language,
        {
          ...rest,
          title: title.trim(),
          ...(body.trim() && { body: body.trim() }),
          ...(url.trim() && { url: url.trim() }),
          ...(isOther && actions.length > 0 && { actions }),
        },
      ];
    }),
  );
}

/** What is wrong with each language's own words; the path has the place in the form. */
export function translationProblems(
  translations: readonly TranslationValues[],
  message: Partial<Message>,
  schema: MessageSchema,
): { path: string[]; language: string; message: string }[] {
  const all = toTranslations(translations, message);
  return translations.flatMap(({ language }, index) => {
    const own = all[language] ?? {};
    const parsed = schema.safeParse({ ...message, ...own });
    if (parsed.success) return [];
    return parsed.error.issues
      .filter((issue) => String(issue.path[0]) in own)
      .map((issue) => ({
        path: ['translations', String(index), ...issue.path.map(String)],
        language,
        message: issue.message,
      }));
  });
}
