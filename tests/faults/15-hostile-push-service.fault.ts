import { expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { eventually } from '../push-service/wait-for';
import { peakMemoryMb } from '../support/peak-memory';
import { checkRun, untilDone } from './lab/check-run';
import { countSending, openLab } from './lab/lab';
import { beginRow, countIn } from './lab/report';

const lab = openLab({ queue: 'redis' });
const COUNT_EACH = 20;
const MAX_PEAK_MB = 500;
/** Over HTTP/2 Node's own server ends a connection that it should hold more for: lib/delivery/http2-hostile.test.ts sends more. */
const BODY_KB = { http: 10_000, h2: 100 };
const HEADER_KB = { http: 60, h2: 15 };

it.each(['http', 'h2'] as const)(
  'long bodies, one byte a second, absurd headers over %s: each row ends, memory stays flat, the other goes on',
  async (protocol) => {
    const seen = beginRow(
      15,
      `answers of ${BODY_KB[protocol]} KB, of one byte a second, with ${HEADER_KB[protocol]} KB of headers, cut off, over ${protocol}`,
    );
    const [hostile, healthy] = [await lab.startPush(protocol), await lab.startPush()];
    const audience = await lab.makeAudience([hostile, healthy], COUNT_EACH * 7);
    const group = (index: number) => audience.endpoints.slice(index * COUNT_EACH, (index + 1) * COUNT_EACH);
    await hostile.setFault(group(0), { status: 201, bodyBytes: BODY_KB[protocol] * 1_000, afterDelivery: true });
    await hostile.setFault(group(1), { status: 404, bodyBytes: BODY_KB[protocol] * 1_000 });
    await hostile.setFault(group(2), { status: 201, bodyBytes: 300, dripMs: 1_000, afterDelivery: true });
    await hostile.setFault(group(3), { status: 500, retryAfter: '-1', times: 1 });
    await hostile.setFault(group(4), { status: 500, retryAfter: 'soon', body: '{"errno":', times: 1 });
    await hostile.setFault(group(5), { status: 302, headers: { location: 'http://169.254.169.254/latest' } });
    await hostile.setFault(group(6), {
      status: 201,
      headers: { 'x-long': 'x'.repeat(HEADER_KB[protocol] * 1_000) },
      afterDelivery: true,
    });
    const worker = lab.startWorker();
    const run = await lab.launch(audience, { ambiguityPolicy: 'skip', expiresInSeconds: 170 });
    await eventually(async () => (await healthy.counts()).takenCount === COUNT_EACH * 7, {
      timeoutMs: 120_000,
      what: 'the end at the healthy push service',
    });
    await untilDone(run, 220_000);
    const { rows } = await pool.query<{ state: number; reason: string | null; endpoint: string }>(
      `SELECT d.state, d.reason, s.endpoint FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id
     WHERE d.run_id = $1 AND s.site_id = $2`,
      [run.id, audience.site.id],
    );
    const statesOf = (index: number) => {
      const members = new Set(group(index));
      return [...new Set(rows.filter(({ endpoint }) => members.has(endpoint)).map(({ state }) => state))].sort();
    };
    // 2 accepted, 3 gone, 4 rejected, 5 expired, 7 unknown.
    expect(statesOf(0), 'a long body after a 201').toEqual([2]);
    expect(statesOf(1), 'a long body after a 404').toEqual([3]);
    expect(statesOf(2), 'a byte a second after a 201').toEqual([2]);
    expect(statesOf(3), 'Retry-After -1').toEqual([2]);
    expect(statesOf(4), 'Retry-After soon').toEqual([2]);
    expect(
      statesOf(5).every((state) => state === 4 || state === 5),
      'a redirect is never followed',
    ).toBe(true);
    expect(
      statesOf(6).every((state) => state === 2 || state === 7),
      'long headers',
    ).toBe(true);
    const { requestCount } = await hostile.counts();
    const outcome = await checkRun(run, audience);
    countIn(seen, outcome);
    const peakMb = peakMemoryMb(worker.pid);
    expect(peakMb, 'flat memory').toBeLessThan(MAX_PEAK_MB);
    seen.note = `${requestCount} hostile answers, peak of the worker ${peakMb} MB`;
    expect(worker.hasEnded()).toBe(false);
  },
);

it('Retry-After 9e9: believed for an hour at most, and nothing is sent after the expiry', async () => {
  const seen = beginRow(15, 'Retry-After of 9e9 seconds');
  const push = await lab.startPush();
  const audience = await lab.makeAudience([push], 40);
  await push.setFault('*', { status: 503, retryAfter: '9e9' });
  lab.startWorker();
  const run = await lab.launch(audience, { expiresInSeconds: 110 });
  await eventually(async () => (await push.counts()).requestCount > 0, { timeoutMs: 120_000, what: 'first messages' });
  const pauseSeconds = await eventually(
    async () => {
      const { rows } = await pool.query<{ seconds: number }>(
        `SELECT extract(epoch FROM paused_until - now())::float8 AS seconds FROM origin_states
         WHERE vapid_key_id = $1`,
        [audience.site.vapidKeyId],
      );
      return rows[0]?.seconds;
    },
    { timeoutMs: 20_000, what: 'a pause' },
  );
  expect(pauseSeconds).toBeGreaterThan(1_000);
  expect(pauseSeconds).toBeLessThanOrEqual(3_600);
  // A request that was on its way before the pause would find a push service that is well.
  await eventually(async () => (await countSending(run)) === 0, { timeoutMs: 30_000, what: 'the last answers' });
  await push.clearFaults();
  await untilDone(run);
  const outcome = await checkRun(run, audience);
  countIn(seen, outcome);
  expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({ expired: 40 });
  expect(outcome.takenCount).toBe(0);
  seen.note = `paused for ${Math.round(pauseSeconds)} s, then expired`;
});
