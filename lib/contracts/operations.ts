import { z } from 'zod';

/** What lies in a queue. A job is a hint that there is work: one stands for many messages. */
export const QueueView = z
  .object({
    queue: z.string().meta({ description: 'What its jobs are for', example: 'send' }),
    counts: z
      .object({
        waiting: z.number().int().meta({ description: 'Jobs that could run now', example: 3 }),
        active: z.number().int().meta({ description: 'Jobs that run', example: 2 }),
        delayed: z.number().int().meta({ description: 'Jobs for a later time', example: 40 }),
      })
      .meta({ description: 'Its jobs by state', example: { waiting: 3, active: 2, delayed: 40 } }),
    oldestSeconds: z
      .number()
      .nullable()
      .meta({ description: 'How long the oldest waiting job could have run; null: none waits', example: 0.4 }),
  })
  .meta({ id: 'Queue' });
export type QueueView = z.infer<typeof QueueView>;

export const ProcessView = z
  .object({
    id: z.string().meta({ description: 'Of this start of it', example: 'f3a1c0de5b7e4a52' }),
    role: z.enum(['web', 'worker']).meta({ description: 'What it does', example: 'worker' }),
    host: z.string().meta({ description: 'The machine or container that it runs on', example: 'belfry-worker-1' }),
    pid: z.number().int().meta({ description: 'Its number there', example: 4711 }),
    version: z.string().meta({ description: 'Of Belfry', example: '1.0.0' }),
    startedAt: z.iso.datetime().meta({ description: 'When it began', example: '2027-01-31T09:00:00.000Z' }),
    seenAt: z.iso
      .datetime()
      .meta({ description: 'When it last told that it lives', example: '2027-01-31T12:00:00.000Z' }),
    state: z.enum(['running', 'ending', 'silent']).meta({
      description: '`ending`: it takes no more work; `silent`: it has not been heard of for 35 seconds',
      example: 'running',
    }),
  })
  .meta({ id: 'Process' });
export type ProcessView = z.infer<typeof ProcessView>;

/** Without what it was to do: ids and payloads are somebody's, and failed jobs are shown to every workspace's admins. */
export const FailedJobView = z
  .object({
    id: z.string().meta({ description: 'The failed job', example: 'job_0j3v8m2k4qw5r' }),
    queue: z.string().meta({ description: 'The queue that it was in', example: 'send' }),
    name: z.string().meta({ description: 'What it was to do', example: 'send-batch' }),
    error: z.string().meta({
      description: 'Why its last try failed, without addresses of browsers',
      example: 'Error: the database does not answer',
    }),
    attemptCount: z.number().int().meta({ description: 'How often it was tried', example: 5 }),
    at: z.iso.datetime().meta({ description: 'When it was given up', example: '2027-01-31T12:00:00.000Z' }),
  })
  .meta({ id: 'FailedJob' });
export type FailedJobView = z.infer<typeof FailedJobView>;

export const DiscardedJobs = z
  .object({ discardedCount: z.number().int().meta({ description: 'How many there were', example: 12 }) })
  .meta({ id: 'DiscardedJobs' });
