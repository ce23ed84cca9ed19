import type { z } from 'zod';
import { getQueue, type QueueName } from '@/lib/platform/queue';
import type { JobDefinition } from './define-job';

/**
 * Queues jobs of one kind; those that are queued or running already are left alone.
 * @param delayMs not before that time has passed
 * @throws AppError `unavailable` when the queue's store does not answer; ZodError for a payload that is none
 */
export async function enqueue<S extends z.ZodType>(
  job: JobDefinition<S>,
  payloads: z.input<S>[],
  { delayMs }: { delayMs?: number } = {},
): Promise<void> {
  if (payloads.length === 0) return;
  const parsed = payloads.map((payload) => job.schema.parse(payload));
  const byQueue = new Map<QueueName, z.output<S>[]>();
  for (const payload of parsed) {
    const queue = job.queue(payload);
    byQueue.set(queue, [...(byQueue.get(queue) ?? []), payload]);
  }
  for (const [queue, group] of byQueue) {
    await getQueue(queue).addBulk(
      group.map((payload) => ({
        name: job.name,
        data: payload as object,
        options: {
          jobId: job.jobId(payload),
          delayMs,
          attemptCount: job.attemptCount,
          backoffMs: job.backoffMs,
        },
      })),
    );
  }
}
