import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { MAX_UPLOAD_BYTES } from '@/lib/contracts/limits';
import { AppError } from '@/lib/platform/errors';
import { registerClick } from './click';
import { answerError } from './compat/answer-error';
import { missingCall } from './compat/missing-call';
import { registerOneSignal } from './compat/onesignal/register';
import { registerPushpad } from './compat/pushpad/register';
import { registerDemo } from './demo';
import { registerEmbed } from './embed';
import { registerEmbedFiles } from './embed-files';
import { type ApiApp, type ApiContext, type ApiEnv, makeApiApp, PUBLIC_BODY_BYTES } from './framework';
import { registerHealth } from './health';
import { registerImageFiles } from './image-files';
import { registerLive } from './live';
import { measureRequests, registerMetrics } from './metrics';
import { registerOpenApi } from './openapi';
import { registerProblemDocs } from './problem-docs';
import { responseHeaders } from './response-headers';
import { registerApiKeys } from './v1/api-keys';
import { registerAudit } from './v1/audit';
import { registerBestTime } from './v1/best-time';
import { registerCampaignActs } from './v1/campaign-acts';
import { registerCampaigns } from './v1/campaigns';
import { registerConsents } from './v1/consents';
import { registerDeliveries } from './v1/deliveries';
import { registerDraftVersions } from './v1/draft-versions';
import { registerEvents } from './v1/events';
import { registerExports } from './v1/exports';
import { registerGoals } from './v1/goals';
import { registerImages } from './v1/images';
import { registerImports } from './v1/imports';
import { registerMessages } from './v1/messages';
import { registerOperations } from './v1/operations';
import { registerReports } from './v1/reports';
import { registerSegments } from './v1/segments';
import { registerSites } from './v1/sites';
import { registerSubscribers } from './v1/subscribers';
import { registerTags } from './v1/tags';
import { registerTemplates } from './v1/templates';
import { registerTopics } from './v1/topics';
import { registerWebhooks } from './v1/webhooks';

/** A batch of a thousand subscribers takes about half of it. */
const REST_BODY_BYTES = 1024 * 1024;
const IMAGES_PATH = '/api/v1/sites/:siteId/images';

/** The whole URL space of the API; served by server.ts before Next, and by [[...route]]/route.ts under plain Next. */
export const api = makeApiApp();

api.onError((error, c) => answerError(c, error));
api.notFound((c) => notFound(api, c));
api.use(measureRequests);
api.use(responseHeaders);
const limitRestBody = limitBody(REST_BODY_BYTES);
// Files have bounds of their own.
api.use('/api/v1/*', (c, next) => (isUpload(c) ? next() : limitRestBody(c, next)));
api.use(IMAGES_PATH, limitBody(MAX_UPLOAD_BYTES));
api.use('/compat/*', limitBody(REST_BODY_BYTES));
api.use('/api/embed/*', limitBody(PUBLIC_BODY_BYTES));

registerHealth(api); // /api/health, /api/ready
registerProblemDocs(api); // /api/problems: where the `type` of an error leads
registerMetrics(api); // /metrics
registerEmbedFiles(api); // /belfry.js, /belfry-worker.js and their companions
registerEmbed(api); // /api/embed/…: what visitors' browsers call
registerImageFiles(api); // /i/…: pictures of messages
registerClick(api); // /c/…
registerDemo(api); // /demo
registerOpenApi(api); // /api/v1/openapi.json
registerSites(api); // /api/v1/…: the REST API, and what the dashboard's scripts call
registerTopics(api);
registerSubscribers(api);
registerEvents(api);
registerConsents(api);
registerTags(api);
registerSegments(api);
registerTemplates(api);
registerGoals(api);
registerReports(api);
registerImages(api);
registerCampaigns(api);
registerCampaignActs(api);
registerDraftVersions(api);
registerDeliveries(api);
registerBestTime(api);
registerMessages(api);
registerWebhooks(api);
registerExports(api);
registerImports(api);
registerApiKeys(api);
registerAudit(api);
registerOperations(api);
registerOneSignal(api); // /compat/…: what the clients of other services call
registerPushpad(api);
registerLive(api); // /api/live/…: events for the dashboard's pages

/**
 * Whether a path is answered here, before Next sees it. next-auth's routes are Next's own.
 * @param pathname of the request, without its query
 */
export function isApiPath(pathname: string): boolean {
  if (pathname === '/api' || pathname.startsWith('/api/')) {
    return pathname !== '/api/auth' && !pathname.startsWith('/api/auth/');
  }
  return OTHER_PATHS.test(pathname);
}

/** The embed's files, clicks, pictures, the demo page, the operator's metrics and other services' clients. */
const OTHER_PATHS = /^\/(metrics|belfry(-[a-z]+)?\.js|c\/[^/]+|i\/[^/]+|demo(\/.*)?|compat\/.*)$/;

function isUpload(c: ApiContext): boolean {
  return c.req.method === 'POST' && /^\/api\/v1\/sites\/[^/]+\/(imports|images)$/.test(c.req.path);
}

/** Refuses by the declared length where there is one, which costs nothing; only a chunked body is counted as it comes. */
function limitBody(maxSize: number): MiddlewareHandler<ApiEnv> {
  const refuse = () => {
    throw new AppError('payload_too_large', { detail: `The body may have at most ${maxSize} bytes.` });
  };
  const countChunks = bodyLimit({ maxSize, onError: refuse });
  return (c, next) => {
    const declared = c.req.header('content-length');
    // A chunked body may declare a length too, which then means nothing (RFC 9112 §6.3).
    if (declared === undefined || c.req.header('transfer-encoding') !== undefined) return countChunks(c, next);
    if (Number(declared) > maxSize) refuse();
    return next();
  };
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** 405 with Allow when the path is there for another method, else 404; 404 to what another service has and we have not. */
function notFound(app: ApiApp, c: ApiContext): Response {
  if (c.req.path.startsWith('/compat/')) {
    const missing = missingCall(c.req.method, c.req.path);
    if (missing) return answerError(c, missing);
    const detail = `${c.req.method} ${c.req.path} is not supported by Belfry (see docs/migrate.md).`;
    return answerError(c, new AppError('not_found', { detail }));
  }
  const allowed = METHODS.filter((method) =>
    app.router.match(method, c.req.path)[0].some(([[, route]]) => route.method === method),
  );
  if (allowed.length === 0) return answerError(c, new AppError('not_found', { detail: 'There is no such address.' }));
  const response = answerError(c, new AppError('method_not_allowed', { detail: `Use ${allowed.join(' or ')}.` }));
  response.headers.set('Allow', allowed.join(', '));
  return response;
}
