import { measureBacklog } from '@/lib/delivery/measure-backlog';
import { windowStates } from '@/lib/delivery/send-lanes';
import { log } from '@/lib/platform/log';
import { metricsText, setDeliveryGauges, setQueueGauges, setWindowGauges } from '@/lib/platform/metrics';
import { queueStats } from '@/lib/platform/queue';

/** Two scrapes within this time share one look at database and queue. */
const FRESH_MS = 5_000;
/** Prometheus gives up after ten seconds; what this process knows itself is told in any case. */
const READ_TIMEOUT_MS = 3_000;

let refreshed: { at: number; done: Promise<unknown> } | undefined;

/**
 * The metrics of this process, those of database and queue included. Never fails for their sake: with one of them down
 * its gauges are left out and `belfry_gauges_up` says so.
 */
export async function renderMetrics(): Promise<{ contentType: string; text: string }> {
  if (!refreshed || performance.now() - refreshed.at > FRESH_MS) {
    const done = Promise.all([
      refresh('queue', queueStats, setQueueGauges),
      refresh('database', measureBacklog, setDeliveryGauges),
    ]);
    refreshed = { at: performance.now(), done };
  }
  await refreshed.done;
  setWindowGauges(windowStates());
  return metricsText();
}

async function refresh<T>(source: string, read: () => Promise<T>, set: (gauges: T | null) => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${READ_TIMEOUT_MS} ms`)), READ_TIMEOUT_MS);
  });
  try {
    set(await Promise.race([read(), late]));
  } catch (error) {
    log.warn({ err: error, source }, 'metrics could not be read');
    set(null);
  } finally {
    clearTimeout(timer);
  }
}
