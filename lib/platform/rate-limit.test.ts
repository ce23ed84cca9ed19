import { expect, it } from 'vitest';
import { createRateLimiter } from './rate-limit';

it('lets a burst through, then the sustained rate, each key for itself', () => {
  let at = 0;
  const limiter = createRateLimiter({ capacity: 3, perSecond: 0.5, clock: () => at });
  expect([1, 2, 3, 4].map(() => limiter.take('a').allowed)).toEqual([true, true, true, false]);
  expect(limiter.take('b')).toEqual({ allowed: true, remainingCount: 2, resetSeconds: 2, retryAfterSeconds: 0 });
  expect(limiter.take('a')).toEqual({ allowed: false, remainingCount: 0, resetSeconds: 6, retryAfterSeconds: 2 });
  at += 1_999;
  expect(limiter.take('a').allowed).toBe(false);
  at += 1;
  expect(limiter.take('a').allowed).toBe(true);
  at += 3_600_000;
  expect(limiter.take('a').remainingCount).toBe(2);
});

it('refuses do not cost, and a cost above one counts', () => {
  let at = 0;
  const limiter = createRateLimiter({ capacity: 10, perSecond: 1, clock: () => at });
  expect(limiter.take('a', 8).allowed).toBe(true);
  expect(limiter.take('a', 3)).toMatchObject({ allowed: false, retryAfterSeconds: 1, remainingCount: 2 });
  at += 1_000;
  expect(limiter.take('a', 3).allowed).toBe(true);
});

it('forgets the key unused for longest, so that strangers cannot fill the memory', () => {
  const limiter = createRateLimiter({ capacity: 1, perSecond: 0.001, maxKeys: 2, clock: () => 0 });
  limiter.take('a');
  limiter.take('b');
  limiter.take('a');
  limiter.take('c');
  expect(limiter.take('a').allowed).toBe(false);
  expect(limiter.take('b').allowed).toBe(true);
});
