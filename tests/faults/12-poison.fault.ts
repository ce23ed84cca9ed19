import { expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { checkRun, untilDone } from './lab/check-run';
import { openLab } from './lab/lab';
import { beginRow, countIn } from './lab/report';

const lab = openLab({ queue: 'postgres' });
const SUBSCRIBER_COUNT = 600;

/** What no interface lets in, put into the rows by hand. */
const POISONS: { name: string; set: string }[] = [
  { name: 'p256dh off the curve', set: `p256dh = '\\x04'::bytea || decode(repeat('07', 64), 'hex')` },
  { name: 'p256dh beyond the field', set: `p256dh = '\\x04'::bytea || decode(repeat('ff', 64), 'hex')` },
  { name: 'p256dh compressed', set: `p256dh = '\\x02'::bytea || substring(p256dh FROM 2 FOR 32)` },
  { name: 'p256dh of 64 bytes', set: 'p256dh = substring(p256dh FROM 1 FOR 64)' },
  { name: 'p256dh empty', set: `p256dh = ''` },
  { name: 'p256dh of a megabyte', set: `p256dh = decode(repeat('04', 1000000), 'hex')` },
  { name: 'auth of 15 bytes', set: 'auth = substring(auth FROM 1 FOR 15)' },
  { name: 'auth empty', set: `auth = ''` },
  { name: 'an endpoint that is none', set: `endpoint = 'nothing like it'` },
  { name: 'an endpoint of another host', set: `endpoint = 'https://push.evil.example/x'` },
  { name: 'an endpoint of this machine', set: `endpoint = 'http://169.254.169.254/latest/meta-data'` },
  { name: 'an endpoint with a line break', set: `endpoint = endpoint || E'\\r\\nX-Evil: 1'` },
];

it('poison subscribers are rejected one by one, the rest of their batch is sent', async () => {
  const seen = beginRow(12, `${POISONS.length} kinds of poison rows in one batch`);
  const push = await lab.startPush();
  const audience = await lab.makeAudience([push], SUBSCRIBER_COUNT);
  const { rows: people } = await pool.query<{ id: bigint }>(
    'SELECT id FROM subscribers WHERE site_id = $1 ORDER BY random() LIMIT $2',
    [audience.site.id, POISONS.length],
  );
  for (const [index, { set }] of POISONS.entries()) {
    await pool.query(`UPDATE subscribers SET ${set} WHERE id = $1 AND site_id = $2`, [
      people[index]?.id,
      audience.site.id,
    ]);
  }
  const { rows } = await pool.query<{ endpoint: string }>('SELECT endpoint FROM subscribers WHERE site_id = $1', [
    audience.site.id,
  ]);
  audience.endpoints = rows.map((row) => row.endpoint);
  const worker = lab.startWorker();
  const run = await lab.launch(audience, { shardCount: 1 });
  await untilDone(run);
  const outcome = await checkRun(run, audience);
  countIn(seen, outcome);
  const told = await pool.query<{ id: bigint; state: number; reason: string }>(
    'SELECT subscriber_id AS id, state, reason FROM deliveries WHERE run_id = $1 AND state <> 2',
    [run.id],
  );
  const reasons = Object.fromEntries(
    POISONS.map(({ name }, index) => {
      const row = told.rows.find(({ id }) => id === people[index]?.id);
      return [name, `${row?.state} ${row?.reason}`];
    }),
  );
  expect(told.rows.length, JSON.stringify(reasons)).toBe(POISONS.length);
  for (const [name, reason] of Object.entries(reasons)) {
    // 4 is rejected.
    expect(reason, name).toMatch(/^4 /);
  }
  expect(outcome.takenCount).toBe(SUBSCRIBER_COUNT - POISONS.length);
  expect(outcome.repeatCount).toBe(0);
  expect(worker.hasEnded()).toBe(false);
  seen.note = [...new Set(Object.values(reasons).map((reason) => reason.slice(2)))].sort().join(', ');
});
