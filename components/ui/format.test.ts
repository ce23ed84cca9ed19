import { describe, expect, it, test } from 'vitest';
import {
  formatCompact,
  formatCount,
  formatCountry,
  formatDate,
  formatDateTime,
  formatDuration,
  formatLanguage,
  formatNumber,
  formatRelative,
  formatShare,
} from './format';

const NOW = Date.parse('2026-11-21T14:05:00Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  [0, '0'],
  [999, '999'],
  [12_408, '12,408'],
  [1_000_000, '1,000,000'],
])('%i has its thousands apart: %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test.each([
  [9_999, '9,999'],
  [10_000, '10K'],
  [12_408, '12.4K'],
  [1_240_000, '1.2M'],
  [-12_408, '-12.4K'],
])('%i is short from ten thousand on: %s', (value, text) => {
  expect(formatCompact(value)).toBe(text);
});

test.each([
  [0, 0, '–'],
  [0, 40, '0%'],
  [1, 3, '33.3%'],
  [1, 3_000, '<0.1%'],
  [2, 3_000, '0.1%'],
  [9_940, 10_000, '99.4%'],
  [9_960, 10_000, '99.6%'],
  [99_999, 100_000, '99.9%'],
  [40, 40, '100%'],
])('%i of %i is %s', (part, total, text) => {
  expect(formatShare(part, total)).toBe(text);
});

test.each([
  [0, 'hour', undefined, '0 hours'],
  [1, 'hour', undefined, '1 hour'],
  [12_408, 'subscriber', undefined, '12,408 subscribers'],
  [1, 'reply', 'replies', '1 reply'],
  [2, 'reply', 'replies', '2 replies'],
])('%i %s', (count, one, many, text) => {
  expect(formatCount(count, one, many)).toBe(text);
});

describe('how long ago', () => {
  it.each([
    [0, 'just now'],
    [-44 * SECOND, 'just now'],
    [-45 * SECOND, '1 minute ago'],
    [44 * SECOND, 'just now'],
    [45 * SECOND, 'in 1 minute'],
    [-MINUTE, '1 minute ago'],
    [-119 * SECOND, '1 minute ago'],
    [-2 * MINUTE, '2 minutes ago'],
    [-59 * MINUTE, '59 minutes ago'],
    [-HOUR, '1 hour ago'],
    [5 * HOUR, 'in 5 hours'],
    [-DAY, '1 day ago'],
    [DAY, 'in 1 day'],
    [47 * HOUR, 'in 1 day'],
    [-6 * DAY, '6 days ago'],
    [-7 * DAY, '1 week ago'],
    [-20 * DAY, '2 weeks ago'],
    [-30 * DAY, '1 month ago'],
    [-364 * DAY, '12 months ago'],
    [-365 * DAY, '1 year ago'],
    [-1_000 * DAY, '2 years ago'],
  ])('%i ms is said as "%s"', (distance, text) => {
    expect(formatRelative(NOW + distance, NOW)).toBe(text);
  });
});

describe('an instant', () => {
  it('is told by the clock of the zone, with its day', () => {
    expect(formatDateTime(NOW, 'UTC')).toBe('21 Nov 2026, 14:05');
    expect(formatDateTime(NOW, 'Europe/Berlin')).toBe('21 Nov 2026, 15:05');
    expect(formatDateTime('2026-11-21T23:30:00Z', 'Asia/Tokyo')).toBe('22 Nov 2026, 08:30');
    expect(formatDate('2026-11-21T23:30:00Z', 'Asia/Tokyo')).toBe('22 Nov 2026');
    // In summer, by the summer's clock.
    expect(formatDateTime('2026-07-01T12:00:00Z', 'Europe/Berlin')).toBe('1 Jul 2026, 14:00');
  });
});

test.each([
  [0, '0 s'],
  [59.6, '1 min'],
  [95, '1 min 35 s'],
  [7_320, '2 h 2 min'],
  [3_600 * 1_200, '1,200 h'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test('codes have names, and what is no code stays as it is', () => {
  expect([formatCountry('DE'), formatCountry('none at all')]).toEqual(['Germany', 'none at all']);
  expect([formatLanguage('pt-br'), formatLanguage('!')]).toEqual(['Brazilian Portuguese', '!']);
});
