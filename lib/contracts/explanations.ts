import { z } from 'zod';
import { DeliveryView } from './deliveries';

/** Why a subscriber did or did not get a campaign; each has one plain answer. */
export const EXPLANATION_CODES = [
  'not_sent_yet',
  'cancelled',
  'still_planning',
  'subscribed_later',
  'left_before',
  'not_chosen',
  'excluded',
  'not_in_audience',
  'no_longer_known',
  'matches_now',
  'waiting_for_winner',
  'waiting',
  'paused',
  'sending',
  'clicked',
  'dismissed',
  'shown',
  'received',
  'never_seen',
  'gone',
  'rejected',
  'expired',
  'suppressed',
  'unknown',
] as const;
export type ExplanationCode = (typeof EXPLANATION_CODES)[number];

export const ExplanationView = z
  .object({
    campaignId: z.string().meta({ description: 'The campaign', example: 'cmp_0j3v8m2k4qw5r' }),
    subscriberId: z.string().meta({ description: 'The browser', example: 'sub_0j3v8m2k4qw5r' }),
    runId: z.string().nullable().meta({
      description: 'The launch that the answer is about: the last one that the subscriber was part of, else the last',
      example: 'run_0j3v8m2k4qw5r',
    }),
    code: z.enum(EXPLANATION_CODES).meta({ description: 'The answer, for machines', example: 'not_in_audience' }),
    title: z.string().meta({ description: 'The answer in one sentence', example: 'They were not in the audience.' }),
    detail: z.string().meta({ description: 'What that means', example: 'They did not match the rule at the launch.' }),
    remedy: z.string().meta({ description: 'What can be done; may be empty', example: '' }),
    evidence: z
      .array(
        z.object({
          what: z.string().meta({ description: 'What was looked at', example: 'country is Germany or Austria' }),
          found: z.string().meta({ description: 'What was found', example: 'theirs is France' }),
        }),
      )
      .meta({
        description: 'What the answer rests on; for a rule each part that decides',
        example: [{ what: 'country is Germany or Austria', found: 'theirs is France' }],
      }),
    delivery: DeliveryView.nullable().meta({ description: 'Null when nothing was to be sent to them' }),
    otherDevices: z
      .array(
        z.object({
          subscriberId: z.string().meta({ description: 'The other browser', example: 'sub_0j3v8m2k4qw5s' }),
          name: z.string().meta({ description: 'Browser and system', example: 'Chrome on Android' }),
          outcome: z.string().meta({ description: 'What became of it there, in words', example: 'shown' }),
        }),
      )
      .meta({
        description: 'Other browsers of the same person (external id) that the same launch was sent to',
        example: [],
      }),
  })
  .meta({ id: 'Explanation' });
export type ExplanationView = z.infer<typeof ExplanationView>;
