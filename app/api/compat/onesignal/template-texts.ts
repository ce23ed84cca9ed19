import type { TemplateView } from '@/lib/contracts/templates';

/** By language, as OneSignal has texts: what everyone else gets is its English. */
export interface TemplateTexts {
  contents: Record<string, string>;
  headings: Record<string, string>;
}

/** A template's texts; a language without one of its own has none here either. */
export function templateTexts({
  message,
  translations,
}: Pick<TemplateView, 'message' | 'translations'>): TemplateTexts {
  const byLanguage = Object.entries({ ...translations, en: message });
  const pick = (field: 'title' | 'body') =>
    Object.fromEntries(
      byLanguage.flatMap(([language, texts]) => {
        const text = texts[field];
        return typeof text === 'string' && text !== '' ? [[language, text]] : [];
      }),
    );
  return { contents: pick('body'), headings: pick('title') };
}
