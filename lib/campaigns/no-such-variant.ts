import { AppError } from '@/lib/platform/errors';

/** For the name of a variant that the campaign has not, or had not at its launch. */
export function noSuchVariant(): AppError {
  return new AppError('invalid_input', { fields: [{ path: 'variant', message: 'is not a variant of this campaign' }] });
}
