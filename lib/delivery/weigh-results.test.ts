import { describe, expect, it } from 'vitest';
import type { RowResult } from './send-row';
import { type WeighContext, weighResults } from './weigh-results';

const context: WeighContext = {
  ambiguityPolicy: 'resend',
  failureCount: () => 0,
  hasAcceptedLately: () => false,
  random: () => 0.5,
};
let made = 0n;

function result(
  verdict: RowResult['verdict'],
  { originId = 1, attempts = 1, keyId = 9n, statusCode = 201 } = {},
): RowResult {
  return {
    row: {
      subscriberId: ++made,
      originId,
      variant: 0,
      attempts,
      fence: 5n,
      endpoint: '',
      p256dh: Buffer.alloc(0),
      auth: Buffer.alloc(0),
      vapidKeyId: keyId,
      subscriptionAgeMs: 1e9,
      endpointSetAt: new Date(0),
      originFailureCount: 0,
      person: null,
      msLeft: 3_600_000,
    },
    verdict,
    statusCode,
    answerText: 'text',
  };
}
const accepted = () => result({ outcome: 'accepted' });
const refused = (attempts = 1) =>
  result({ outcome: 'fault', scope: 'run', reason: 'bad_request' }, { attempts, statusCode: 400 });
const states = (results: RowResult[], change: Partial<WeighContext> = {}) =>
  weighResults(results, { ...context, ...change }).settlements.map((row) => row.state);

describe('weighResults', () => {
  it('takes a fault for the whole push service only when nothing is accepted there', () => {
    const alone = weighResults([refused(), refused()], context);
    expect(alone.settlements.map((row) => row.state)).toEqual([0, 0]);
    expect(alone.pauses).toEqual([{ originId: 1, vapidKeyId: 9n, ms: 60_000, faultReason: 'bad_request' }]);
    expect(alone.alerts).toEqual([{ originId: 1, code: 'request_refused', detail: '400: text', count: 2 }]);

    for (const mixed of [
      weighResults([refused(), accepted()], context),
      weighResults([refused()], { ...context, hasAcceptedLately: () => true }),
    ]) {
      expect(mixed.settlements[0]).toMatchObject({ state: 4, reason: 'bad_request' });
      expect(mixed.pauses).toEqual([]);
      expect(mixed.alerts).toEqual([]);
    }
  });

  it('tries a push service at fault ever more rarely, an hour at most', () => {
    const pauseAfter = (failures: number) =>
      weighResults([refused()], { ...context, failureCount: () => failures }).pauses[0]?.ms;
    expect([0, 1, 2, 5, 6, 40].map(pauseAfter)).toEqual([60_000, 120_000, 240_000, 1_920_000, 3_600_000, 3_600_000]);
  });

  it('tells of redirects by their own name, and gives their rows up', () => {
    const redirect = (attempts: number) =>
      result({ outcome: 'fault', scope: 'run', reason: 'redirect' }, { attempts, statusCode: 302 });
    expect(weighResults([redirect(1)], context)).toMatchObject({
      settlements: [{ state: 0, reason: 'redirect' }],
      alerts: [{ code: 'redirect', count: 1 }],
    });
    expect(states([redirect(4)])).toEqual([4]);
    expect(states([accepted(), redirect(1)])).toEqual([2, 4]);
  });

  it('gives a refused row up in the end, but never for a fault of configuration', () => {
    expect(states([refused(3)])).toEqual([0]);
    expect(states([refused(4)])).toEqual([4]);
    const unauthorised = (attempts: number) =>
      result({ outcome: 'fault', scope: 'site', reason: 'refused_401' }, { attempts });
    expect(states([unauthorised(500)])).toEqual([0]);
    // The same key is taken from others, again and again: it is no fault of configuration.
    expect(states([accepted(), unauthorised(3)])).toEqual([2, 0]);
    expect(states([accepted(), unauthorised(4)])).toEqual([2, 4]);
  });

  it('quarantines single mismatched keys, and takes many without a success for a wrong key of ours', () => {
    const mismatch = () => result({ outcome: 'key_mismatch', reason: 'key_mismatch' });
    const few = weighResults([mismatch()], context);
    expect(few.settlements[0]).toMatchObject({ state: 4, endSubscription: { status: 'key_mismatch' } });
    const many = weighResults(Array.from({ length: 20 }, mismatch), context);
    expect(new Set(many.settlements.map((row) => row.state))).toEqual(new Set([0]));
    expect(many.settlements.some((row) => row.endSubscription)).toBe(false);
    expect(many.alerts).toMatchObject([{ code: 'key_mismatch', count: 20 }]);
    expect(many.pauses).toMatchObject([{ faultReason: 'key_mismatch' }]);
  });

  it('keeps push services and keys apart', () => {
    const busy = result({ outcome: 'retry', scope: 'origin', reason: 'unavailable', afterMs: 9_000 }, { originId: 2 });
    const { pauses, working } = weighResults(
      [accepted(), busy, result({ outcome: 'accepted' }, { originId: 2, keyId: 8n })],
      context,
    );
    expect(pauses).toEqual([{ originId: 2, vapidKeyId: 9n, ms: 9_000, faultReason: null }]);
    expect(working).toEqual([
      { originId: 1, vapidKeyId: 9n },
      { originId: 2, vapidKeyId: 8n },
    ]);
  });

  it('asks a push service that is away once a minute at least, and lets a row that asked often wait no longer', () => {
    const away = (afterMs: number | null) =>
      result({ outcome: 'retry', scope: 'origin', reason: 'x', afterMs }, { attempts: 30 });
    const patient = { ...context, failureCount: () => 30, random: () => 0.999999 };
    const own = weighResults([away(null)], patient);
    expect(own.pauses).toMatchObject([{ ms: 59_999 }]);
    expect(own.settlements).toMatchObject([{ state: 0, delayMs: 59_999 }]);
    const told = weighResults([away(600_000)], patient);
    expect(told.pauses).toMatchObject([{ ms: 600_000 }]);
    expect(told.settlements).toMatchObject([{ state: 0, delayMs: 600_000 }]);
  });

  it('puts rows off for as long as they were asked to, and never retries at once', () => {
    const delays = weighResults(
      [
        result({ outcome: 'retry', scope: 'row', reason: 'x', afterMs: 0 }),
        result({ outcome: 'retry', scope: 'row', reason: 'x', afterMs: 30_000 }),
        result({ outcome: 'retry', scope: 'row', reason: 'x', afterMs: null }, { attempts: 5 }),
        result({ outcome: 'unsent', delayMs: 0 }),
      ],
      { ...context, random: () => 0 },
    ).settlements.map((row) => row.delayMs);
    expect(delays).toEqual([500, 30_000, 500, 0]);
  });

  it('follows the policy for what cannot be known', () => {
    const ambiguous = result({ outcome: 'ambiguous', reason: 'timeout' });
    expect(states([ambiguous])).toEqual([0]);
    expect(states([ambiguous], { ambiguityPolicy: 'skip' })).toEqual([7]);
  });
});
