import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { log } from '@/lib/platform/log';
import { peerHeader } from '@/lib/platform/peer-header';
import { api, isApiPath } from './app';
import { answerFast } from './fast-paths';
import { limitBodyTime, UPLOAD_TIMEOUT_MS } from './limit-body-time';
import { answerWithOutage } from './page-outage';

/** Answers what is not the API's; Next's request handler in server.ts. */
export type AnswerPage = (request: IncomingMessage, response: ServerResponse) => unknown;

/** The one HTTP server of a web process, with its limits; answers nothing before `openFrontDoor`. */
export function createFrontDoor(): Server {
  const server = createServer({ headersTimeout: 15_000, requestTimeout: UPLOAD_TIMEOUT_MS, maxHeaderSize: 16 * 1024 });
  server.keepAliveTimeout = 65_000; // Longer than the 60 s of common proxies, so that they never reuse a closing one.
  return server;
}

/**
 * What many browsers ask for at once (ingest, the embed's files) is answered by Hono before Next runs, and costs a
 * fraction of a Next route handler (docs/architecture.md); receipts and clicks of a campaign even before Hono.
 */
export function openFrontDoor(server: Server, answerPage: AnswerPage): void {
  const answerApi = getRequestListener(api.fetch);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const answer = (path: string) => {
      request.headers[peerHeader()] = request.socket.remoteAddress ?? '';
      Promise.resolve(
        isApiPath(path)
          ? answerApi(request, response)
          : answerWithOutage(request, response, () => answerPage(request, response)),
      ).catch((error: unknown) => {
        log.error({ err: error, path }, 'request failed');
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
        response.end();
      });
    };
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    limitBodyTime(request, response, path);
    if (!answerFast(request, response, () => answer(path))) answer(path);
  });
}
