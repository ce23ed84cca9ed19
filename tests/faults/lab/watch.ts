import type { PushProcess } from '../../e2e/push-process';
import { sleep } from './lab';

/** Measures for how long a push service hears nothing while `work` goes on: how soon sending resumes. */
export async function longestSilence(push: PushProcess, work: Promise<unknown>): Promise<number> {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  work.then(end, end);
  let heard = (await push.counts()).requestCount;
  let heardAt = Date.now();
  let longestMs = 0;
  while (!isOver) {
    await sleep(100);
    const { requestCount } = await push.counts();
    if (requestCount > heard) {
      longestMs = Math.max(longestMs, Date.now() - heardAt);
      heard = requestCount;
      heardAt = Date.now();
    }
  }
  await work;
  return longestMs;
}
