import { describe, expect, it } from 'vitest';
import { createOriginWindows, type LoadSignal, MAX_WINDOW } from './origin-window';

function setUp() {
  let time = 0;
  const windows = createOriginWindows(() => time);
  const room = () => {
    let count = 0;
    let turn = 0;
    while (windows.hasRoom('a')) {
      turn = windows.start('a');
      count++;
    }
    for (let i = 0; i < count; i++) windows.end('a', 'other', turn);
    return count;
  };
  const answer = (signal: LoadSignal) => windows.end('a', signal, windows.start('a'));
  return { windows, room, answer, wait: (ms: number) => (time += ms) };
}

describe('origin windows', () => {
  it('grow with success up to a ceiling, and halve once for a burst of throttling', () => {
    const { room, answer, wait } = setUp();
    const start = room();
    for (let i = 0; i < 10; i++) answer('accepted');
    expect(room()).toBe(start + 10);
    for (let i = 0; i < 1_000; i++) answer('accepted');
    expect(room()).toBe(MAX_WINDOW);
    for (let i = 0; i < 50; i++) answer('throttled');
    expect(room()).toBe(MAX_WINDOW / 2);
    wait(1_000);
    answer('throttled');
    expect(room()).toBe(MAX_WINDOW / 4);
    // After a throttling it grows by one a round, not by one an answer.
    for (let i = 0; i < MAX_WINDOW / 4; i++) answer('accepted');
    expect(room()).toBeLessThanOrEqual(MAX_WINDOW / 4 + 1);
  });

  it('never close altogether', () => {
    const { room, answer, wait } = setUp();
    for (let i = 0; i < 100; i++) {
      wait(1_000);
      answer('throttled');
    }
    expect(room()).toBe(1);
  });

  it('pause for the longest time asked for, count failures, and forget both alone', () => {
    const { windows, answer, wait } = setUp();
    windows.pause('a', 5_000);
    windows.pause('a', 1_000);
    expect(windows.pausedMs('a')).toBe(5_000);
    expect(windows.pausedMs('b')).toBe(0);
    expect(windows.failureCount('a')).toBe(2);
    wait(5_000);
    expect(windows.pausedMs('a')).toBe(0);
    expect(windows.hasAcceptedLately('a')).toBe(false);
    answer('accepted');
    expect(windows.failureCount('a')).toBe(0);
    expect(windows.hasAcceptedLately('a')).toBe(true);
    wait(60_000);
    expect(windows.hasAcceptedLately('a')).toBe(false);
  });

  it('try one request after a pause, and open on its answer only', () => {
    const { windows, room, wait } = setUp();
    const before = windows.start('a');
    windows.pause('a', 5_000);
    expect(room()).toBe(0);
    wait(5_000);
    expect(windows.states()).toMatchObject([{ key: 'a', state: 'half_open', failureCount: 1 }]);
    const probe = windows.start('a');
    expect(windows.hasRoom('a')).toBe(false);
    // The answer to a request from before the pause says nothing about now.
    windows.end('a', 'accepted', before);
    expect(windows.hasRoom('a')).toBe(false);
    windows.end('a', 'other', probe);
    expect(windows.hasRoom('a')).toBe(false);
    wait(1_000);
    windows.end('a', 'answered', windows.start('a'));
    expect(windows.states()).toMatchObject([{ state: 'closed' }]);
    expect(room()).toBeGreaterThan(1);
  });

  it('end a pause that the database no longer knows, if it was asked when it must have known it', () => {
    const { windows, wait } = setUp();
    const noteFirst = windows.pause('a', 3_600_000);
    const noteSecond = windows.pause('a', 60_000);
    const isPaused = () => windows.pausedMs('a') > 0;
    windows.lift('a', wait(1));
    expect(isPaused(), 'on its way').toBe(true);
    noteFirst();
    windows.lift('a', wait(1));
    expect(isPaused(), 'the second on its way').toBe(true);
    const before = wait(1);
    wait(1);
    noteSecond();
    windows.lift('a', before);
    expect(isPaused(), 'asked before it was there').toBe(true);
    windows.lift('a', wait(1));
    expect(windows.states()).toMatchObject([{ state: 'half_open', failureCount: 0 }]);
  });

  it('try one request first when another process met failures, but not against better knowledge', () => {
    const { windows, answer, room, wait } = setUp();
    windows.suspect('a', 3);
    expect(windows.failureCount('a')).toBe(3);
    expect(windows.states()).toMatchObject([{ state: 'half_open' }]);
    answer('accepted');
    expect(windows.failureCount('a')).toBe(0);
    windows.suspect('a', 3);
    expect(room()).toBeGreaterThan(1);
    wait(5_000);
    windows.suspect('a', 3);
    windows.start('a');
    expect(windows.hasRoom('a')).toBe(false);
  });
});
