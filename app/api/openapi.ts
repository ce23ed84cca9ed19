import { env } from '@/lib/platform/env';
import type { ApiApp } from './framework';

const DESCRIPTION = `Everything that the dashboard does.

Authenticate with \`Authorization: Bearer bk_…\`. Ids are opaque strings. Lists are paged by \`cursor\`. Errors are
problems (RFC 9457) with a stable \`code\`. A POST with an \`Idempotency-Key\` header may be repeated for 30 days without
being done twice. Every answer names its \`X-Request-Id\`.`;

/** The OpenAPI 3.1 document, generated from the schemas that check the requests. */
export function openApiDocument(app: ApiApp) {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Belfry API', version: '1', description: DESCRIPTION, license: { name: 'Apache-2.0' } },
    servers: [{ url: env().publicUrl }],
    security: [{ apiKey: [] }],
  });
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
