import { expect, it } from 'vitest';
import { bestHourText } from './best-hour-text';

it('says when a campaign by best time would reach them, and by whose hour', () => {
  expect(bestHourText({ from: 'own', hour: 7, isUtc: false })).toBe('07:00 on their own clock');
  expect(bestHourText({ from: 'own', hour: 19, isUtc: true })).toBe('19:00 UTC, since their time zone is unknown');
  expect(bestHourText({ from: 'site', hour: 0 })).toBe(
    'Not learned yet; falls back to the site’s, 00:00 on their own clock',
  );
  expect(bestHourText({ from: 'start' })).toMatch(/^Not learned yet; falls back to the start of the campaign/);
});
