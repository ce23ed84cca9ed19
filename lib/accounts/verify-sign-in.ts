import { SignInInput } from '@/lib/contracts/accounts';
import { now } from '@/lib/platform/clock';
import { systemDb } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { log } from '@/lib/platform/log';
import { parse } from '@/lib/platform/parse';
import { isPasswordRight } from './hash-password';
import { throttleAttempt } from './throttle-attempt';

/** What a session is made of. */
export interface SignedInUser {
  userId: string;
  name: string;
  email: string;
  /** Goes into the session; a session with another one is void. */
  sessionVersion: number;
}

/**
 * Sign-in by e-mail and password. Takes the same time and says the same whether or not the account exists.
 * @param addressPrefix of the caller, null when it is not known
 * @throws AppError `unauthenticated` (wrong e-mail or password), `too_many_requests` with the wait, `invalid_input`.
 */
export async function verifySignIn(input: SignInInput, addressPrefix: string | null): Promise<SignedInUser> {
  const { email, password } = parse(SignInInput, input);
  const attempt = await throttleAttempt(email, addressPrefix);
  // Before a session there is no workspace to name.
  const user = await systemDb.user.findUnique({ where: { email } });
  if (!(await isPasswordRight(password, user?.passwordHash ?? null)) || !user) {
    log.warn({ isKnownAccount: user !== null }, 'sign-in refused');
    throw new AppError('unauthenticated', { detail: 'The e-mail address or the password is wrong.' });
  }
  await attempt.succeeded();
  await systemDb.user.update({ where: { id: user.id }, data: { lastSignInAt: now() }, select: { id: true } });
  const userId = encodeId('user', user.id);
  log.info({ userId }, 'signed in');
  return {
    userId,
    name: user.name,
    email: user.email,
    sessionVersion: user.sessionVersion,
  };
}
