import type { Action } from '@/lib/contracts/actors';
import { env } from '@/lib/platform/env';
import type { ApiApp } from './framework';

const DESCRIPTION = `Everything that the dashboard does.

Authenticate with \`Authorization: Bearer bk_…\`. Ids are opaque strings. Lists are paged by \`cursor\`. Errors are
problems (RFC 9457) with a stable \`code\`. A POST with an \`Idempotency-Key\` header may be repeated for 30 days without
being done twice. \`RateLimit\` says how many requests are left. Every answer names its \`X-Request-Id\`.`;

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Repeat the request with the same key and body: it is done once, and answered alike (30 days)',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
} as const;

/** The OpenAPI 3.1 document, generated from the schemas that check the requests. */
export function openApiDocument(app: ApiApp) {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Belfry API',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0' },
    },
    servers: [{ url: env().publicUrl }],
    security: [{ apiKey: [] }],
  });
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = item[method];
      if (!operation) continue;
      operation.operationId = operationId(operation.summary ?? `${method} ${path}`);
      const scope = scopeOf(app, method, path);
      if (scope) operation.security = [{ apiKey: [scope] }];
      if (method === 'post') operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
    }
  }
  return document;
}

export function registerOpenApi(app: ApiApp): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'bk_<id>.<secret>',
  });
  let document: string | undefined;
  app.get('/api/v1/openapi.json', (c) => {
    document ??= JSON.stringify(openApiDocument(app));
    return c.body(document, 200, { 'Content-Type': 'application/json' });
  });
}

/** `Make a site` → `makeSite`: what generated clients call the operation. */
function operationId(summary: string): string {
  const words = summary
    .replaceAll(/[^A-Za-z0-9 ]/g, ' ')
    .toLowerCase()
    .split(' ')
    .filter((word) => word && !['a', 'an', 'the', 'of'].includes(word));
  return words.map((word, i) => (i === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
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
