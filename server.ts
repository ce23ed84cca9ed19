import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import next from 'next';
import { api, isApiPath } from '@/app/api/app';
import { closeDb } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import { peerHeader } from '@/lib/platform/peer-header';
import { closeQueues } from '@/lib/platform/queue';
import { runSimulatorWhenNeeded } from '@/lib/sample/run-simulator';

// The one front door: what many browsers ask for at once (ingest, receipts, the embed's files) is answered by Hono
// before Next runs, and costs a fraction of a Next route handler (docs/architecture.md).

const DRAIN_MS = 5_000;

async function main(): Promise<void> {
  const { PORT: port, BELFRY_HOST: hostname } = env();
  const dev = process.argv.includes('--dev');
  const server = createServer({ headersTimeout: 15_000, requestTimeout: 60_000, maxHeaderSize: 16 * 1024 });
  server.keepAliveTimeout = 65_000; // Longer than the 60 s of common proxies, so that they never reuse a closing one.

  const app = next({ dev, dir: process.cwd(), hostname, port, httpServer: server });
  await app.prepare();
  const answerApi = getRequestListener(api.fetch);
  const answerPage = app.getRequestHandler();

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    request.headers[peerHeader()] = request.socket.remoteAddress ?? '';
    const answered = isApiPath(path) ? answerApi(request, response) : answerPage(request, response);
    Promise.resolve(answered).catch((error: unknown) => {
      log.error({ err: error, path }, 'request failed');
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end();
    });
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    const reason = error.code === 'EADDRINUSE' ? `Port ${port} is taken: set PORT to another one.` : String(error);
    log.error(reason);
    process.exit(1);
  });
  server.listen(port, hostname, () => log.info({ port, hostname }, 'web is listening'));

  const simulator = runSimulatorWhenNeeded();
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    // Event streams would never end by themselves; their readers connect again.
    setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
    await closed;
    await Promise.allSettled([app.close(), closeQueues(), simulator.stop()]);
    await closeDb();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
