import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import type { Actor } from '@/lib/contracts/actors';
import { Problem } from '@/lib/contracts/problems';
import { AppError, ERROR_TABLE, type ErrorCode } from '@/lib/platform/errors';
import { invalidInput, parse } from '@/lib/platform/parse';
import { parseJson } from '@/lib/platform/parse-json';
import { readText } from './read-text';
import { type DescribedRoute, refuseDropped, refuseUndescribed } from './refuse-undescribed';

// How a route file is written (app/api/v1/sites.ts is the pattern):
//   export function registerSites(app: ApiApp): void {
//     app.openapi(createRoute({ method, path, middleware: requireScope('sites.read'), request: { params, body: jsonBody(X) },
//       responses: { 200: jsonAnswer(Y, 'what it is'), ...problems('not_found') } }),
//       async (c) => answer(c, Y, await lib(c.var.actor, …), 200));
//   }
// Errors are thrown as AppError; app.ts turns them into problems. `createRoute` comes from @hono/zod-openapi.

/** What a visitor's browser sends is small. */
export const PUBLIC_BODY_BYTES = 8 * 1024;

export interface ApiEnv {
  /** What @hono/node-server hands over; absent in plain Next hosting and in tests. */
  Bindings: { incoming?: { socket?: { remoteAddress?: string } } };
  Variables: {
    requestId: string;
    /** Set by requireScope, before it is known whether they may. */
    actor: Actor;
  };
}
export type ApiApp = OpenAPIHono<ApiEnv>;
export type ApiContext = Context<ApiEnv>;

/**
 * An app whose schemas refuse with our problems, and whose described routes refuse what is not described; app.ts makes
 * the one that is served, tests may make smaller ones.
 */
export function makeApiApp(): ApiApp {
  const app = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidInput(result.error);
    },
  });
  const register = app.openapi;
  // The types of each route are checked where it is written; here it is any route.
  app.openapi = ((route: AnyRoute, handle: AnyHandler, hook: never) =>
    register(
      Object.assign(route, { middleware: [route.middleware ?? [], refuseUndescribed(route)].flat() }) as never,
      (async (c: ApiContext) => {
        await refuseDropped(c, route);
        return handle(c);
      }) as never,
      hook,
    )) as typeof register;
  return app;
}

type AnyRoute = DescribedRoute & { middleware?: MiddlewareHandler<ApiEnv> | MiddlewareHandler<ApiEnv>[] };
type AnyHandler = (c: ApiContext) => Response | Promise<Response>;

/**
 * The JSON body of a request to a route outside of the OpenAPI document (embed, dashboard).
 * @throws AppError `unsupported_media_type` unless application/json, `bad_request`, `invalid_input`.
 */
export async function readJson<S extends z.ZodType>(c: ApiContext, schema: S): Promise<z.output<S>> {
  requireMediaType(c, 'application/json');
  return parse(schema, parseJson(await readText(c)));
}

/** @throws AppError `unsupported_media_type` unless the body is declared as this, parameters aside. */
export function requireMediaType(c: ApiContext, mediaType: string): void {
  const given = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (given !== mediaType) {
    throw new AppError('unsupported_media_type', { detail: `The body must be sent as ${mediaType}.` });
  }
}

/** The request body of a route: always required, or the validator would let an empty one pass unread. */
export function jsonBody<S extends z.ZodType>(schema: S) {
  return { required: true as const, content: { 'application/json': { schema } } };
}

export function jsonAnswer<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** One page of a list, as `Page<T>` of lib/contracts/paging.ts. */
export function pageOf<S extends z.ZodType>(item: S) {
  const page = z.object({ items: z.array(item), nextCursor: z.string().nullable() });
  const name = item.meta()?.id;
  return name ? page.meta({ id: `${name}Page` }) : page;
}

/**
 * The error answers that a route may give besides those that any may (401, 403, 422, 429). Errors are thrown, not
 * returned, so that the type adds nothing to what a handler may return.
 */
export function problems(...codes: ErrorCode[]): Record<never, never> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of ['unauthenticated', 'forbidden', 'invalid_input', 'too_many_requests', ...codes] as const) {
    const status = ERROR_TABLE[code].status;
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: [...new Set(group)].map((code) => `\`${code}\`: ${ERROR_TABLE[code].title}`).join('; '),
        content: { 'application/problem+json': { schema: Problem } },
      },
    ]),
  );
}

/** Answers with what the schema lets through, so that no column leaks. */
export function answer<S extends z.ZodType, T extends ContentfulStatusCode>(
  c: ApiContext,
  schema: S,
  value: z.input<S>,
  status: T,
) {
  return c.json(schema.parse(value), status);
}
