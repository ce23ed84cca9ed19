'use server';

import { revalidatePath } from 'next/cache';
import { requireActor } from '@/app/auth';
import { runAction } from '@/app/run-action';
import type { SavedDraft } from '@/components/campaigns/composer.types';
import type { ActionState } from '@/components/ui/action-state';
import { editSeries } from '@/lib/campaigns/edit-series';
import { getCampaign } from '@/lib/campaigns/get-campaign';
import type { CampaignDraftInput } from '@/lib/contracts/campaigns';
import { AppError } from '@/lib/platform/errors';

/** Changes a recurring campaign that is scheduled or goes on, from its next date on, unless it has moved on since it was opened. */
export async function saveSeriesAction(
  draft: CampaignDraftInput,
  known: SavedDraft | null,
): Promise<ActionState<{ saved?: SavedDraft; conflict?: SavedDraft }>> {
  return runAction(async () => {
    const actor = await requireActor('campaigns.send');
    if (!known) throw new AppError('not_found');
    try {
      const { id, updatedAt } = await editSeries(actor, known.id, draft, known.updatedAt);
      revalidatePath('/s/[siteId]/campaigns', 'layout');
      return { saved: { id, updatedAt } };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'precondition_failed') throw readable(error);
      const { id, updatedAt } = await getCampaign(actor, known.id);
      return { conflict: { id, updatedAt } };
    }
  });
}

/** What only the server knows of a rule, in words: the form has nothing to mark. */
function readable(error: unknown): unknown {
  const [field] = error instanceof AppError ? error.fields : [];
  if (field?.path !== 'schedule.count') return error;
  return new AppError('invalid_input', { detail: `The number of times ${field.message}.` });
}
