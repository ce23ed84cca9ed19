import { once } from 'node:events';
import { bundle } from './bundle';
import type { LoadJob, LoadResult } from './load-generator';
import { startProcess } from './processes';

/** Runs one job of the load generator in a process of its own. */
export async function generateLoad(job: LoadJob): Promise<LoadResult> {
  const child = startProcess(await bundle('bench/support/load-generator.ts'), {});
  const ended = once(child, 'exit').then(() => {
    throw new Error('the load generator ended');
  });
  const answered = once(child, 'message') as Promise<[{ result?: LoadResult; error?: string }]>;
  child.send(job);
  const [{ result, error }] = await Promise.race([answered, ended]);
  ended.catch(() => undefined);
  if (!result) throw new Error(error);
  return result;
}
