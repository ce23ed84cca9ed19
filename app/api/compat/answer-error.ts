import type { ApiContext } from '../framework';
import { problemAnswer } from '../problem';
import { oneSignalError } from './onesignal/error-answer';

/** The answer to an error in the form that the caller's client reads. */
export function answerError(c: ApiContext, thrown: unknown): Response {
  if (c.req.path.startsWith('/compat/onesignal/')) return oneSignalError(c, thrown);
  return problemAnswer(c, thrown);
}
