// A push service reduced to what a sender sees of it: TLS 1.3, reads requests, answers 201, over HTTP/2 as the real ones
// do or over HTTP/1.1, as the sender chooses. Both by hand, because Node's own servers would take more of the machine
// than the sender that is measured. Arguments: port, latency in ms, folder that its certificate is kept in. Over IPC:
// any message is answered with `{ count, firstAt, marked }` (requests so far; epoch ms of the first one; epoch ms of the
// first one to each path `/marked/…`), `{ reset: true }` starts anew.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer, type TLSSocket } from 'node:tls';
import { FrameReader } from '@/lib/delivery/frame-reader';
import { HpackDecoder } from '@/lib/delivery/hpack';
import { FLAG, FRAME, FRAME_HEAD_BYTES, SETTING, writeFrameHead } from '@/lib/delivery/http2-frames';
import { makeCertificate } from '@/tests/push-service/certificate';

const [port = '0', latency = '0', folder = '.'] = process.argv.slice(2);
const latencyMs = Number(latency);
const files = { cert: join(folder, 'sink-cert.pem'), key: join(folder, 'sink-key.pem') };
if (!existsSync(files.key)) {
  const made = makeCertificate(['localhost', '127.0.0.1']);
  writeFileSync(files.cert, made.cert);
  writeFileSync(files.key, made.key, { mode: 0o600 });
}

let count = 0;
let firstAt = 0;
let marked: Record<string, number> = {};

function take(path: string, answer: () => void): void {
  count++;
  firstAt ||= Date.now();
  if (path.startsWith('/marked/')) marked[path.slice(8)] ??= Date.now();
  if (latencyMs === 0) answer();
  else setTimeout(answer, latencyMs);
}

const H1_ANSWER = Buffer.from('HTTP/1.1 201 Created\r\nlocation: /m\r\ncontent-length: 0\r\n\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /content-length: ?(\d+)/i;

function speakHttp1(socket: TLSSocket): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const headEnd = rest.indexOf(HEAD_END);
      if (headEnd < 0) return;
      const head = rest.toString('latin1', 0, headEnd);
      const end = headEnd + 4 + Number(LENGTH.exec(head)?.[1] ?? 0);
      if (rest.length < end) return;
      rest = rest.subarray(end);
      take(head.split(' ', 2)[1] ?? '', () => socket.writable && socket.write(H1_ANSWER));
    }
  });
}

/** `:status: 201`, a literal with the name of the static table's entry 8 (RFC 7541 §6.2.2). */
const STATUS_201 = Buffer.from('0803323031', 'hex');
/** As FCM, Mozilla and Apple allow or more. */
const MAX_STREAMS = 100;
const PREFACE_BYTES = 24;
/** The connection's window is opened again by this much. */
const REOPEN_BYTES = 32_768;

function speakHttp2(socket: TLSSocket): void {
  const decoder = new HpackDecoder();
  const paths = new Map<number, string>();
  let out: Buffer[] = [];
  let missingPreface = PREFACE_BYTES;
  let consumedBytes = 0;
  const frame = (type: number, flags: number, id: number, payload: Buffer) => {
    const bytes = Buffer.allocUnsafe(FRAME_HEAD_BYTES + payload.length);
    writeFrameHead(bytes, 0, payload.length, type, flags, id);
    payload.copy(bytes, FRAME_HEAD_BYTES);
    out.push(bytes);
    // What is answered in one turn leaves in one write.
    if (out.length === 1) setImmediate(flush);
  };
  const flush = () => {
    const bytes = Buffer.concat(out);
    out = [];
    if (socket.writable) socket.write(bytes);
  };
  const end = (id: number) => {
    const path = paths.get(id) ?? '';
    paths.delete(id);
    take(path, () => frame(FRAME.headers, FLAG.endHeaders | FLAG.endStream, id, STATUS_201));
  };
  const reader = new FrameReader((type, flags, id, payload) => {
    if (type === FRAME.headers) {
      paths.set(id, decoder.decode(payload)[':path'] ?? '');
      if (flags & FLAG.endStream) end(id);
    } else if (type === FRAME.data) {
      consumedBytes += payload.length;
      if (consumedBytes >= REOPEN_BYTES) {
        const increment = Buffer.alloc(4);
        increment.writeUInt32BE(consumedBytes);
        consumedBytes = 0;
        frame(FRAME.windowUpdate, 0, 0, increment);
      }
      if (flags & FLAG.endStream) end(id);
    } else if (type === FRAME.settings && !(flags & FLAG.ack)) {
      frame(FRAME.settings, FLAG.ack, 0, Buffer.alloc(0));
    } else if (type === FRAME.ping && !(flags & FLAG.ack)) {
      frame(FRAME.ping, FLAG.ack, 0, Buffer.from(payload));
    }
  });
  const settings = Buffer.alloc(6);
  settings.writeUInt16BE(SETTING.maxConcurrentStreams, 0);
  settings.writeUInt32BE(MAX_STREAMS, 2);
  frame(FRAME.settings, 0, 0, settings);
  socket.on('data', (chunk: Buffer) => {
    const skipped = Math.min(missingPreface, chunk.length);
    missingPreface -= skipped;
    if (skipped < chunk.length) reader.read(chunk.subarray(skipped));
  });
}

const server = createServer(
  {
    cert: readFileSync(files.cert),
    key: readFileSync(files.key),
    minVersion: 'TLSv1.3',
    ALPNProtocols: ['h2', 'http/1.1'],
    noDelay: true,
  },
  (socket) => {
    socket.on('error', () => socket.destroy());
    if (socket.alpnProtocol === 'h2') speakHttp2(socket);
    else speakHttp1(socket);
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
