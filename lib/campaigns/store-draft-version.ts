import type { Actor } from '@/lib/contracts/actors';
import type { DraftPart } from '@/lib/contracts/draft-versions';
import type { DraftVersion, Prisma } from '@/lib/generated/prisma/client';
import { now } from '@/lib/platform/clock';
import type { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import type { CampaignRow } from './campaign-row';
import { draftChanges } from './draft-changes';
import { type DraftContent, draftContent } from './draft-content';

/** Most versions of a draft. */
export const MAX_DRAFT_VERSIONS = 50;
/** What one person saves without a longer pause is one version, */
export const SESSION_GAP_MS = 5 * 60_000;
/** but not for ever: whoever writes all morning can go back to half past nine. */
export const MAX_SESSION_MS = 30 * 60_000;

type Tx = Pick<typeof db, 'draftVersion'>;
type Restored = Pick<DraftVersion, 'id' | 'savedAt'>;

interface SavedDraft {
  /** As it is now. */
  after: CampaignRow;
  /** As it was; null: it is new. */
  before: CampaignRow | null;
  /** The version that was brought back; null: it was written. */
  restored?: Restored | null;
  /** Whether it is a version of its own, however soon after the last save: what has been sent is not written over. */
  isApart?: boolean;
}

/**
 * Keeps what a draft says from now on, in the transaction that saves it, whose lock on the campaign keeps two saves
 * apart. The newest version is always what the draft says. A save that changes nothing leaves none.
 */
export async function storeDraftVersion(tx: Tx, actor: Actor, saved: SavedDraft): Promise<void> {
  const { after, before, restored = null, isApart = false } = saved;
  const { siteId, id: campaignId } = after;
  const [latest, previous] = await tx.draftVersion.findMany({
    where: { siteId, campaignId },
    orderBy: { id: 'desc' },
    take: 2,
  });
  // Drafts from before there were versions: what they said is the first.
  if (!latest && before) {
    await tx.draftVersion.create({ data: baseline(before) });
    return storeDraftVersion(tx, actor, saved);
  }
  const content = draftContent(after);
  const changed = latest ? draftChanges(contentOf(latest), content) : [];
  if (latest && changed.length === 0) return;
  const at = now();
  const author = authorOf(actor);
  if (latest && !restored && !isApart && isSameSession(latest, author, at)) {
    await tx.draftVersion.updateMany({
      where: { siteId, id: latest.id },
      data: {
        content: content as unknown as Prisma.InputJsonObject,
        changed: previous ? draftChanges(contentOf(previous), content) : [],
        savedAt: at,
      },
    });
    return;
  }
  await tx.draftVersion.create({
    data: {
      siteId,
      campaignId,
      ...author,
      content: content as unknown as Prisma.InputJsonObject,
      changed,
      restoredFromId: restored?.id,
      restoredFromAt: restored?.savedAt,
      startedAt: at,
      savedAt: at,
    },
  });
  await keepWithinLimit(tx, siteId, campaignId);
}

/** What a version says; it was written by `draftContent`. */
export function contentOf(version: Pick<DraftVersion, 'content'>): DraftContent {
  return version.content as unknown as DraftContent;
}

function authorOf(actor: Actor): Pick<DraftVersion, 'actorKind' | 'actorId'> {
  if (actor.kind === 'user') return { actorKind: 'user', actorId: decodeId('user', actor.userId) };
  if (actor.kind === 'api_key') return { actorKind: 'api_key', actorId: decodeId('apiKey', actor.apiKeyId) };
  return { actorKind: 'system', actorId: null };
}

/** What was brought back stays as it was brought back. */
function isSameSession(latest: DraftVersion, author: ReturnType<typeof authorOf>, at: Date): boolean {
  return (
    latest.restoredFromId === null &&
    latest.actorKind === author.actorKind &&
    latest.actorId === author.actorId &&
    at.getTime() - latest.savedAt.getTime() < SESSION_GAP_MS &&
    at.getTime() - latest.startedAt.getTime() < MAX_SESSION_MS
  );
}

function baseline(before: CampaignRow) {
  return {
    siteId: before.siteId,
    campaignId: before.id,
    actorKind: before.createdByUserId === null ? 'system' : 'user',
    actorId: before.createdByUserId,
    content: draftContent(before) as unknown as Prisma.InputJsonObject,
    changed: [] as DraftPart[],
    startedAt: before.createdAt,
    savedAt: before.updatedAt,
  };
}

/** The first one stays, as the draft began; of what follows it, the oldest goes into the one after it. */
async function keepWithinLimit(tx: Tx, siteId: bigint, campaignId: bigint): Promise<void> {
  if ((await tx.draftVersion.count({ where: { siteId, campaignId } })) <= MAX_DRAFT_VERSIONS) return;
  const [first, oldest, next] = await tx.draftVersion.findMany({
    where: { siteId, campaignId },
    orderBy: { id: 'asc' },
    take: 3,
  });
  if (!first || !oldest || !next) return;
  await tx.draftVersion.deleteMany({ where: { siteId, id: oldest.id } });
  await tx.draftVersion.updateMany({
    where: { siteId, id: next.id },
    data: { changed: draftChanges(contentOf(first), contentOf(next)) },
  });
}
