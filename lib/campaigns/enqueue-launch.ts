import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { launchJob } from '@/lib/jobs/launch';
import { now } from '@/lib/platform/clock';

/** Later launches are queued by the reconciler when their time is near: the queue need not keep them for a year. */
const QUEUE_AHEAD_MS = 3_600_000;

/** Calls for a launch, or for a date of a recurring campaign, at its instant. */
export async function enqueueLaunch(campaignId: bigint, at: Date): Promise<void> {
  const delayMs = at.getTime() - now().getTime();
  if (delayMs >= QUEUE_AHEAD_MS) return;
  const payload = { campaignId: String(campaignId), sendAtMs: at.getTime() };
  await enqueueOrLeave(launchJob, [payload], { delayMs: Math.max(0, delayMs) });
}
