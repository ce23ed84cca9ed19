// A push service that does as little as one can over TLS 1.3, in a process of its own: what is measured is the sender.
import { createSecureServer } from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { makeCertificate } from '@/tests/push-service/certificate';

export interface SinkPorts {
  certificate: string;
  /** By protocol and answer time in ms: `h2 50`. */
  ports: Record<string, number>;
}

const certificate = makeCertificate(['localhost', '127.0.0.1']);
const options = { ...certificate, minVersion: 'TLSv1.3' as const };
const ANSWER = Buffer.from('HTTP/1.1 201 Created\r\nLocation: /m/1\r\nContent-Length: 0\r\n\r\n');
const END_OF_HEAD = Buffer.from('\r\n\r\n');

function later(ms: number, work: () => void): void {
  if (ms === 0) work();
  else setTimeout(work, ms);
}

function startHttp2(latencyMs: number): Server {
  const server = createSecureServer({ ...options, settings: { maxConcurrentStreams: 100 } });
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    stream.resume();
    stream.on('end', () =>
      later(latencyMs, () => {
        if (!stream.destroyed) stream.respond({ ':status': 201, location: '/m/1' }, { endStream: true });
      }),
    );
  });
  return server;
}

/** One request at a time on a connection, each with Content-Length. */
function startHttp1(latencyMs: number): Server {
  return createTlsServer({ ...options, ALPNProtocols: ['http/1.1'] }, (socket: TLSSocket) => {
    socket.on('error', () => undefined);
    socket.setNoDelay(true);
    let head: Buffer | undefined;
    let missing = 0;
    socket.on('data', (chunk: Buffer) => {
      if (missing > 0) {
        missing -= chunk.length;
      } else {
        const seen: Buffer = head ? Buffer.concat([head, chunk]) : chunk;
        const end = seen.indexOf(END_OF_HEAD);
        head = end < 0 ? seen : undefined;
        if (end < 0) return;
        const length = Number(/content-length: (\d+)/i.exec(seen.toString('latin1', 0, end))?.[1] ?? 0);
        missing = length - (seen.length - end - END_OF_HEAD.length);
      }
      if (missing === 0) later(latencyMs, () => socket.write(ANSWER));
    });
  });
}

const ports: SinkPorts['ports'] = {};
for (const latencyMs of [0, 50]) {
  for (const [protocol, start] of [
    ['h1', startHttp1],
    ['h2', startHttp2],
  ] as const) {
    const server = start(latencyMs);
    server.on('connection', (socket: Socket) => socket.setNoDelay(true));
    server.on('error', () => undefined);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', 2_048, done));
    ports[`${protocol} ${latencyMs}`] = (server.address() as AddressInfo).port;
  }
}
process.on('disconnect', () => process.exit(0));
process.send?.({ certificate: certificate.cert, ports } satisfies SinkPorts);
