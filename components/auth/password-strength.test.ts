import { expect, test } from 'vitest';
import { passwordStrength } from './password-strength';

test.each([
  ['', 0],
  ['short', 1],
  ['elevenchars', 1],
  ['aaaaaaaaaaaaaaaaaaaa', 1],
  ['twelve chars', 2],
  ['a few words more', 3],
  ['correct horse battery', 4],
])('%j scores %i', (password, score) => {
  expect(passwordStrength(password).score).toBe(score);
});
