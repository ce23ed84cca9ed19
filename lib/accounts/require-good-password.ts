import { AppError } from '@/lib/platform/errors';
import { isCommonPassword } from './is-common-password';

/**
 * @param field path of the password in the form
 * @throws AppError `invalid_input` when the password is one of the first that a guesser tries.
 */
export function requireGoodPassword(password: string, own: readonly string[], field: string): void {
  if (!isCommonPassword(password, own)) return;
  throw new AppError('invalid_input', {
    detail: 'This password is easy to guess.',
    fields: [
      { path: field, message: 'is too common: choose one that others would not think of, e.g. four random words' },
    ],
  });
}
