import { attemptDelivery } from './attempt-delivery';
import { claimDeliveries } from './claim-deliveries';

/** Requests to one endpoint at once, from one worker. */
const CONCURRENCY = 5;
/** Then it is another endpoint's turn. */
const MAX_ROUNDS = 50;

/**
 * Sends what is due to an endpoint, oldest first, until nothing is due, the breaker opens or the process is to end.
 * @param signal no new claims once it is aborted
 */
export async function deliverDue(webhookId: bigint, signal: AbortSignal): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS && !signal.aborted; round++) {
    const claimed = await claimDeliveries(webhookId, CONCURRENCY);
    if (claimed.length === 0) return;
    await Promise.all(claimed.map(attemptDelivery));
  }
}
