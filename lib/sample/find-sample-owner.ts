import { randomBytes } from 'node:crypto';
import { createOwner } from '@/lib/accounts/create-owner';
import { resolveSession } from '@/lib/accounts/resolve-session';
import type { UserActor } from '@/lib/contracts/actors';
import { systemDb } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';

const DEMO_EMAIL = 'demo@belfry.example';

export interface SampleOwner {
  actor: UserActor;
  /** Set only when the account was made now; it is stored as a hash and cannot be shown again. */
  password: string | null;
}

/**
 * Whose sample workspace it is: the user named, else the first user, else a demo account made now.
 * @throws AppError `not_found` when no user has the address given.
 */
export async function findSampleOwner(email?: string): Promise<SampleOwner> {
  const user = await systemDb.user.findFirst({
    where: email === undefined ? {} : { email: email.trim().toLowerCase() },
    orderBy: { id: 'asc' },
  });
  if (user) {
    const actor = await resolveSession(encodeId('user', user.id), user.sessionVersion);
    if (!actor) throw new AppError('not_found', { detail: 'The user belongs to no workspace.' });
    return { actor, password: null };
  }
  if (email !== undefined) throw new AppError('not_found', { detail: `No user has the address ${email}.` });
  const password = randomBytes(12).toString('base64url');
  const actor = await createOwner({ email: DEMO_EMAIL, password, name: 'Demo' });
  return { actor, password };
}
