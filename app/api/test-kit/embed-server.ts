import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll } from 'vitest';
import { createOwner } from '@/lib/accounts/create-owner';
import type { UserActor } from '@/lib/contracts/actors';
import type { SiteView } from '@/lib/contracts/sites';
import { pool } from '@/lib/platform/db';
import { createSite } from '@/lib/sites/create-site';
import { makeSubscription } from '@/lib/subscribers/test-support';
import { api } from '../app';

export const ORIGIN = 'https://shop.example';
export let owner: UserActor;
export let site: SiteView;
let server: Server;
export let base: string;

/** One site, and the API on a port of its own. */
export function serveEmbed(): void {
  beforeAll(async () => {
    owner = await createOwner({ email: 'owner@example.com', password: 'violet kettle seventeen' });
    site = await createSite(owner, { name: 'Shop', allowedOrigins: [ORIGIN, 'http://localhost:8080'] });
    server = createServer(getRequestListener(api.fetch));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
  });
}

interface Call {
  origin?: string | null;
  headers?: Record<string, string>;
  key?: string;
}

export async function post(
  name: string,
  body: unknown,
  { origin = ORIGIN, headers = {}, key = site.siteKey }: Call = {},
) {
  const response = await fetch(`${base}/api/embed/${key}/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(origin === null ? {} : { origin }), ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text ? JSON.parse(text) : null };
}
export const request = (subscription: unknown = makeSubscription(), more: object = {}) => ({
  subscription,
  applicationServerKey: site.vapidPublicKey,
  ...more,
});
export async function countRows(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>('SELECT count(*)::int AS count FROM subscribers');
  return rows[0]?.count ?? -1;
}
