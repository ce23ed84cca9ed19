import { isStorableText } from '@/lib/contracts/text';
import type { Prisma } from '@/lib/generated/prisma/client';
import { AppError } from '@/lib/platform/errors';

const MAX_DRAFT_CHARACTERS = 32_000;

/**
 * A draft's message as it can be stored, however incomplete it is.
 * @throws AppError `invalid_input` for text that Postgres cannot hold, or far too much of it
 */
export function storableDraft(message: unknown): Prisma.InputJsonObject {
  const problem = (path: string, text: string) =>
    new AppError('invalid_input', { fields: [{ path: `message${path}`, message: text }] });
  if (JSON.stringify(message).length > MAX_DRAFT_CHARACTERS) throw problem('', 'is far too long');
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'string' && !isStorableText(value)) {
      throw problem(path, 'contains a NUL character or half of an emoji (a lone surrogate)');
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [key, part] of Object.entries(value)) {
      if (!isStorableText(key)) throw problem(path, 'has a name with a NUL character or a lone surrogate');
      walk(part, `${path}.${key}`);
    }
  };
  walk(message, '');
  return message as Prisma.InputJsonObject;
}

/**
 * A draft's translations as they can be stored.
 * @throws AppError `invalid_input` as `storableDraft`
 */
export function storableTranslations(translations: Record<string, unknown>): Prisma.InputJsonObject {
  return Object.fromEntries(Object.entries(translations).map(([tag, own]) => [tag, storableDraft(own)]));
}
