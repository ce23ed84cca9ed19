import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { pause } from './pause';

const LONG_MS = 600_000;

it('ends early with the signal, and leaves no listener behind', async () => {
  const stopping = new AbortController();
  const paused = pause(LONG_MS, stopping.signal);
  stopping.abort();
  await paused;
  await pause(LONG_MS, stopping.signal);

  const other = new AbortController();
  await pause(1, other.signal);
  expect(getEventListeners(other.signal, 'abort')).toEqual([]);
});
