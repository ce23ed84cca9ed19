import { it } from 'vitest';
import { killSenders } from './lab/kill-senders';
import { openLab } from './lab/lab';

const lab = openLab({ queue: 'redis' });

it('senders killed at random instants, queue in Redis: repeats only of what was in flight', async () => {
  await killSenders(lab, { what: 'kill -9 of senders, queue in Redis, resend', policy: 'resend', short: 6, full: 80 });
});
