import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '@/lib/platform/log';
import { enqueueOrLeave } from './enqueue-or-leave';
import { MAX_MESSAGES_PER_JOB, sendMessagesJob } from './send-messages';

/** From one job to the next: a job costs the queue's store as much as the sending of several messages. */
const MIN_INTERVAL_MS = 50;

// Messages that come while the queue takes the last ones, or soon after them, share the next job: alone each goes at
// once, in a stream they cost little.
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
      const startedAt = performance.now();
      const runIds = waiting.slice(0, MAX_MESSAGES_PER_JOB);
      waiting = waiting.slice(MAX_MESSAGES_PER_JOB);
      await enqueueOrLeave(sendMessagesJob, [{ runIds }]);
      const restMs = startedAt + MIN_INTERVAL_MS - performance.now();
      if (waiting.length < MAX_MESSAGES_PER_JOB && restMs > 0) await sleep(restMs);
    }
  } catch (error) {
    log.error({ err: error }, 'messages could not be called for; they are left to the reconciler');
  } finally {
    isCalling = false;
  }
}
