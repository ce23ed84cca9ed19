import { beforeAll } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { createOwner } from '@/lib/accounts/create-owner';
import type { Action, UserActor } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { api } from '../app';

export let owner: UserActor;
export let token: string;

/** An owner, and a key that may do everything. */
export function keepOwner(): void {
  beforeAll(async () => {
    owner = await createOwner({ email: 'owner@example.com', password: 'violet kettle seventeen' });
    token = await makeToken(API_KEY_SCOPES);
  });
}

export async function makeToken(scopes: Action[], siteId: string | null = null): Promise<string> {
  return (await createApiKey(owner, { name: 'test', scopes, siteId })).token;
}

interface Call {
  token?: string | null;
  json?: unknown;
  headers?: Record<string, string>;
  body?: string;
}

export async function call(method: string, path: string, { json, headers = {}, body, ...rest }: Call = {}) {
  const given = rest.token === undefined ? token : rest.token;
  const response = await api.request(path, {
    method,
    headers: {
      ...(given === null ? {} : { authorization: `Bearer ${given}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: json === undefined ? body : JSON.stringify(json),
  });
  const text = await response.text();
  return { response, status: response.status, text, json: text ? JSON.parse(text) : null };
}

export const site = (name: string) => ({ name, allowedOrigins: ['https://shop.example.com'] });
