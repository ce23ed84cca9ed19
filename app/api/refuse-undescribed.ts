import type { MiddlewareHandler } from 'hono';
import type { z } from 'zod';
import { AppError, type FieldProblem } from '@/lib/platform/errors';
import type { ApiContext, ApiEnv } from './framework';

// What a request says and its route's description does not know is refused by name, never passed over: a misspelt
// `sendAt` would send now. The schemas themselves drop such fields, since they read what was stored long ago too.

/** As much of a route's description as this asks. */
export interface DescribedRoute {
  request?: {
    query?: z.ZodType | undefined;
    headers?: unknown;
    body?: { content: Partial<Record<string, { schema: unknown } | undefined>> } | undefined;
  };
}

/**
 * Middleware of one route, after its guard: refuses query parameters that it has not, fields where it takes none, and
 * an `If-Match` that it would not ask.
 * @throws AppError `invalid_input`, `precondition_failed`
 */
export function refuseUndescribed({ request }: DescribedRoute): MiddlewareHandler<ApiEnv> {
  const known = fieldNames(request?.query);
  const bindsTo = fieldNames(request?.headers);
  return async (c, next) => {
    const unknown = Object.keys(c.req.queries()).filter((name) => !known.has(name));
    if (unknown.length > 0) {
      throw refusal(unknown, 'is not a known parameter', 'Unknown query parameter');
    }
    const isBound = !['GET', 'HEAD'].includes(c.req.method) && !['*', undefined].includes(c.req.header('if-match'));
    if (isBound && !bindsTo.has('if-match')) {
      const detail = 'This request cannot be bound to a version: send it without If-Match. Nothing was changed.';
      throw new AppError('precondition_failed', { detail });
    }
    if (!request?.body) await refuseBody(c);
    await next();
  };
}

/**
 * For the handler of a route with a JSON body, once it is valid.
 * @throws AppError `invalid_input` that names the fields that its schema has dropped
 */
export async function refuseDropped(c: ApiContext, { request }: DescribedRoute): Promise<void> {
  const schema = request?.body?.content['application/json']?.schema as z.ZodType | undefined;
  // Said by the schema, and so in the document too.
  if (!schema || schema.meta()?.additionalProperties === true) return;
  // The types know the bodies of single routes only.
  const taken = c.req.valid('json' as never);
  const dropped = droppedFields(await c.req.json(), taken, []);
  if (dropped.length > 0) throw refusal(dropped, 'is not a known field', 'Unknown field');
}

async function refuseBody(c: ApiContext): Promise<void> {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return;
  const text = await c.req.text();
  if (text === '') return;
  const body: unknown = JSON.parse(text);
  const names = isObject(body) ? Object.keys(body) : null;
  if (names?.length === 0) return;
  const remedy = 'This request takes no body: leave it out, or send {}. Nothing was done.';
  const fields = (names ?? ['']).map((path) => ({ path, message: path ? 'is not a known field' : 'must be left out' }));
  throw new AppError('invalid_input', { detail: remedy, fields });
}

function refusal(names: string[], message: string, title: string): AppError {
  const fields: FieldProblem[] = names.map((path) => ({ path, message }));
  return new AppError('invalid_input', {
    detail: `${title}: ${names.slice(0, 3).join(', ')}. Nothing was done.`,
    fields,
  });
}

/** Paths of the fields that were given and are not in what was made of them. */
function droppedFields(given: unknown, taken: unknown, path: readonly string[]): string[] {
  if (Array.isArray(given) && Array.isArray(taken)) {
    // Another length: a list that is no longer what was given, such as one without its repetitions.
    if (given.length !== taken.length) return [];
    return given.flatMap((item, index) => droppedFields(item, taken[index], [...path, String(index)]));
  }
  if (!isObject(given) || !isObject(taken)) return [];
  return Object.entries(given).flatMap(([name, value]) => {
    const at = [...path, name];
    const key = name in taken ? name : normalisedKey(name, value, given, taken);
    return key === undefined ? [at.join('.')] : droppedFields(value, taken[key], at);
  });
}

/** A record's key as it was taken: names of tags are trimmed, those of languages are made small. */
function normalisedKey(
  name: string,
  value: unknown,
  given: Record<string, unknown>,
  taken: Record<string, unknown>,
): string | undefined {
  return [name.trim(), name.trim().toLowerCase()].find((key) => {
    if (!(key in taken) || key in given) return false;
    const made = taken[key];
    return (isObject(value) && isObject(made)) || String(made) === String(value).trim();
  });
}

function fieldNames(schema: unknown): Set<string> {
  const { shape } = (schema ?? {}) as { shape?: object };
  return new Set(Object.keys(shape ?? {}));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
