import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

// A process that asks one HTTP server as fast as it answers, over kept-alive connections with one request at a time
// each. Bare sockets: a full HTTP client would take more of the machine than the server that is measured.

export interface LoadJob {
  port: number;
  connections: number;
  /** Lines of a file, one request each. */
  file: string;
  /** What is made of a line: a POST with the line as its body, or a GET of the line as its path. */
  method: 'POST' | 'GET';
  /** Path of a POST. */
  path: string;
  /** Header lines, each ended by CRLF. */
  headers: string;
  /** Gives each request an Idempotency-Key of its own: this and the number of its line. */
  keyPrefix?: string;
  /** Line n is not sent before n / this; without it each connection asks again as soon as it is answered. */
  perSecond?: number;
  /** Whether to tell when each line was sent. */
  tellSentAt?: boolean;
}

export interface LoadResult {
  requestCount: number;
  /** How often each status was answered. */
  statuses: Record<string, number>;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  worstMs: number;
  /** CPU of the generator itself. */
  cpuMicrosPerRequest: number;
  /** When each line was due or, without a pace, sent: epoch ms; empty unless asked for. */
  sentAt: number[];
}

process.on('message', (job: LoadJob) => {
  run(job).then(
    (result) => process.send?.({ result }, () => process.disconnect()),
    (error: unknown) => process.send?.({ error: String(error) }, () => process.exit(1)),
  );
});

async function run(job: LoadJob): Promise<LoadResult> {
  const lines = readFileSync(job.file, 'latin1').trimEnd().split('\n');
  const latencies = new Float64Array(lines.length);
  const statuses: Record<string, number> = {};
  const sentAt: number[] = [];
  let next = 0;
  let done = 0;
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await new Promise<void>((finish, fail) => {
    for (let i = 0; i < job.connections; i++) {
      const socket = connect({ port: job.port, host: '127.0.0.1', noDelay: true });
      ask(socket, (status, ms) => {
        statuses[status] = (statuses[status] ?? 0) + 1;
        latencies[done++] = ms;
        if (done === lines.length) finish();
      });
      socket.on('error', fail);
    }
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  const used = process.cpuUsage(cpu);
  latencies.sort();
  const at = (share: number) => latencies[Math.min(lines.length - 1, Math.floor(lines.length * share))] ?? 0;
  return {
    requestCount: lines.length,
    statuses,
    seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    worstMs: at(1),
    cpuMicrosPerRequest: (used.user + used.system) / lines.length,
    sentAt: job.tellSentAt ? sentAt : [],
  };

  function ask(socket: Socket, answered: (status: string, ms: number) => void): void {
    let askedAt = 0;
    let received = '';
    const send = () => {
      const index = next++;
      const line = lines[index];
      if (line === undefined) {
        socket.end();
        return;
      }
      const dueAt = job.perSecond === undefined ? 0 : startedAt + (index * 1_000) / job.perSecond;
      const waitMs = dueAt - performance.now();
      if (waitMs > 0) setTimeout(write, waitMs, line, index, dueAt);
      // Too late counts as waiting: a server that is behind does not slow the clock that judges it.
      else write(line, index, dueAt || performance.now());
    };
    const write = (line: string, index: number, countedFrom: number) => {
      askedAt = countedFrom;
      sentAt[index] = performance.timeOrigin + countedFrom;
      const key = job.keyPrefix === undefined ? '' : `Idempotency-Key: ${job.keyPrefix}${index}\r\n`;
      const head = `Host: 127.0.0.1:${job.port}\r\n${job.headers}${key}`;
      socket.write(
        job.method === 'GET'
          ? `GET ${line} HTTP/1.1\r\n${head}\r\n`
          : `POST ${job.path} HTTP/1.1\r\n${head}Content-Length: ${line.length}\r\n\r\n${line}`,
        'latin1',
      );
    };
    socket.on('connect', send);
    socket.on('data', (bytes: Buffer) => {
      received += bytes.toString('latin1');
      const headEnd = received.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const length = /\r\ncontent-length: (\d+)/i.exec(received.slice(0, headEnd))?.[1] ?? '0';
      if (received.length < headEnd + 4 + Number(length)) return;
      answered(received.slice(9, 12), performance.now() - askedAt);
      received = '';
      send();
    });
  }
}
