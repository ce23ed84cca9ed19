import { expect, it } from 'vitest';
import { buttonWords } from './button-words';
import { EMPTY_VALUES } from './composer-values';

const KNOWN = {
  known: 60,
  leftOut: 0,
  isAbout: false,
  isCounting: false,
  timeZone: 'UTC',
  bestTime: null,
  series: null,
};

it('says what is missing while no segment is chosen, and promises nothing to anybody', () => {
  const bare = { ...EMPTY_VALUES, audienceKind: 'segments' as const };
  expect(buttonWords(bare, { ...KNOWN, known: null }).label).toBe('Choose a segment');
  expect(buttonWords({ ...bare, when: 'later' }, { ...KNOWN, known: null }).label).toBe('Choose a segment');
  expect(buttonWords({ ...bare, include: ['seg_1'] }, KNOWN).label).toBe('Send to 60 now');
  expect(buttonWords({ ...bare, include: ['seg_1'] }, { ...KNOWN, isCounting: true }).label).toBe('Counting…');
});

it('leaves out whose clock has passed the time', () => {
  expect(buttonWords(EMPTY_VALUES, { ...KNOWN, leftOut: 10 }).label).toBe('Send to about 50 now');
});
