import type { Message } from '@/lib/contracts/messages';
import { isPersonal, personalTexts, withTexts } from '@/lib/contracts/personal-fields';
import { compileLiquid } from './compile-liquid';
import { NOBODY } from './find-liquid-problems';

/**
 * A message, complete or not, as somebody gets it of whom nothing is known. A text that cannot be written, or that would
 * be empty, stays as it is.
 */
export function writeDefaults(message: Partial<Message>): Partial<Message> {
  const whole = { title: '', body: '', url: '', actions: [], ...message } as Message;
  const texts = personalTexts(whole).map(({ kind, text }) => {
    if (!isPersonal(text)) return text;
    try {
      return compileLiquid(text, kind).render(NOBODY) || text;
    } catch {
      // What is wrong with it is told where it is written.
      return text;
    }
  });
  const written = withTexts(whole, texts);
  return { ...message, title: written.title, body: written.body, url: written.url, actions: written.actions };
}
