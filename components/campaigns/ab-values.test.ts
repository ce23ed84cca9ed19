import { describe, expect, it } from 'vitest';
import { AbTestInput } from '@/lib/contracts/ab-tests';
import { MessageInput } from '@/lib/contracts/messages';
import { abCounts } from './ab-counts';
import { abProblems } from './ab-problems';
import { EMPTY_AB_TEST, toAbTest, toAbValues } from './ab-values';
import { type ComposerValues, EMPTY_VALUES, toMessage } from './composer-values';
import { emptyVariant } from './empty-variant';
import { primaryLabel } from './primary-label';
import { shownVariant } from './shown-variant';

const b = { ...emptyVariant(), title: 'Last hours' };
const abTest = { ...EMPTY_AB_TEST, variants: [emptyVariant(), b], mode: 'winner' as const, holdout: '10' };
const values: ComposerValues = { ...EMPTY_VALUES, title: 'Sale', url: 'https://shop.example/', abTest };
const problemsOf = (change: Partial<ComposerValues>) => {
  const changed = { ...values, ...change };
  return abProblems(changed, toMessage(changed), MessageInput).map(({ path }) => path);
};

describe('an A/B test in the composer', () => {
  it('is stored and opened as it was', () => {
    const stored = AbTestInput.parse(toAbTest(abTest, []));
    expect(stored).toEqual({
      variants: [{ weight: 1 }, { weight: 1, message: { title: 'Last hours' } }],
      holdoutPercent: 10,
      testPercent: 20,
      winner: { decide: 'after', metric: 'clicks', afterSeconds: 14_400, confidencePercent: 95, ifUnclear: 'leading' },
    });
    expect(toAbValues(stored)).toEqual(abTest);
    expect(toAbTest(toAbValues(null), [])).toBeNull();
  });

  it('can be saved half-written, in the languages of the message', () => {
    const typed = {
      ...abTest,
      holdout: 'x',
      testPercent: '',
      afterHours: '-',
      variants: [emptyVariant(), { ...b, weight: '' }],
    };
    const stored = AbTestInput.parse(toAbTest(typed, ['de']));
    expect(stored).toMatchObject({ holdoutPercent: 0, testPercent: 20, winner: { afterSeconds: 14_400 } });
    expect(stored.variants[1]).toEqual({
      weight: 1,
      message: { title: 'Last hours' },
      translations: { de: { title: '' } },
    });
  });

  it('keeps what only the API can say', () => {
    const message = { title: 'B', silent: true };
    const stored = AbTestInput.parse({ variants: [{}, { message }] });
    expect(toAbTest(toAbValues(stored), [])?.variants[1]?.message).toEqual(message);
  });

  it('names what keeps it from being sent', () => {
    expect(problemsOf({})).toEqual([]);
    const withB = (change: object) => ({ abTest: { ...abTest, variants: [emptyVariant(), { ...b, ...change }] } });
    expect(problemsOf(withB({ title: '' }))).toEqual(['abTest.variants.1.title']);
    expect(problemsOf(withB({ url: 'nowhere' }))).toEqual(['abTest.variants.1.url']);
    expect(problemsOf(withB({ weight: '1.5' }))).toEqual(['abTest.variants.1.weight']);
    expect(problemsOf({ abTest: { ...abTest, holdout: '51' } })).toEqual(['abTest.holdout']);
    expect(problemsOf({ abTest: { ...abTest, testPercent: '100' } })).toEqual(['abTest.testPercent']);
    expect(problemsOf({ abTest: { ...abTest, afterHours: '0.1' } })).toEqual(['abTest.afterHours']);
    expect(problemsOf({ abTest: { ...abTest, afterHours: '0.1', decide: 'manual' } })).toEqual([]);
    expect(problemsOf({ when: 'recurring' })).toEqual(['abTest.testPercent']);
    expect(problemsOf({ when: 'best' })).toEqual(['abTest.testPercent']);
    expect(problemsOf({ when: 'recurring', abTest: { ...abTest, mode: 'all' } })).toEqual([]);
    const translations = [{ language: 'de', title: 'Ausverkauf', body: '', url: '', buttons: [], rest: {} }];
    expect(problemsOf({ translations })).toEqual(['abTest.variants.1.translations.de.title']);
  });

  it('is decided by a goal once one is chosen, and says so while none is', () => {
    const byGoal = { ...abTest, metric: 'conversions' as const, goalId: 'goal_1' };
    const stored = AbTestInput.parse(toAbTest(byGoal, []));
    expect(stored.winner).toMatchObject({ metric: 'conversions', goalId: 'goal_1' });
    expect(toAbValues(stored)).toMatchObject({ metric: 'conversions', goalId: 'goal_1' });
    expect(problemsOf({ abTest: byGoal })).toEqual([]);
    const open = { ...byGoal, goalId: '' };
    expect(problemsOf({ abTest: open })).toEqual(['abTest.goalId']);
    expect(problemsOf({ abTest: { ...open, mode: 'all' } })).toEqual([]);
    // A draft is saved meanwhile.
    expect(AbTestInput.parse(toAbTest(open, [])).winner).toMatchObject({ metric: 'clicks' });
  });

  it('says to how many it goes', () => {
    expect(abCounts(abTest, 10_000)).toEqual({ heldOut: 1_000, test: 1_800, rest: 7_200, variants: [900, 900] });
    // Together no more than there are.
    const three = { ...abTest, mode: 'all' as const, holdout: '0', variants: Array.from({ length: 3 }, emptyVariant) };
    expect(abCounts(three, 4)).toEqual({ heldOut: 0, test: 4, rest: 0, variants: [1, 2, 1] });
    expect(abCounts(three, 1).variants).toEqual([0, 1, 0]);
    expect(primaryLabel(values, 10_000, 'UTC', null)).toBe('Send A/B test to 1,800 now, the best to 7,200 later');
    expect(primaryLabel(values, null, 'UTC', null)).toBe('Send A/B test now, the best to the rest later');
    expect(primaryLabel(values, 410_000, 'UTC', null, true)).toBe(
      'Send A/B test to about 73,800 now, the best to about 295,200 later',
    );
    expect(primaryLabel({ ...values, abTest: { ...abTest, mode: 'all' } }, 10_000, 'UTC', null)).toBe(
      'Send A/B test to 9,000 now',
    );
  });

  it('is previewed as the variant that is open', () => {
    const message = toMessage(values);
    expect(shownVariant(values, 1, message).message).toMatchObject({
      title: 'Last hours',
      url: 'https://shop.example/',
    });
    expect(shownVariant(values, 0, message).message.title).toBe('Sale');
    expect(shownVariant(values, 7, message).message.title).toBe('Sale');
  });
});
