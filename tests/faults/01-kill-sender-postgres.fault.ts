import { it } from 'vitest';
import { killSenders } from './lab/kill-senders';
import { openLab } from './lab/lab';

const lab = openLab({ queue: 'postgres' });

it('senders killed at random instants, queue in Postgres: repeats only of what was in flight', async () => {
  await killSenders(lab, {
    what: 'kill -9 of senders, queue in Postgres, resend',
    policy: 'resend',
    short: 6,
    full: 70,
  });
});

it('the same with the policy skip: nobody gets it twice', async () => {
  await killSenders(lab, { what: 'kill -9 of senders, queue in Postgres, skip', policy: 'skip', short: 4, full: 40 });
});
