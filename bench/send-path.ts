// Encrypting and posting one message: this project's send path against npm web-push, in one run, by turns.
// Run: npx tsx bench/send-path.ts [rounds, default 7] [messages a round, default 3000] [one latency in ms: 0 or 50]
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './support/bundle';
import type { SendRound, SendRoundResult } from './support/send-path-sender';
import type { SinkPorts } from './support/send-path-sink';

export interface SendPathRow {
  sender: 'web-push' | 'node:http2' | 'belfry';
  encryption: 'JavaScript' | 'C';
  protocol: 'h1' | 'h2';
  /** What the push service waits before it answers. */
  latencyMs: number;
  messagesPerSecond: number;
  /** User and system time of the sender's process. */
  cpuMicrosPerMessage: number;
  /** web-push's CPU by this one's, each round against the round beside it; median. */
  timesWebPush: number;
  /** Of one minute, at the end: above the number of cores, wall time says little. */
  loadAverage: number;
}

type Contender = Pick<SendPathRow, 'sender' | 'encryption' | 'protocol'>;

const CONTENDERS: Contender[] = [
  { sender: 'web-push', encryption: 'JavaScript', protocol: 'h1' },
  { sender: 'belfry', encryption: 'JavaScript', protocol: 'h1' },
  { sender: 'belfry', encryption: 'JavaScript', protocol: 'h2' },
  { sender: 'belfry', encryption: 'C', protocol: 'h1' },
  { sender: 'belfry', encryption: 'C', protocol: 'h2' },
  // Why the HTTP/2 client is our own.
  { sender: 'node:http2', encryption: 'C', protocol: 'h2' },
];
/** By latency: what is under way at once, for all alike. */
const CONCURRENCY: Record<number, number> = { 0: 100, 50: 400 };

/** @param only latencies to measure */
export async function benchSendPath(rounds = 7, messageCount = 3_000, only = [0, 50]): Promise<SendPathRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-send-path-'));
  const bundles: string[] = [];
  const children: ChildProcess[] = [];
  const start = async (entry: string, env: Record<string, string>) => {
    const file = await bundle(entry);
    bundles.push(file);
    // BELFRY_BENCH_NODE_ARGS="--cpu-prof --cpu-prof-dir=/tmp/prof" writes a profile of the sender.
    const execArgv = entry.includes('sender')
      ? (process.env.BELFRY_BENCH_NODE_ARGS ?? '').split(' ').filter(Boolean)
      : [];
    const child = fork(file, { execArgv, env: { ...process.env, ...env } });
    children.push(child);
    const [first] = await once(child, 'message');
    return { child, first: first as unknown };
  };
  try {
    const sink = await start('bench/support/send-path-sink.ts', {});
    const { certificate, ports } = sink.first as SinkPorts;
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, certificate);
    const { child: sender } = await start('bench/support/send-path-sender.ts', {
      NODE_ENV: 'production',
      NODE_EXTRA_CA_CERTS: caFile,
      BELFRY_PUSH_HOSTS: Object.values(ports)
        .map((port) => `127.0.0.1:${port}`)
        .join(','),
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      BELFRY_MASTER_KEY: 'A'.repeat(43),
      BELFRY_SECRET: 'b'.repeat(43),
    });
    const measure = async (contender: Contender, latencyMs: number, count: number): Promise<SendRoundResult> => {
      const port = ports[`${contender.protocol} ${latencyMs}`] ?? 0;
      const concurrency = CONCURRENCY[latencyMs] ?? 100;
      sender.send({ ...contender, port, concurrency, messageCount: count } satisfies SendRound);
      const stop = new AbortController();
      const { signal } = stop;
      try {
        const [result] = await Promise.race([
          once(sender, 'message', { signal }),
          once(sender, 'exit', { signal }).then((how) => Promise.reject(new Error(`the sender ended: ${how}`))),
        ]);
        return result as SendRoundResult;
      } finally {
        stop.abort();
      }
    };

    const rows: SendPathRow[] = [];
    for (const latencyMs of only) {
      const results = CONTENDERS.map((): SendRoundResult[] => []);
      // The first round compiles the code.
      for (let round = -1; round < rounds; round++) {
        for (const [index, contender] of CONTENDERS.entries()) {
          const result = await measure(contender, latencyMs, round < 0 ? 500 : messageCount);
          if (round >= 0 && result.isPossible) results[index]?.push(result);
        }
      }
      for (const [index, contender] of CONTENDERS.entries()) {
        const own = results[index] ?? [];
        if (own.length === 0) continue;
        rows.push({
          ...contender,
          latencyMs,
          messagesPerSecond: 1 / median(own.map(({ seconds }) => seconds)),
          cpuMicrosPerMessage: median(own.map(({ cpuMicros }) => cpuMicros)),
          timesWebPush: median(own.map(({ cpuMicros }, round) => (results[0]?.[round]?.cpuMicros ?? 0) / cpuMicros)),
          loadAverage: loadavg()[0] ?? 0,
        });
      }
    }
    return rows;
  } finally {
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || !child.connected) return;
        const ended = once(child, 'exit');
        child.disconnect();
        await ended;
      }),
    );
    for (const file of bundles) rmSync(join(file, '..'), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , rounds = '7', messageCount = '3000', latency] = process.argv;
  const latencies = latency === undefined ? undefined : [Number(latency)];
  const rows = await benchSendPath(Number(rounds), Number(messageCount), latencies);
  console.log(
    '| sender | encryption | protocol | latency | msgs/s | CPU µs/msg | × web-push |\n|---|---|---|---|---|---|---|',
  );
  for (const row of rows) {
    console.log(
      `| ${row.sender} | ${row.encryption} | ${row.protocol} | ${row.latencyMs} ms | ${row.messagesPerSecond.toFixed(0)} | ${row.cpuMicrosPerMessage.toFixed(0)} | ${row.timesWebPush.toFixed(2)} |`,
    );
  }
  console.log(`\nLoad average at the end: ${(rows.at(-1)?.loadAverage ?? 0).toFixed(1)}`);
}
