import type { UserActor } from '@/lib/contracts/actors';
import { systemDb } from '@/lib/platform/db';
import { encodeId, tryDecodeId } from '@/lib/platform/ids';

/**
 * The user behind a session, read anew at each request: roles change and sessions are revoked at once.
 * @param workspaceId the one to work in; without it, or when the user is no member of it, their oldest one
 * @returns null when the session was revoked or the user is gone or has no workspace
 */
export async function resolveSession(
  userId: string,
  sessionVersion: number,
  workspaceId?: string,
): Promise<UserActor | null> {
  const id = tryDecodeId('user', userId);
  if (id === null) return null;
  // The session names a user, not a workspace: this query finds out which workspaces are theirs.
  const user = await systemDb.user.findUnique({
    where: { id },
    select: {
      name: true,
      email: true,
      sessionVersion: true,
      memberships: {
        select: { workspaceId: true, role: true },
        orderBy: [{ workspace: { isSample: 'asc' } }, { workspaceId: 'asc' }],
      },
    },
  });
  if (!user || user.sessionVersion !== sessionVersion) return null;
  const wanted = workspaceId === undefined ? null : tryDecodeId('workspace', workspaceId);
  const membership = user.memberships.find((each) => each.workspaceId === wanted) ?? user.memberships[0];
  if (!membership) return null;
  return {
    kind: 'user',
    userId,
    workspaceId: encodeId('workspace', membership.workspaceId),
    role: membership.role,
    name: user.name,
    email: user.email,
  };
}
