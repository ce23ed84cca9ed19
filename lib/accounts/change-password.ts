import { ChangePasswordInput } from '@/lib/contracts/accounts';
import type { UserActor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId } from '@/lib/platform/ids';
import { parse } from '@/lib/platform/parse';
import { hashPassword, isPasswordRight } from './hash-password';
import { recordAudit } from './record-audit';
import { requireGoodPassword } from './require-good-password';
import { throttleAttempt } from './throttle-attempt';

/**
 * Changes the actor's own password and ends all of their sessions, this one too.
 * @throws AppError `invalid_input` (wrong current password, common new one), `too_many_requests`.
 */
export async function changePassword(actor: UserActor, input: ChangePasswordInput): Promise<void> {
  const { currentPassword, newPassword } = parse(ChangePasswordInput, input);
  const id = decodeId('user', actor.userId);
  const attempt = await throttleAttempt(actor.email, null);
  const user = await db.user.findUniqueOrThrow({ where: { id }, select: { passwordHash: true } });
  if (!(await isPasswordRight(currentPassword, user.passwordHash))) {
    throw new AppError('invalid_input', { fields: [{ path: 'currentPassword', message: 'is not your password' }] });
  }
  await attempt.succeeded();
  requireGoodPassword(newPassword, [actor.email, actor.name], 'newPassword');
  const passwordHash = await hashPassword(newPassword);
  await db.$transaction(async (tx) => {
    await tx.user.update({
      where: { id },
      data: { passwordHash, sessionVersion: { increment: 1 } },
      select: { id: true },
    });
    await recordAudit(actor, 'password.change', actor.userId, {}, tx);
  });
}
