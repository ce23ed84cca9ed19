import { describe, expect, it } from 'vitest';
import { gettingItNow, notGettingIt } from './stop-words';

const toCome = (pendingCount: number, waitingCount = 0, isPlanned = true) => ({
  pendingCount,
  waitingCount,
  isPlanned,
});

describe('who does not get a campaign once it is cancelled', () => {
  it.each([
    [toCome(12_408), '12,408 subscribers who have not been sent it yet will not get it. '],
    [toCome(1), '1 subscriber who has not been sent it yet will not get it. '],
    [toCome(0), ''],
    [toCome(0, 0, false), 'Whoever has not been sent it yet will not get it. '],
    [toCome(5_000, 0, false), 'At least 5,000 subscribers who have not been sent it yet will not get it. '],
    [toCome(0, 8_000), '8,000 subscribers who wait for the best variant will not get it. '],
    [
      toCome(120, 1),
      '120 subscribers who have not been sent it yet and 1 subscriber who waits for the best variant will not get it. ',
    ],
  ])('%o', (given, text) => expect(notGettingIt(given)).toBe(text));
});

it.each([
  [toCome(2), '2 subscribers who have not been sent it yet get it now.'],
  [toCome(1), '1 subscriber who has not been sent it yet gets it now.'],
  [toCome(0, 8_000), 'The test goes on: the rest waits for the best variant.'],
  [toCome(0), 'It goes on.'],
])('who gets it once it is resumed: %o', (given, text) => expect(gettingItNow(given)).toBe(text));
