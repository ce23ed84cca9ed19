import { z } from 'zod';

/** One entry of the append-only record of a subscriber's opt-ins and opt-outs. */
export const ConsentView = z
  .object({
    id: z.string().meta({ description: 'Sorts by time', example: 'con_0j3v8m2k4qw5r' }),
    decision: z.enum(['granted', 'withdrawn']).meta({ description: 'What was decided', example: 'granted' }),
    promptKind: z.enum(['native', 'button', 'dialog', 'api', 'import']).meta({
      description: 'What they were asked with; `api` and `import`: somebody else said so for them',
      example: 'dialog',
    }),
    textVersion: z.string().meta({
      description: 'Version of the words that they saw; empty for the browser’s own question alone',
      example: '3f9a1c',
    }),
    origin: z
      .string()
      .meta({ description: 'Page’s origin; empty when it was on none', example: 'https://www.example.com' }),
    source: z.string().meta({ description: 'Of an import: who imported it, from what; else empty', example: '' }),
    at: z.iso.datetime().meta({ description: 'When', example: '2027-01-31T09:00:00.000Z' }),
  })
  .meta({ id: 'Consent', description: 'An opt-in or opt-out, as it was recorded' });
export type ConsentView = z.infer<typeof ConsentView>;
