import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { env } from '@/lib/platform/env';
import { isScraper } from '@/lib/platform/is-scraper';
import { log } from '@/lib/platform/log';
import { checkReadiness } from '@/lib/platform/readiness';
import { renderMetrics } from '@/lib/stats/render-metrics';

/**
 * The worker's own port for the operator: /metrics, /health and /ready. A worker has no other, and needs none: without
 * BELFRY_METRICS_PORT there is no listener. With BELFRY_METRICS_TOKEN the metrics ask for it.
 */
export function startMonitor(): Server | null {
  const { BELFRY_METRICS_PORT: port, BELFRY_METRICS_HOST: host } = env();
  if (port === undefined) return null;
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'the monitor could not answer');
      response.writeHead(500).end();
    });
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    // Sending goes on: an operator who sees nothing is better off than subscribers who get nothing.
    log.error({ err: error, port, host }, 'the monitor cannot listen; set BELFRY_METRICS_PORT to a free port');
  });
  server.listen(port, host, () => log.info({ port, host }, 'monitor is listening'));
  return server;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  switch (request.method === 'GET' ? request.url?.split('?', 1)[0] : '') {
    case '/health':
      return sendJson(response, 200, { status: 'ok' });
    case '/ready': {
      const readiness = await checkReadiness();
      return sendJson(response, readiness.status === 'ready' ? 200 : 503, readiness);
    }
    case '/metrics': {
      if (env().BELFRY_METRICS_TOKEN && !isScraper(request.headers.authorization)) {
        return sendJson(response, 401, { status: 'unauthenticated' });
      }
      const { contentType, text } = await renderMetrics();
      response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' }).end(text);
      return;
    }
    default:
      sendJson(response, 404, { status: 'not_found' });
  }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
