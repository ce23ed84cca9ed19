import { expect, it } from 'vitest';
import { draftDifferences } from './draft-words';

const SEGMENTS = [{ id: 'seg_1', name: 'VIP' }];

it('says what an earlier draft said otherwise, and nothing of what is the same', () => {
  const now = {
    name: 'Sale',
    message: { title: 'Ends tonight', body: 'Until midnight', url: 'https://shop.example/' },
    audience: { all: true as const },
    ttlSeconds: 3_600,
  };
  const then = {
    ...now,
    message: { ...now.message, title: 'Ends soon', actions: [{ title: 'Shop', url: 'https://shop.example/a' }] },
    translations: { de: { title: 'Bald vorbei' } },
    audience: { include: ['seg_1'] },
    schedule: {
      kind: 'local_time' as const,
      at: '2027-01-31T09:00',
      fallbackTimezone: 'UTC',
      whenPassed: 'now' as const,
    },
  };
  expect(draftDifferences(then, now, SEGMENTS)).toEqual([
    { label: 'Title', before: 'Ends soon', now: 'Ends tonight' },
    { label: 'Buttons', before: 'Shop → https://shop.example/a', now: '' },
    { label: 'Languages', before: 'German: Bald vorbei', now: '' },
    { label: 'Audience', before: 'People in VIP', now: 'Everyone' },
    { label: 'Time', before: '31 Jan 2027, 09:00 in each subscriber’s time zone', now: 'Now' },
  ]);
  expect(draftDifferences(now, structuredClone(now), SEGMENTS)).toEqual([]);
});

it('tells the variants of a test apart', () => {
  const abTest = (title: string) => ({
    variants: [{ weight: 1 }, { weight: 2, message: { title } }],
    holdoutPercent: 5,
    testPercent: 100,
  });
  expect(draftDifferences({ abTest: abTest('Bye') }, { abTest: abTest('Hello') }, [])).toEqual([
    { label: 'A/B test', before: 'A. B ×2: Bye. 5 % get nothing', now: 'A. B ×2: Hello. 5 % get nothing' },
  ]);
});
