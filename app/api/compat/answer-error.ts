import type { ApiContext } from '../framework';
import { logRefusal } from '../log-refusal';
import { problemAnswer } from '../problem';
import { oneSignalError } from './onesignal/error-answer';
import { pushpadError } from './pushpad/error-answer';

/** The answer to an error in the form that the caller's client reads. */
export function answerError(c: ApiContext, thrown: unknown): Response {
  logRefusal(c, thrown);
  if (c.req.path.startsWith('/compat/onesignal/')) return oneSignalError(c, thrown);
  if (c.req.path.startsWith('/compat/pushpad/')) return pushpadError(c, thrown);
  return problemAnswer(c, thrown);
}
