import type { WorkspaceView } from '@/lib/contracts/accounts';
import type { UserActor } from '@/lib/contracts/actors';
import { db } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';

/** The workspaces of the actor, for the switcher: real ones first, oldest first. */
export async function listWorkspaces(actor: UserActor): Promise<WorkspaceView[]> {
  const memberships = await db.membership.findMany({
    where: { userId: decodeId('user', actor.userId) },
    select: { role: true, workspace: { select: { id: true, name: true, isSample: true } } },
    orderBy: [{ workspace: { isSample: 'asc' } }, { workspaceId: 'asc' }],
  });
  return memberships.map(({ role, workspace }) => ({
    id: encodeId('workspace', workspace.id),
    name: workspace.name,
    role,
    isSample: workspace.isSample,
  }));
}
