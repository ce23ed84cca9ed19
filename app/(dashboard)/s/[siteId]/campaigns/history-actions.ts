'use server';

import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { StoredCampaign } from '@/components/campaigns/composer.types';
import type { ActionState } from '@/components/ui/action-state';
import { getDraftVersion } from '@/lib/campaigns/get-draft-version';
import { listDraftVersions } from '@/lib/campaigns/list-draft-versions';
import { restoreDraftVersion } from '@/lib/campaigns/restore-draft-version';
import type { DraftVersionDetail, DraftVersionView } from '@/lib/contracts/draft-versions';

/** More than a draft keeps. */
const ALL = 200;

/** What a draft said before, newest first. */
export async function listVersionsAction(campaignId: string): Promise<ActionState<{ versions: DraftVersionView[] }>> {
  return runAction(async () => {
    const actor = await requireActor('campaigns.write');
    const { items } = await listDraftVersions(actor, campaignId, { limit: ALL });
    return { versions: items };
  });
}

export async function getVersionAction(
  campaignId: string,
  versionId: string,
): Promise<ActionState<DraftVersionDetail>> {
  return runAction(async () => getDraftVersion(await requireActor('campaigns.write'), campaignId, versionId));
}

/** The draft says again what it said then. */
export async function restoreVersionAction(
  campaignId: string,
  versionId: string,
  knownUpdatedAt: string,
): Promise<ActionState<StoredCampaign>> {
  return runAction(async () =>
    restoreDraftVersion(await requireActor('campaigns.write'), campaignId, versionId, knownUpdatedAt),
  );
}
