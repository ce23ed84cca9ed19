import { expect, it } from 'vitest';
import { signInAddress, wayBack } from './way-back';

it.each(['/s/site_1/campaigns/cmp_1', '/s/site_1/subscribers?search=a%20b&page=2'])('leads back to %s', (path) => {
  expect(wayBack(path)).toBe(path);
  expect(wayBack(new URL(signInAddress(path), 'http://x').searchParams.get('to'))).toBe(path);
});

it.each([
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/s/..//evil.example',
  '/.//evil.example',
  'javascript:alert(1)',
  's/site_1',
  '/sign-in?to=/sign-in',
  '/api/v1/sites',
  '',
  null,
  undefined,
  7,
])('leads to the first page for %j', (to) => {
  expect(wayBack(to)).toBe('/');
  expect(signInAddress(String(to))).toBe('/sign-in');
});
