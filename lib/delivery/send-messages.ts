import { sendDue } from './send-due';

/**
 * Sends messages of the API that share a job. What one of them meets does not keep the others from being sent.
 * @throws what the first one threw that failed, when all have ended
 */
export async function sendMessages(runIds: readonly bigint[], signal: AbortSignal): Promise<void> {
  const outcomes = await Promise.allSettled(runIds.map((runId) => sendDue(runId, 0, 'priority', signal)));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
