import { OwnerInput } from '@/lib/contracts/accounts';
import type { UserActor } from '@/lib/contracts/actors';
import { systemDb } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { parse } from '@/lib/platform/parse';
import { hashPassword } from './hash-password';
import { requireGoodPassword } from './require-good-password';

/**
 * Makes the first user, their workspace and the ownership of it, all or nothing. Of several at once one wins.
 * @throws AppError `already_set_up` when any user exists, `invalid_input`.
 */
export async function createOwner(input: OwnerInput): Promise<UserActor> {
  const { email, password, ...given } = parse(OwnerInput, input);
  const name = given.name || (email.split('@')[0] ?? email);
  requireGoodPassword(password, [email, given.name], 'password');
  const passwordHash = await hashPassword(password);
  // Nothing exists yet that could be the tenant of these rows.
  return systemDb.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('belfry_create_owner'))`;
    if (await tx.user.findFirst({ select: { id: true } })) {
      throw new AppError('already_set_up', { detail: 'This installation has an owner already. Sign in instead.' });
    }
    const user = await tx.user.create({ data: { email, name, passwordHash } });
    const workspace = await tx.workspace.create({
      data: {
        name: given.workspaceName || 'My workspace',
        memberships: { create: { userId: user.id, role: 'owner' } },
      },
    });
    await tx.auditEntry.create({
      data: { workspaceId: workspace.id, actorKind: 'user', actorId: user.id, action: 'workspace.create' },
    });
    return {
      kind: 'user',
      userId: encodeId('user', user.id),
      workspaceId: encodeId('workspace', workspace.id),
      role: 'owner',
      name,
      email,
    };
  });
}
