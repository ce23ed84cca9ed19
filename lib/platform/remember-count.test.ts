import { beforeEach, describe, expect, it } from 'vitest';
import { rememberCount } from './remember-count';

// On a clock of its own: counting takes as long as the test says.

let now: number;
let counted: number;
let remember: ReturnType<typeof rememberCount<number>>;
beforeEach(() => {
  now = 0;
  counted = 0;
  remember = rememberCount<number>(() => now);
});

/** Asks for a count that would take so long; the number says how often it was counted. */
const ask = (tookMs: number, key = 'site') =>
  remember(key, async () => {
    now += tookMs;
    return ++counted;
  });
/** Whatever goes on behind the back of whoever asked is done. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('what is counted', () => {
  it('is shared by those who ask at once, and is another for another key', async () => {
    expect(await Promise.all([ask(10), ask(10), ask(10, 'other')])).toEqual([1, 1, 2]);
  });

  it('is kept a hundred times as long as it took, then counted anew', async () => {
    expect(await ask(10)).toBe(1);
    await settle();
    now += 999;
    expect(await ask(10)).toBe(1);
    now += 2;
    expect(await ask(10)).toBe(2);
  });

  it('is shown once more while it is counted anew, when that takes long', async () => {
    expect(await ask(500)).toBe(1);
    await settle();
    now += 50_001;
    expect(await ask(500)).toBe(1);
    await settle();
    expect(await ask(500)).toBe(2);
    expect(counted).toBe(2);
  });

  it('is never shown when it is older than ten minutes', async () => {
    expect(await ask(500)).toBe(1);
    await settle();
    now += 600_001;
    expect(await ask(500)).toBe(2);
  });

  it('is asked for again after a failure, which whoever asked is told of', async () => {
    const fail = () => remember('site', () => Promise.reject(new Error('away')));
    await expect(fail()).rejects.toThrow('away');
    await settle();
    expect(await ask(500)).toBe(1);
    await settle();
    now += 60_001;
    expect(await fail()).toBe(1);
    await settle();
    now += 600_000;
    await expect(fail()).rejects.toThrow('away');
  });
});
