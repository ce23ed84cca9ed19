import { describe, expect, it } from 'vitest';
import { expectedClicks } from './expected-clicks';

const arm = (planned: number, accepted: number, clicked: number, pending = 0) => ({
  planned,
  pending,
  accepted,
  shown: accepted,
  clicked,
  converted: null,
});

// The mean of Beta(1 + s, 1 + n − s) is (1 + s) / (2 + n): 20 of 998 make 21 / 1,000, 30 of 998 make 31 / 1,000.
const A = arm(998, 998, 20);
const B = arm(998, 998, 30);

describe('what the leading variant is expected to bring', () => {
  it('is the difference of the means times the rest: 0.031 − 0.021, for 41,200', () => {
    expect(expectedClicks([A, B], 1, 41_200)).toBe(412);
  });

  it('counts of the rest those that will be accepted: as many of a hundred as in the test', () => {
    // 1,996 of 2,495 that were settled: 80 %. What is still to be sent says nothing.
    expect(expectedClicks([{ ...A, planned: 1_247 }, arm(1_298, 998, 30, 50)], 1, 41_200)).toBe(330);
  });

  it('is against the runner-up, not the last one', () => {
    // 25 of 998 make 26 / 1,000, so that 0.005 are left.
    expect(expectedClicks([A, B, arm(998, 998, 25)], 1, 41_200)).toBe(206);
  });

  it('is of the test itself where nobody waits: 0.01 of 1,996', () => {
    expect(expectedClicks([A, B], 1, null)).toBe(20);
  });

  it('is never less than nothing', () => {
    expect(expectedClicks([A, B], 0, 41_200)).toBe(0);
  });
});
