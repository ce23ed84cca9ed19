import type { z } from 'zod';
import type { QueueName } from '@/lib/platform/queue';

/** A job's contract: what it is called, where it runs, what it carries, how it is tried again. */
export interface JobDefinition<S extends z.ZodType = z.ZodType> {
  name: string;
  /** The queue, which may depend on the payload (priority lane). */
  queue: (payload: z.output<S>) => QueueName;
  /** Ids and small numbers only: the truth is in Postgres. Parsed when enqueued and when consumed. */
  schema: S;
  /** Deterministic: the same work has the same id, and is queued once. No colon, not only digits. */
  jobId: (payload: z.output<S>) => string;
  attemptCount: number;
  backoffMs: number;
}

/** Defines a job; see JobDefinition. */
export function defineJob<S extends z.ZodType>(definition: JobDefinition<S>): JobDefinition<S> {
  return definition;
}
