import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { waitFor } from '@/tests/support/wait-for';
import { createFairShare } from './fair-share';
import { createSendRounds } from './send-rounds';

describe('a fair share', () => {
  const fill = (share: ReturnType<typeof createFairShare<string>>, owner: string) => {
    let count = 0;
    for (; share.hasRoom(owner); count++) share.take(owner);
    return count;
  };

  it('leaves as much free as the greediest holds, however many are greedy', () => {
    const share = createFairShare<string>(120);
    expect(fill(share, 'a')).toBe(60);
    expect(fill(share, 'b')).toBe(30);
    // As the first one's end, the others may take more: what is fair is found again.
    for (let i = 0; i < 20; i++) share.give('a');
    expect(fill(share, 'b')).toBe(10);
    expect(share.hasRoom('a')).toBe(false);
    expect(share.hasRoom('c')).toBe(true);
  });

  it('forgets who holds nothing', () => {
    const share = createFairShare<string>(4);
    expect(fill(share, 'a')).toBe(2);
    share.give('a');
    share.give('a');
    expect(fill(share, 'b')).toBe(2);
  });
});

describe('rounds', () => {
  it('take turns by site, not by job', async () => {
    const rounds = createSendRounds(() => 10_000);
    const order: string[] = [];
    const job = (name: string, count: number) => {
      let left = count;
      return (quantum: number) => {
        const startedCount = Math.min(quantum, left);
        left -= startedCount;
        if (startedCount > 0) order.push(name);
        return startedCount;
      };
    };
    for (const name of ['a1', 'a2', 'a3']) rounds.add(1n, job(name, 16));
    rounds.add(2n, job('b1', 24));
    rounds.request();
    rounds.request();
    await setImmediate();
    expect(order).toEqual(['a1', 'b1', 'a2', 'b1', 'a3', 'b1', 'a1', 'a2', 'a3']);
  });

  it('let others have a turn of the process when their time is over', async () => {
    const rounds = createSendRounds(() => 0);
    const order: string[] = [];
    const startOne = (siteId: bigint) => {
      const starter = () => {
        order.push(`site ${siteId}`);
        setImmediate().then(() => order.push('other'));
        rounds.remove(siteId, starter);
        const until = performance.now() + 1;
        while (performance.now() < until);
        return 1;
      };
      return starter;
    };
    for (const siteId of [1n, 2n]) rounds.add(siteId, startOne(siteId));
    rounds.request();
    await waitFor(() => order.length === 4);
    expect(order).toEqual(['site 1', 'other', 'site 2', 'other']);
  });
});
