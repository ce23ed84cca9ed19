// A push service reduced to what a sender sees of it: reads requests, answers 201. HTTP/1.1 by hand, because Node's
// own server would take more of the machine than the sender that is measured. Arguments: port, latency in ms.
// Over IPC: anything asks for `{ count, firstAt }` (requests so far; epoch ms of the first since the last reset),
// `{ reset: true }` starts anew.
import { createServer, type Socket } from 'node:net';

const port = Number(process.argv[2] ?? 0);
const latencyMs = Number(process.argv[3] ?? 0);
const ANSWER = Buffer.from('HTTP/1.1 201 Created\r\nlocation: /m\r\ncontent-length: 0\r\n\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /content-length: ?(\d+)/i;
let count = 0;
let firstAt = 0;

function answer(socket: Socket): void {
  count++;
  firstAt ||= Date.now();
  if (latencyMs === 0) socket.write(ANSWER);
  else setTimeout(() => socket.writable && socket.write(ANSWER), latencyMs);
}

const server = createServer({ noDelay: true }, (socket) => {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const headEnd = rest.indexOf(HEAD_END);
      if (headEnd < 0) return;
      const end = headEnd + 4 + Number(LENGTH.exec(rest.toString('latin1', 0, headEnd))?.[1] ?? 0);
      if (rest.length < end) return;
      rest = rest.subarray(end);
      answer(socket);
    }
  });
});
server.listen(port, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : port });
});
process.on('message', (message: { reset?: boolean }) => {
  if (message.reset) {
    count = 0;
    firstAt = 0;
  }
  process.send?.({ count, firstAt });
});
process.on('disconnect', () => process.exit(0));
