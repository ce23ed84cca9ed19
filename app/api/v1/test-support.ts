import { createApiKey } from '@/lib/accounts/create-api-key';
import type { Action, Actor } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { api } from '../app';

/** What a client makes of an answer. */
export interface Answer<T> {
  status: number;
  headers: Headers;
  json: T;
}

/** Calls the API with a new key, which may do everything unless told otherwise. */
export async function makeClient(actor: Actor, options: { scopes?: readonly Action[]; siteId?: string } = {}) {
  const { token } = await createApiKey(actor, {
    name: 'Test',
    scopes: [...(options.scopes ?? API_KEY_SCOPES)],
    siteId: options.siteId ?? null,
  });
  return clientOf(token);
}

/** @param address that the request comes from; none by default */
export function clientOf(token: string, address?: string) {
  return async function call<T>(
    method: string,
    path: string,
    json?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await api.request(
      `/api/v1${path}`,
      {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(json !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: json === undefined ? undefined : JSON.stringify(json),
      },
      address === undefined ? undefined : { incoming: { socket: { remoteAddress: address } } },
    );
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: text ? JSON.parse(text) : null };
  };
}
