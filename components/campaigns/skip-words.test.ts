import { describe, expect, it } from 'vitest';
import { EMPTY_VALUES } from './composer-values';
import { emptyVariant } from './empty-variant';
import { skipWords, toSkipsInput } from './skip-words';

const ZONE = 'Europe/Paris';
const nobody = { audienceCount: 1_000, heldOutCount: 0, timePassedCount: 0, expiredCount: 0 };

describe('what is asked about who is skipped', () => {
  it('nothing, while nothing chosen leaves anybody out', () => {
    expect(toSkipsInput(EMPTY_VALUES, ZONE)).toBeNull();
    expect(toSkipsInput({ ...EMPTY_VALUES, throttle: '60', audienceKind: 'segments' }, ZONE), 'no segment').toBeNull();
    expect(toSkipsInput({ ...EMPTY_VALUES, when: 'local', localAt: '2027-01-31T09:00' }, ZONE)).toBeNull();
    const holdout = { ...EMPTY_VALUES.abTest, holdout: '10' };
    expect(toSkipsInput({ ...EMPTY_VALUES, abTest: holdout }, ZONE), 'no A/B test').toBeNull();
  });

  it('the pace with how long it is kept, the hold-out, and times that have passed', () => {
    const paced = { ...EMPTY_VALUES, throttle: '60', ttlAmount: '2', ttlUnit: 'hours' } as const;
    expect(toSkipsInput(paced, ZONE)).toMatchObject({ throttlePerMinute: 60, ttlSeconds: 7_200, testPercent: 100 });
    const local = { ...EMPTY_VALUES, when: 'local', localAt: '2027-01-31T09:00', whenPassed: 'skip' } as const;
    expect(toSkipsInput(local, ZONE)).toMatchObject({ schedule: { kind: 'local_time', whenPassed: 'skip' } });
    const abTest = {
      ...EMPTY_VALUES.abTest,
      variants: [emptyVariant(), emptyVariant()],
      holdout: '10',
      mode: 'winner',
      testPercent: '30',
    } as const;
    expect(
      toSkipsInput({ ...EMPTY_VALUES, abTest: { ...abTest, variants: [...abTest.variants] } }, ZONE),
    ).toMatchObject({ holdoutPercent: 10, testPercent: 30 });
  });
});

describe('who is skipped, in words', () => {
  it('says so when everyone gets it', () => {
    expect(skipWords(nobody, 60)).toEqual({ summary: 'Everyone gets it', reasons: [] });
  });

  it('names each reason with its number', () => {
    const { summary, reasons } = skipWords(
      { audienceCount: 12_408, heldOutCount: 1_241, timePassedCount: 200, expiredCount: 59 },
      100,
    );
    expect(summary).toBe('About 1,500 of 12,408 subscribers will not get it');
    expect(reasons).toEqual([
      '1,241 held out, to compare the others with',
      '200 whose clock has passed the time, skipped as you chose',
      'about 59 not reached before it expires, at 100 a minute: send faster, or keep it longer',
    ]);
  });

  it('promises nothing of best hours', () => {
    expect(skipWords({ ...nobody, expiredCount: null }, 1)).toMatchObject({
      summary: 'Not everyone may get it',
      reasons: [expect.stringContaining('depends on their best hours')],
    });
  });
});
