import { log } from '@/lib/platform/log';
import { enqueueOrLeave } from './enqueue-or-leave';
import { MAX_MESSAGES_PER_JOB, sendMessagesJob } from './send-messages';

// Messages that come while the queue takes the last ones share the next job: alone each goes at once, in a rush they
// cost little.
let waiting: string[] = [];
let isCalling = false;

/** Calls for the sending of a committed message; not waited for, since the reconciler finds what a call did not reach. */
export function callForMessage(runId: bigint): void {
  waiting.push(String(runId));
  if (!isCalling) void callForAll();
}

async function callForAll(): Promise<void> {
  isCalling = true;
  try {
    while (waiting.length > 0) {
      const runIds = waiting.slice(0, MAX_MESSAGES_PER_JOB);
      waiting = waiting.slice(MAX_MESSAGES_PER_JOB);
      await enqueueOrLeave(sendMessagesJob, [{ runIds }]);
    }
  } catch (error) {
    log.error({ err: error }, 'messages could not be called for; they are left to the reconciler');
  } finally {
    isCalling = false;
  }
}
