import type { Action } from '@/lib/contracts/actors';
import { env } from '@/lib/platform/env';
import type { ApiApp } from './framework';
import { type ApiDocument, completeDocument, type Parameter } from './openapi-complete';
import { addCommonProblems } from './openapi-problems';

const DESCRIPTION = `What the dashboard does with sites, subscribers, segments, campaigns, webhooks and keys, for programs.

Authenticate with \`Authorization: Bearer bk_…\`. Ids are opaque strings. Lists are paged by \`cursor\`. Errors are
problems (RFC 9457) with a stable \`code\`. A POST with an \`Idempotency-Key\` header may be repeated for 30 days without
being done twice. \`RateLimit\` says how many requests are left. Every answer names its \`X-Request-Id\`.`;

const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Repeat the request with the same key and body: it is done once, and answered alike (30 days)',
  example: 'order-4711-shipped',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

/** The OpenAPI 3.1 document, generated from the schemas that check the requests. */
export function openApiDocument(app: ApiApp): ApiDocument {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Belfry API',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: env().publicUrl, description: 'This server' }],
    security: [{ apiKey: [] }],
  }) as unknown as ApiDocument;
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      operation.operationId ??= operationId(method, path);
      const scope = scopeOf(app, method, path);
      if (scope) operation.security = [{ apiKey: [scope] }];
      if (method === 'post') operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
      addCommonProblems(method, operation);
    }
  }
  completeDocument(document);
  return document;
}

export function registerOpenApi(app: ApiApp): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'bk_<id>.<secret>',
    description: 'A key made under Developers → API keys. Each operation names the permission that it needs.',
  });
  let document: string | undefined;
  app.get('/api/v1/openapi.json', (c) => {
    document ??= JSON.stringify(openApiDocument(app));
    return c.body(document, 200, { 'Content-Type': 'application/json' });
  });
}

const VERBS: Record<string, string> = { get: 'get', patch: 'update', put: 'replace', delete: 'delete' };

/**
 * What generated clients call the operation: `GET /sites/{siteId}/webhooks/{id}/deliveries` → `listWebhookDeliveries`,
 * `POST /campaigns/{id}/launch` → `launchCampaign`. A route that this does not suit names itself.
 */
function operationId(method: string, path: string): string {
  const parts = path.split('/').slice(3);
  const last = parts.at(-1) ?? '';
  const nouns = parts.filter((part) => !part.startsWith('{'));
  // All that belongs to a site is known without it.
  if (nouns.length > 1 && nouns[0] === 'sites') nouns.shift();
  const owners = nouns.slice(0, -1).map((noun) => capitalised(singular(noun)));
  const noun = nouns.at(-1) ?? '';
  if (last.startsWith('{')) return `${VERBS[method]}${owners.join('')}${capitalised(singular(noun))}`;
  const isCollection = noun.endsWith('s') || parts.length === 1;
  if (method === 'get') return `${isCollection ? 'list' : 'get'}${owners.join('')}${capitalised(noun)}`;
  if (method === 'post' && isCollection) return `create${owners.join('')}${capitalised(singular(noun))}`;
  if (method !== 'post') return `${method === 'put' ? 'set' : VERBS[method]}${owners.join('')}${capitalised(noun)}`;
  const [verb = '', ...rest] = noun.split('-');
  return `${verb}${owners.join('')}${capitalised(rest.join('-'))}`;
}

function singular(noun: string): string {
  return noun.endsWith('ies') ? `${noun.slice(0, -3)}y` : noun.replace(/s$/, '');
}

/** `rotate-secret` → `RotateSecret`. */
function capitalised(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** The permission that the route's requireScope asks for. */
function scopeOf(app: ApiApp, method: string, path: string): Action | undefined {
  const pattern = path.replaceAll(/\{(\w+)\}/g, ':$1');
  for (const route of app.routes) {
    if (route.path !== pattern || route.method !== method.toUpperCase()) continue;
    const { scope } = route.handler as { scope?: Action };
    if (scope) return scope;
  }
  return undefined;
}
