import { describe, expect, it } from 'vitest';
import type { AbTestResult } from '@/lib/contracts/ab-tests';
import { abTestSummary } from './ab-test-summary';

type Facts = Parameters<typeof abTestSummary>[0];

const variant = (letter: string, bestProbability: number): AbTestResult['variants'][number] => ({
  variant: letter,
  audience: 1_000,
  pending: 0,
  accepted: 1_000,
  shown: 900,
  clicked: 30,
  converted: null,
  clickRate: 0.03,
  conversionRate: null,
  low: 0.02,
  high: 0.04,
  bestProbability,
});

/** B leads with this probability, over A or over A and C. */
const facts = (probability: number, more: Partial<Facts> = {}): Facts => ({
  metric: 'clicks',
  goal: null,
  variants: [variant('A', 1 - probability), variant('B', probability)],
  leading: 'B',
  heldOutCount: 0,
  restCount: 41_200,
  isRestCounted: true,
  decidesAt: null,
  winner: null,
  decidedBy: null,
  decidedAt: null,
  expectedClicks: 412,
  phase: 'testing',
  ...more,
});
const say = (probability: number, more: Partial<Facts> = {}, hasRest = true) =>
  abTestSummary(facts(probability, more), { hasRest });

describe('how a test stands, in a sentence', () => {
  it('says which is better, how surely, and what that brings', () => {
    expect(say(0.96)).toBe('B is better with 96 % probability; 412 more clicks expected.');
    expect(say(0.96, { expectedClicks: 1 })).toBe('B is better with 96 % probability; 1 more click expected.');
    expect(say(0.96, { expectedClicks: 12_408 })).toContain('12,408 more clicks expected');
  });

  it('speaks of what would have been where nobody waits for the best one', () => {
    const text = 'B is better with 96 % probability; had everyone got it, about 20 more clicks.';
    expect(say(0.96, { expectedClicks: 20 }, false)).toBe(text);
    expect(say(0.96, { expectedClicks: 20, phase: 'finished' })).toBe(text);
  });

  it('speaks of people where a goal counts', () => {
    const goal = { id: 'goal_1', name: 'Order', windowHours: 24, isArchived: false };
    expect(say(0.96, { goal })).toBe('B is better with 96 % probability; 412 more people reaching “Order” expected.');
    expect(say(0.96, { goal, expectedClicks: 1 })).toContain('1 more person reaching “Order” expected');
  });

  it('calls the leader of three the best', () => {
    const variants = [variant('A', 0.02), variant('B', 0.96), variant('C', 0.02)];
    expect(say(0.96, { variants })).toBe('B is the best with 96 % probability; 412 more clicks expected.');
  });

  it('calls nothing better below 80 %', () => {
    expect(say(0.7999)).toBe('Too close to call: B leads with 79 % probability of being better.');
    expect(say(0.8)).toBe('B is better with 80 % probability; 412 more clicks expected.');
  });

  it.each([
    [0.9599, '95 %'],
    [0.96, '96 %'],
    [0.9899, '98 %'],
    [0.99, '99.0 %'],
    [0.9987, '99.8 %'],
    [0.999, '99.9 %'],
    [0.9991, 'more than 99.9 %'],
    [1, 'more than 99.9 %'],
  ])('rounds %s down to %s, and never to certainty', (probability, text) => {
    expect(say(probability)).toContain(`better with ${text} probability`);
  });

  it('calls level what is, and names no leader', () => {
    expect(say(0.5)).toBe('Too close to call: A and B are level.');
  });

  it('promises no clicks where none are expected', () => {
    expect(say(0.85, { expectedClicks: 0 })).toBe('B is better with 85 % probability.');
    expect(say(0.85, { expectedClicks: 0 }, false)).toBe('B is better with 85 % probability.');
  });

  const none = { leading: null, expectedClicks: null };

  it('compares nothing where nothing was clicked', () => {
    const variants = [variant('A', 0.5), variant('B', 0.5)].map((one) => ({ ...one, clicked: 0 }));
    expect(say(0.5, { ...none, variants })).toBe('Nobody has clicked yet, so there is nothing to compare.');
  });

  it.each([
    [0, 0, 'Too few to tell: B was sent to nobody, and a comparison needs 30 of each variant.'],
    [2, 1, 'Too few to tell: B was sent to 2, and a comparison needs 30 of each variant.'],
    [40, 0, 'Too few to tell: B was sent to 40, and nobody of them has clicked yet.'],
  ])('compares nothing with a variant of %i messages and %i clicks', (accepted, clicked, text) => {
    const variants = [variant('A', 0.1), { ...variant('B', 0.9), accepted, clicked }];
    expect(say(0.9, { ...none, variants })).toBe(text);
  });
});
