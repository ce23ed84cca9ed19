import { expect, it } from 'vitest';
import { findCountry } from './find-country';

it.each([
  ['193.99.144.80', 'DE'],
  ['::ffff:193.99.144.80', 'DE'],
  ['8.8.8.8', 'US'],
  ['2a00:1450:4001::1', 'IE'],
  ['127.0.0.1', null],
  ['10.1.2.3', null],
  ['::1', null],
  ['junk', null],
  ['', null],
  [null, null],
])('%s → %s', (address, country) => {
  expect(findCountry(address)).toBe(country);
});
