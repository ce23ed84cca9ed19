import { expect, it } from 'vitest';
import { isCommonPassword } from './is-common-password';

it.each([
  'password1234',
  'Password1234!',
  'passwordpassword',
  'P@ssw0rd2024!',
  'qwertyuiop123',
  'qwertyuiopasdfgh',
  '1q2w3e4r5t6y',
  '123456789012',
  '098765432109',
  'abcdefghijklm',
  'aaaaaaaaaaaa',
  'abcabcabcabc',
  '121212121212',
  'letmein12345',
  'welcome123456',
  'Welcome2025!!',
  'iloveyou12345',
  'iloveyouforever',
  'admin1234567',
  'administrator1',
  'adminadminadmin',
  'changeme1234',
  'thisismypassword',
  'mysecretpassword',
  'correcthorsebatterystaple',
  'liverpoolfc1892',
  'summer2026!!',
  'belfrybelfry1',
  'zxcvbnmasdfgh',
  '111111222222',
])('finds %s too common', (password) => expect(isCommonPassword(password)).toBe(true));

it.each([
  'violet kettle seventeen',
  'tr0ub4dor&3-kestrel',
  'correct horse battery',
  'Mein Hund heißt Karl',
  'gk3v-8wqp-z1xm',
  'f7Q!r2#Lp9@x',
  'ωραία μέρα σήμερα',
  '这是一个很长的密码短语呢',
  'the quick brown fox',
])('lets %s pass', (password) => expect(isCommonPassword(password)).toBe(false));

it("finds the person's own address too common", () => {
  expect(isCommonPassword('annabel.larkspur', ['annabel@larkspur.example'])).toBe(true);
  expect(isCommonPassword('annabel12345', ['annabel@larkspur.example'])).toBe(true);
  expect(isCommonPassword('annabel.larkspur', ['someone@else.example'])).toBe(false);
});

it('comes to an end for the longest text, whatever it repeats', () => {
  // A search that tried every way of cutting them up would not end within the test's time.
  expect(isCommonPassword('1a'.repeat(128))).toBeTypeOf('boolean');
  expect(isCommonPassword(`${'password'.repeat(32).slice(0, 255)}ß`)).toBeTypeOf('boolean');
});
