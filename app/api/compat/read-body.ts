import { AppError } from '@/lib/platform/errors';
import { parseJson } from '@/lib/platform/parse-json';
import type { ApiContext } from '../framework';

/**
 * The JSON object that a client of another service sent, without its nulls: they mean what leaving out means.
 * @throws AppError `bad_request` unless it is an object.
 */
export async function readBody(c: ApiContext): Promise<Record<string, unknown>> {
  const text = await c.req.text();
  const value = text === '' ? {} : parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('bad_request', { detail: 'The body must be a JSON object.' });
  }
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== null));
}

/** The refusal of something that another service has and Belfry has not. */
export function unsupported(field: string, reason: string): AppError {
  return new AppError('invalid_input', {
    fields: [{ path: field, message: `is not supported by Belfry: ${reason} (see docs/migrate.md)` }],
  });
}

/** @throws AppError `invalid_input` that names the first field that is none of those known */
export function refuseUnknown(
  body: Record<string, unknown>,
  known: { has(field: string): boolean },
  reason: string,
  path = '',
): void {
  const unknown = Object.keys(body).find((field) => !known.has(field));
  if (unknown !== undefined) throw unsupported(`${path}${unknown}`, reason);
}

/** The refusal of one field's value. */
export function invalidField(field: string, message: string): AppError {
  return new AppError('invalid_input', { fields: [{ path: field, message }] });
}
