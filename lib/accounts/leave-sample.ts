import type { UserActor } from '@/lib/contracts/actors';
import { listWorkspaces } from './list-workspaces';

/**
 * The person in a workspace of their own when they are looking around in the sample: what is real is made there. Who has
 * no other stays.
 */
export async function leaveSample(actor: UserActor): Promise<UserActor> {
  const workspaces = await listWorkspaces(actor);
  if (!workspaces.find(({ id }) => id === actor.workspaceId)?.isSample) return actor;
  const own = workspaces.find(({ isSample }) => !isSample);
  return own ? { ...actor, workspaceId: own.id, role: own.role } : actor;
}
