import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { startRedis } from '../support/redis';
import { checkRun, untilDone } from './lab/check-run';
import { openLab, sleep } from './lab/lab';
import { beginRow, countIn } from './lab/report';

const lab = openLab({ queue: 'redis' });

it('a Redis that may throw jobs away: the worker refuses to start and says the remedy', async () => {
  const seen = beginRow(5, 'Redis with maxmemory-policy allkeys-lru');
  const evicting = await startRedis(['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru']);
  try {
    const push = await lab.startPush();
    const audience = await lab.makeAudience([push], 300);
    const run = await lab.launch(audience);
    const refused = lab.startWorker({ REDIS_URL: evicting.url });
    const code = await Promise.race([refused.ended, sleep(30_000).then(() => 'still runs')]);
    expect(code).toBe(1);
    expect(refused.log()).toContain('maxmemory-policy');
    expect(refused.log()).toContain('noeviction');
    const web = await lab.startWeb({ REDIS_URL: evicting.url });
    expect((await fetch(`${web.origin}/api/ready`)).status).toBe(503);
    expect((await push.counts()).requestCount, 'nothing was sent').toBe(0);

    // The remedy of the message.
    const client = new Redis(evicting.url);
    await client.config('SET', 'maxmemory-policy', 'noeviction');
    client.disconnect();
    lab.startWorker({ REDIS_URL: evicting.url });
    await untilDone(run);
    const outcome = await checkRun(run, audience);
    countIn(seen, outcome);
    seen.note = 'ends with 1 and names the remedy; starts once it is applied';
    expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({ accepted: 300 });
    expect(outcome.repeatCount).toBe(0);
  } finally {
    await evicting.stop();
  }
});
