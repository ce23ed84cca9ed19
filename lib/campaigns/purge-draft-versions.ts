import { deleteInSteps } from '@/lib/platform/delete-in-steps';

/** How long what a campaign said as a draft is kept after it was sent, cancelled or deleted. */
const KEEP_DAYS = 30;
const STEP = 5_000;
const MOST_STEPS = 100;

/**
 * Deletes the versions of campaigns that nobody can edit any more; of a draft they last as long as it does. What one
 * call leaves, the next one takes.
 */
export async function purgeDraftVersions(): Promise<void> {
  await deleteInSteps(
    `DELETE FROM draft_versions WHERE id = ANY (ARRAY(
       SELECT v.id FROM draft_versions v JOIN campaigns c ON c.id = v.campaign_id
       WHERE (c.status NOT IN ('draft', 'scheduled') AND c.updated_at < now() - $1 * interval '1 day')
         OR c.archived_at < now() - $1 * interval '1 day' LIMIT $2))`,
    [KEEP_DAYS],
    STEP,
    MOST_STEPS,
  );
}
