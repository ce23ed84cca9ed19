import { describe, expect, it } from 'vitest';
import { groupCalls } from './group-calls';

/** Groups that wait to be let go, in order. */
function gate() {
  const groups: { items: number[]; finish: (results: number[]) => void; fail: (error: Error) => void }[] = [];
  const work = (items: number[]) =>
    new Promise<number[]>((resolve, reject) => groups.push({ items, finish: resolve, fail: reject }));
  return { groups, work };
}

const ALONE = { alone: async (item: number) => item * 10, isShared: () => true };
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('groupCalls', () => {
  it('takes together what comes in one turn, and what comes while a group is under way', async () => {
    const { groups, work } = gate();
    const call = groupCalls(work, { concurrency: 1, maxSize: 3, ...ALONE });
    const first = [call(1), call(2)];
    await turn();
    const later = [3, 4, 5, 6].map(call);
    await turn();
    expect(groups.map(({ items }) => items)).toEqual([[1, 2]]);
    groups[0]?.finish([10, 20]);
    expect(await Promise.all(first)).toEqual([10, 20]);
    expect(groups[1]?.items).toEqual([3, 4, 5]);
    groups[1]?.finish([30, 40, 50]);
    expect(await Promise.all(later.slice(0, 3))).toEqual([30, 40, 50]);
    groups[2]?.finish([60]);
    expect(await later[3]).toBe(60);
  });

  it('waits a while after a group for what comes soon after it, unless that is a whole group', async () => {
    const { groups, work } = gate();
    const call = groupCalls(work, { concurrency: 9, maxSize: 3, minIntervalMs: 60_000, ...ALONE });
    const results = [call(1)];
    await turn();
    results.push(call(2), call(3));
    await turn();
    await turn();
    expect(groups.map(({ items }) => items)).toEqual([[1]]);
    results.push(call(4));
    await turn();
    expect(groups.map(({ items }) => items)).toEqual([[1], [2, 3, 4]]);
    for (const { items, finish } of groups) finish(items);
    expect(await Promise.all(results)).toEqual([1, 2, 3, 4]);

    const soon = gate();
    const callSoon = groupCalls(soon.work, { concurrency: 9, maxSize: 3, minIntervalMs: 20, ...ALONE });
    const both = [callSoon(1)];
    await turn();
    both.push(callSoon(2));
    while (soon.groups.length < 2) await turn();
    for (const { items, finish } of soon.groups) finish(items);
    expect(await Promise.all(both)).toEqual([1, 2]);
  });

  it('fails the calls of the group that failed, and goes on', async () => {
    const { groups, work } = gate();
    const call = groupCalls(work, { concurrency: 1, maxSize: 2, ...ALONE });
    const outcomes = Promise.allSettled([call(1), call(2), call(3)]);
    await turn();
    groups[0]?.fail(new Error('away'));
    await turn();
    groups[1]?.finish([30]);
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  it('does one by one what failed together, when it may be the fault of one', async () => {
    const alone = async (item: number) => {
      if (item === 2) throw new Error('the bad one');
      return item * 10;
    };
    const work = () => Promise.reject(new Error('one is bad'));
    const call = groupCalls<number, number>(work, { concurrency: 1, maxSize: 9, alone, isShared: () => false });
    const outcomes = await Promise.allSettled([1, 2, 3].map(call));
    expect(outcomes).toMatchObject([{ value: 10 }, { reason: { message: 'the bad one' } }, { value: 30 }]);
  });

  it('has as many groups under way as it may', async () => {
    const { groups, work } = gate();
    const call = groupCalls(work, { concurrency: 2, maxSize: 1, ...ALONE });
    const results = [1, 2, 3].map(call);
    await turn();
    expect(groups).toHaveLength(2);
    groups[1]?.finish([2]);
    await results[1];
    expect(groups).toHaveLength(3);
    groups[0]?.finish([1]);
    groups[2]?.finish([3]);
    expect(await Promise.all(results)).toEqual([1, 2, 3]);
  });
});
