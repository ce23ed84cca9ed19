import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { limitBodyTime } from './limit-body-time';

const server = createServer((request, response) => {
  limitBodyTime(request, response, request.url ?? '', 50);
  request.resume().on('end', () => response.end('taken'));
});
let port: number;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => server.close());

/** Sends half of a body, and the rest once `until` has come to pass. */
async function sendHalf(path: string, until: (answered: Promise<string>) => Promise<unknown>): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  const answered = new Promise<string>((resolve) => {
    socket.on('data', (data) => {
      text += data.toString();
      if (text.includes('taken')) resolve(text);
    });
    socket.on('close', () => resolve(text));
    // Cut off while it sends, as it should be.
    socket.on('error', () => resolve(text));
  });
  socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab`);
  await until(answered);
  socket.write('cd');
  const answer = await answered;
  socket.destroy();
  return answer;
}

it('ends a request whose body does not come', async () => {
  expect(await sendHalf('/api/v1/sites', (answered) => answered)).toContain('408 Request Timeout');
});

it('waits for a file to import', async () => {
  // Long past the time at which the other one was ended: had it been, nothing would be taken.
  const later = () => sendHalf('/api/v1/sites', (answered) => answered);
  expect(await sendHalf('/api/v1/sites/site_1/imports', later)).toContain('taken');
});
