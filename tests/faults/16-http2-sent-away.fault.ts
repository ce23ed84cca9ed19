import { expect, it } from 'vitest';
import type { Fault } from '../push-service/faults';
import { checkRun, untilDone } from './lab/check-run';
import { inForm } from './lab/form';
import { openLab } from './lab/lab';
import { seededRandom } from './lab/random';
import { beginRow, countIn } from './lab/report';

const lab = openLab({ queue: 'postgres' });
const SUBSCRIBER_COUNT = inForm(1_200, 6_000);
/** So that many streams are open when it strikes. */
const LATENCY_MS = 80;
/** Peers that take one stream at a time make it slow: 87 s were seen for 6,000. */
const LONGEST_MS = inForm(120_000, 600_000);

it('HTTP/2: GOAWAY, REFUSED_STREAM and one stream at a time under load: all sent, nothing twice', async () => {
  const random = seededRandom();
  const seen = beginRow(16, 'GOAWAY amid streams, REFUSED_STREAM, one stream at a time, skip');
  const push = await lab.startPush('h2');
  const audience = await lab.makeAudience([push], SUBSCRIBER_COUNT);
  await push.setFault('*', { delayMs: LATENCY_MS });
  const strikeAt = async (count: number, fault: Fault) => {
    const chosen = Array.from(
      { length: count },
      () => audience.endpoints[random.between(0, SUBSCRIBER_COUNT - 1)] ?? '',
    );
    await push.setFault(chosen, { delayMs: LATENCY_MS, times: 1, ...fault });
  };
  await strikeAt(SUBSCRIBER_COUNT / 20, { http2: 'goaway' });
  await strikeAt(SUBSCRIBER_COUNT / 10, { http2: 'refuse' });
  // Some go on: they are given back, and claimed again.
  await strikeAt(2, { http2: 'refuse', times: 4 });
  await strikeAt(3, { http2: 'one_stream' });
  const workers = [lab.startWorker(), lab.startWorker()];
  const run = await lab.launch(audience, { ambiguityPolicy: 'skip', shardCount: 4 });
  await untilDone(run, LONGEST_MS);
  const outcome = await checkRun(run, audience);
  countIn(seen, outcome);
  const { byStatus } = await push.counts();
  expect(outcome.states, JSON.stringify(outcome.reasons)).toEqual({ accepted: SUBSCRIBER_COUNT });
  expect(outcome.repeatCount).toBe(0);
  expect(byStatus.refused, 'it did turn many away').toBeGreaterThan(SUBSCRIBER_COUNT / 10);
  expect(workers.map((worker) => worker.hasEnded())).toEqual([false, false]);
  seen.note = `${byStatus.refused} streams refused after they had come`;
});

it.each(['skip', 'resend'] as const)(
  'HTTP/2: connections that die with their streams, and resets after a 201, policy %s',
  async (policy) => {
    const random = seededRandom();
    const seen = beginRow(16, `connections cut with up to 100 streams, resets after a 201, ${policy}`);
    const push = await lab.startPush('h2');
    const audience = await lab.makeAudience([push], SUBSCRIBER_COUNT);
    await push.setFault('*', { delayMs: LATENCY_MS });
    const halfway = SUBSCRIBER_COUNT / 2;
    // A status that came counts, whatever follows it.
    await push.setFault(audience.endpoints.slice(halfway, halfway + 100), {
      http2: 'headers_then_reset',
      afterDelivery: true,
      times: 1,
    });
    const cutting = Array.from({ length: inForm(4, 20) }, () => audience.endpoints[random.between(0, halfway)] ?? '');
    await push.setFault(cutting, { http2: 'cut_wire', delayMs: LATENCY_MS, afterDelivery: true, times: 1 });
    const worker = lab.startWorker();
    const run = await lab.launch(audience, { ambiguityPolicy: policy, shardCount: 4 });
    await untilDone(run);
    const outcome = await checkRun(run, audience);
    countIn(seen, outcome);
    // A hundred streams a connection, all that were open or on their way when it died.
    seen.inDoubtCount = new Set(cutting).size * 100;
    const { accepted = 0, unknown = 0, ...others } = outcome.states;
    expect(others, JSON.stringify(outcome.reasons)).toEqual({});
    expect(accepted + unknown).toBe(SUBSCRIBER_COUNT);
    expect(outcome.repeatCount).toBeLessThanOrEqual(policy === 'skip' ? 0 : seen.inDoubtCount);
    expect(unknown).toBeLessThanOrEqual(policy === 'skip' ? seen.inDoubtCount : 0);
    expect(policy === 'skip' ? unknown : outcome.repeatCount, 'they died with streams open').toBeGreaterThan(
      cutting.length,
    );
    expect(worker.hasEnded()).toBe(false);
    seen.note = `${unknown} unknown`;
  },
);
