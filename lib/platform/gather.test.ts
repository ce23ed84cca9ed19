import { expect, it } from 'vitest';
import { createGatherer } from './gather';

const pause = () => new Promise((resolve) => setTimeout(resolve, 2));

it('gives each its own result, in batches of limited size, one at a time', async () => {
  const sizes: number[] = [];
  let running = 0;
  const double = createGatherer<number, number>({
    maxBatch: 10,
    gatherMs: 1,
    write: async (items) => {
      expect(++running).toBe(1);
      sizes.push(items.length);
      await pause();
      running--;
      return items.map((item) => item * 2);
    },
  });
  const first = Array.from({ length: 25 }, (_, i) => double(i));
  await pause();
  const later = Array.from({ length: 3 }, (_, i) => double(100 + i));
  expect(await Promise.all([...first, ...later])).toEqual([...Array(25).keys(), 100, 101, 102].map((i) => i * 2));
  expect(Math.max(...sizes)).toBe(10);
  expect(sizes.length).toBeLessThan(6);
  expect(await double(7)).toBe(14);
});

it('one that cannot be written fails alone', async () => {
  const write = createGatherer<number, number>({
    maxBatch: 10,
    gatherMs: 1,
    write: async (items) => {
      if (items.includes(3)) throw new Error('three');
      return items;
    },
  });
  const settled = await Promise.allSettled([1, 2, 3, 4].map((item) => write(item)));
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
});

it('a database that is away is told to everyone who waits, and to nobody after them', async () => {
  let isAway = true;
  let tries = 0;
  const write = createGatherer<number, number>({
    maxBatch: 10,
    gatherMs: 1,
    write: async (items) => {
      tries++;
      if (isAway) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
      return items;
    },
  });
  const settled = await Promise.allSettled([1, 2, 3].map((item) => write(item)));
  expect(settled.every(({ status }) => status === 'rejected')).toBe(true);
  expect(tries).toBe(1);
  isAway = false;
  expect(await write(4)).toBe(4);
});
