import { db, systemDb } from '@/lib/platform/db';

interface ActedBy {
  /** user, api_key or system. */
  actorKind: string;
  actorId: bigint | null;
}

/** Who did each of these, by name: of a workspace's people and keys. "Removed": there is nobody of this id any more. */
export async function actorNames(workspaceId: bigint, rows: readonly ActedBy[]): Promise<(row: ActedBy) => string> {
  const idsOf = (kind: string) =>
    rows.flatMap((row) => (row.actorKind === kind && row.actorId !== null ? [row.actorId] : []));
  const [users, keys] = await Promise.all([
    // Users stand above workspaces: one who has left still names what they did here.
    systemDb.user.findMany({ where: { id: { in: idsOf('user') } }, select: { id: true, name: true } }),
    db.apiKey.findMany({ where: { workspaceId, id: { in: idsOf('api_key') } }, select: { id: true, name: true } }),
  ]);
  const names = new Map<string, string>([
    ...users.map((user) => [`user:${user.id}`, user.name] as const),
    ...keys.map((key) => [`api_key:${key.id}`, key.name] as const),
  ]);
  return ({ actorKind, actorId }) =>
    actorId === null ? 'System' : (names.get(`${actorKind}:${actorId}`) ?? 'Removed');
}
