import { MAX_TAGS } from '@/lib/contracts/subscribers';
import { AppError } from '@/lib/platform/errors';

export const TOO_MANY_TAGS = `would give this subscriber more than ${MAX_TAGS} tags`;

/** For a change of tags that was not made because there would be too many afterwards. */
export function tooManyTags(): AppError {
  return new AppError('invalid_input', { fields: [{ path: 'tags', message: TOO_MANY_TAGS }] });
}
