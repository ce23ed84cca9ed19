import { beforeAll } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { createOwner } from '@/lib/accounts/create-owner';
import type { UserActor } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { createSite } from '@/lib/sites/create-site';
import { makeSubscription } from '@/lib/subscribers/test-support';
import { api } from '../../app';

export let owner: UserActor;
export let token: string;
export let siteId: string;
export let subscribers: string;
export let segments: string;

/** A site, its paths, and a key that may do everything. */
export function keepPeopleSite(): void {
  beforeAll(async () => {
    owner = await createOwner({ email: 'owner@example.com', password: 'violet kettle seventeen' });
    token = (await createApiKey(owner, { name: 'test', scopes: [...API_KEY_SCOPES], siteId: null })).token;
    siteId = await makeSite();
    subscribers = `/api/v1/sites/${siteId}/subscribers`;
    segments = `/api/v1/sites/${siteId}/segments`;
  });
}

export async function makeSite(): Promise<string> {
  return (await createSite(owner, { name: 'Shop', allowedOrigins: ['https://shop.example'] })).id;
}

export async function call(method: string, path: string, json?: unknown, key = token) {
  const response = await api.request(path, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: json === undefined ? undefined : JSON.stringify(json),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text ? JSON.parse(text) : null };
}
export const add = async (more: object = {}) =>
  (await call('POST', subscribers, { ...makeSubscription(), ...more })).json;
