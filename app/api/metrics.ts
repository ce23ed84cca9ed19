import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { isScraper } from '@/lib/platform/is-scraper';
import { observeRequest } from '@/lib/platform/metrics';
import { renderMetrics } from '@/lib/stats/render-metrics';
import type { ApiApp, ApiEnv } from './framework';

/**
 * GET /metrics for Prometheus, behind a bearer token. Not by address: behind a proxy on this machine every visitor
 * comes from loopback.
 */
export function registerMetrics(app: ApiApp): void {
  app.get('/metrics', async (c) => {
    if (!env().BELFRY_METRICS_TOKEN) {
      throw new AppError('not_found', { detail: 'Set BELFRY_METRICS_TOKEN to serve metrics here.' });
    }
    if (!isScraper(c.req.header('authorization'))) {
      c.header('WWW-Authenticate', 'Bearer');
      throw new AppError('unauthenticated', { detail: 'Send the token of BELFRY_METRICS_TOKEN as a bearer token.' });
    }
    const { contentType, text } = await renderMetrics();
    return c.body(text, 200, { 'Content-Type': contentType });
  });
}

/** Takes the time of each request under its route's pattern. */
export const measureRequests: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const startedAt = performance.now();
  await next();
  // An unknown address ends at a middleware's star.
  const path = routePath(c, -1);
  const route = path.includes('*') ? 'none' : path;
  observeRequest(c.req.method, route, c.res.status, (performance.now() - startedAt) / 1_000);
};
