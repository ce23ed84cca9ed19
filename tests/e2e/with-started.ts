import { afterAll, beforeAll } from 'vitest';
import { type Dashboard, startDashboard } from './start-dashboard';
import { type Sample, startSample } from './start-sample';

// What a test file, or a `describe` in it, is set up with: started anew before its tests, and closed after them. The fields
// of what is returned are there from `prepare` on.

/** @param prepare runs before the first test */
export const withDashboard = (prepare?: (dashboard: Dashboard) => unknown): Dashboard =>
  withStarted(startDashboard, prepare);

/** @param prepare runs before the first test */
export const withSample = (subscriberCount: number, prepare?: (sample: Sample) => unknown): Sample =>
  withStarted(() => startSample(subscriberCount), prepare);

function withStarted<T extends { close(): Promise<void> }>(
  start: () => Promise<T>,
  prepare?: (started: T) => unknown,
): T {
  const started = {} as T;
  beforeAll(async () => {
    await prepare?.(Object.assign(started, await start()));
  });
  // What did not start has closed itself.
  afterAll(() => started.close?.());
  return started;
}
