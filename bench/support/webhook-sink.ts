import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// An endpoint of a webhook that takes everything and counts it. Says its port over IPC; any message is answered with
// what it has counted.

const figures = { requestCount: 0, itemCount: 0, byteCount: 0 };

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    figures.requestCount++;
    figures.byteCount += body.length;
    figures.itemCount += (JSON.parse(body.toString()) as { data: { items?: unknown[] } }).data.items?.length ?? 0;
    response.writeHead(204).end();
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('message', () => process.send?.(figures));
process.on('disconnect', () => process.exit(0));
