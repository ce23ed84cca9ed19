import { describe, expect, it } from 'vitest';
import type { WinnerRule } from '@/lib/contracts/ab-tests';
import { bestProbabilities } from './beta-binomial';
import { decideWinner, leadingArm } from './decide-winner';
import type { ArmCounts } from './read-arm-counts';

const after: WinnerRule = {
  decide: 'after',
  metric: 'clicks',
  afterSeconds: 3_600,
  confidencePercent: 95,
  ifUnclear: 'leading',
};
const significance: WinnerRule = { ...after, decide: 'significance' };
const asking: WinnerRule = { ...after, ifUnclear: 'wait' };
const arm = (accepted: number, clicked: number, pending = 0, converted: number | null = null): ArmCounts => ({
  planned: accepted + pending,
  pending,
  accepted,
  shown: accepted,
  clicked,
  converted,
});
const clear = [arm(1_000, 30), arm(1_000, 70)];
const close = [arm(1_000, 30), arm(1_000, 32)];
const early = [arm(60, 0), arm(60, 12)];
const due = { isDue: true, isPlanned: true };
const before = { isDue: false, isPlanned: true };

describe('decideWinner', () => {
  it.each([
    ['a person decides', { decide: 'manual', metric: 'clicks' } as const, { arms: clear, ...due }, 'wait'],
    ['too early', after, { arms: clear, ...before }, 'wait'],
    ['the time has come and it is clear', after, { arms: clear, ...due }, { arm: 1, by: 'confidence' }],
    ['too close, send the leading one', after, { arms: close, ...due }, { arm: 1, by: 'leading' }],
    ['too close, ask', asking, { arms: close, ...due }, 'ask'],
    ['nobody clicked: A', after, { arms: [arm(500, 0), arm(500, 0)], ...due }, { arm: 0, by: 'leading' }],
    [
      'nobody clicked, and B went to few',
      after,
      { arms: [arm(900, 0), arm(40, 0)], ...due },
      { arm: 0, by: 'leading' },
    ],
    ['nobody clicked, ask', asking, { arms: [arm(500, 0), arm(500, 0)], ...due }, 'ask'],
    ['clear before the time', significance, { arms: clear, ...before }, { arm: 1, by: 'confidence' }],
    ['a handful of early clicks', significance, { arms: early, ...before }, 'wait'],
    ['not clear before the time', significance, { arms: close, ...before }, 'wait'],
    ['not clear at the time', significance, { arms: close, ...due }, { arm: 1, by: 'leading' }],
    ['the audience is being gathered', after, { arms: clear, isDue: true, isPlanned: false }, 'wait'],
    ['the test is still going out', after, { arms: [arm(500, 30, 500), arm(1_000, 70)], ...due }, 'wait'],
    [
      'more clicks, but fewer who bought',
      after,
      { arms: [arm(1_000, 30, 0, 28), arm(1_000, 90, 0, 5)], ...due },
      { arm: 0, by: 'confidence' },
    ],
    [
      'clicks enough, but hardly anyone bought yet',
      significance,
      { arms: [arm(1_000, 30, 0, 0), arm(1_000, 90, 0, 9)], ...before },
      'wait',
    ],
    ['nobody bought: A', after, { arms: [arm(500, 9, 0, 0), arm(500, 40, 0, 0)], ...due }, { arm: 0, by: 'leading' }],
    ['B went to nobody', after, { arms: [arm(50, 5), arm(0, 0)], ...due }, { arm: 0, by: 'leading' }],
    ['B went to two, one of whom clicked', asking, { arms: [arm(900, 30), arm(2, 1)], ...due }, 'ask'],
    ['B went to few, who did not click', after, { arms: [arm(900, 9), arm(40, 0)], ...due }, { arm: 0, by: 'leading' }],
    ['everybody clicked A', after, { arms: [arm(40, 40), arm(40, 8)], ...due }, { arm: 0, by: 'confidence' }],
    ['a few are put off', after, { arms: [arm(990, 30, 10), arm(1_000, 70)], ...due }, { arm: 1, by: 'confidence' }],
  ] as const)('%s', (_name, rule, state, expected) => {
    expect(decideWinner(rule, { ...state, arms: [...state.arms] })).toEqual(expected);
  });
});

describe('leadingArm', () => {
  it('is the first among equals', () => {
    expect(leading([arm(1_000, 40), arm(1_000, 40)])).toBe(0);
    expect(leading([arm(1_000, 40), arm(1_000, 41)])).toBe(1);
  });

  it('is never one that nobody clicked, however few have got it', () => {
    const arms = [arm(1_000, 40), arm(0, 0)];
    expect(bestProbabilities(arms.map(toTrials))[1]).toBeGreaterThan(0.9);
    expect(leading(arms)).toBe(0);
    expect(leading([arm(1_000, 0), arm(0, 0)])).toBe(null);
  });
});

const leading = (arms: ArmCounts[]) => leadingArm(arms, bestProbabilities(arms.map(toTrials)));

const toTrials = ({ accepted, clicked }: ArmCounts) => ({ trials: accepted, successes: clicked });

/** A fixed sequence (mulberry32), so that this is no test of luck. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Of two equal variants, how often a rule at 95 % names one: with one look at the end, and with one every 100 messages. */
function falseAlarms(trialCount: number): { one: number; many: number } {
  const random = randomOf(7);
  let one = 0;
  let many = 0;
  for (let trial = 0; trial < trialCount; trial++) {
    const arms = [arm(0, 0), arm(0, 0)];
    let isStopped = false;
    for (let look = 0; look < 20; look++) {
      for (const each of arms) {
        for (let message = 0; message < 100; message++) if (random() < 0.05) each.clicked++;
        each.accepted += 100;
        each.planned += 100;
      }
      const decision = decideWinner(significance, { arms, isDue: false, isPlanned: true });
      if (decision !== 'wait') isStopped = true;
    }
    if (isStopped) many++;
    const last = decideWinner(after, { arms, isDue: true, isPlanned: true });
    if (last !== 'wait' && last !== 'ask' && last.by === 'confidence') one++;
  }
  return { one: one / trialCount, many: many / trialCount };
}

describe('peeking', () => {
  it('errs as docs/ab-tests.md says: many looks more often than one', () => {
    const { one, many } = falseAlarms(100);
    // Either variant may be the lucky one, so 95 % is twice 5 %.
    expect(one).toBeGreaterThan(0.05);
    expect(one).toBeLessThan(0.15);
    expect(many).toBeGreaterThan(0.25);
    expect(many).toBeLessThan(0.45);
  }, 300_000);
});
