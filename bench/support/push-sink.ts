// A push service reduced to what a sender sees of it: TLS 1.3, reads requests, answers 201. HTTP/1.1 by hand, because
// Node's own server would take more of the machine than the sender that is measured. Arguments: port, latency in ms,
// folder that its certificate is kept in. Over IPC: any message is answered with `{ count, firstAt, marked }` (requests
// so far; epoch ms of the first one; epoch ms of the first one to each path `/marked/…`), `{ reset: true }` starts anew.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { makeCertificate } from '@/tests/push-service/certificate';

const [port = '0', latency = '0', folder = '.'] = process.argv.slice(2);
const latencyMs = Number(latency);
const files = { cert: join(folder, 'sink-cert.pem'), key: join(folder, 'sink-key.pem') };
if (!existsSync(files.key)) {
  const made = makeCertificate(['localhost', '127.0.0.1']);
  writeFileSync(files.cert, made.cert);
  writeFileSync(files.key, made.key, { mode: 0o600 });
}

const ANSWER = Buffer.from('HTTP/1.1 201 Created\r\nlocation: /m\r\ncontent-length: 0\r\n\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /content-length: ?(\d+)/i;
let count = 0;
let firstAt = 0;
let marked: Record<string, number> = {};

const server = createServer(
  {
    cert: readFileSync(files.cert),
    key: readFileSync(files.key),
    minVersion: 'TLSv1.3',
    ALPNProtocols: ['http/1.1'],
    noDelay: true,
  },
  (socket) => {
    const answer = (head: string) => {
      count++;
      firstAt ||= Date.now();
      const mark = /^POST \/marked\/(\S+)/.exec(head)?.[1];
      if (mark) marked[mark] ??= Date.now();
      if (latencyMs === 0) socket.write(ANSWER);
      else setTimeout(() => socket.writable && socket.write(ANSWER), latencyMs);
    };
    let rest: Buffer = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (;;) {
        const headEnd = rest.indexOf(HEAD_END);
        if (headEnd < 0) return;
        const head = rest.toString('latin1', 0, headEnd);
        const end = headEnd + 4 + Number(LENGTH.exec(head)?.[1] ?? 0);
        if (rest.length < end) return;
        rest = rest.subarray(end);
        answer(head);
      }
    });
  },
);
server.on('tlsClientError', () => undefined);
server.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
server.listen({ port: Number(port), host: '127.0.0.1', backlog: 2_048 }, () =>
  process.send?.({ certificate: files.cert }),
);
process.on('message', (message: { reset?: boolean }) => {
  if (message.reset) {
    count = 0;
    firstAt = 0;
    marked = {};
  }
  process.send?.({ count, firstAt, marked });
});
process.on('disconnect', () => process.exit(0));
