import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NextApiRequest, NextApiResponse } from 'next';
import NextAuth from 'next-auth';
import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwner } from '@/lib/accounts/create-owner';
import { revokeSessions } from '@/lib/accounts/revoke-sessions';
import type { UserActor } from '@/lib/contracts/actors';
import { pool } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';
import { authOptions } from '../auth-options';
import { api } from './app';

const PASSWORD = 'violet kettle seventeen';
let server: Server;
let base: string;
let owner: UserActor;

/** next-auth's handler behind a plain HTTP server, in the calling form of Next's pages router. */
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const cookies = Object.fromEntries(
      (request.headers.cookie ?? '')
        .split('; ')
        .filter(Boolean)
        .map((pair) => {
          const [name = '', value = ''] = pair.split(/=(.*)/s);
          return [name, decodeURIComponent(value)];
        }),
    );
    const req = Object.assign(request, {
      query: { ...Object.fromEntries(url.searchParams), nextauth: url.pathname.split('/').slice(3) },
      body: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
      cookies,
    });
    const res = Object.assign(response, {
      status: (code: number) => Object.assign(res, { statusCode: code }),
      json: (body: unknown) => res.setHeader('Content-Type', 'application/json').end(JSON.stringify(body)),
      send: (body: unknown) => {
        if (typeof body === 'string') res.end(body);
        else res.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
      },
    });
    await NextAuth(req as unknown as NextApiRequest, res as unknown as NextApiResponse, authOptions());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/auth`;
  owner = await createOwner({ email: 'owner@example.com', password: PASSWORD });
});

afterAll(() => server.close());

/** Signs in as next-auth's own client does; returns the answer and the cookies. */
async function signIn(email: string, password: string) {
  const csrf = await fetch(`${base}/csrf`);
  const jar = new Map(csrf.headers.getSetCookie().map(readCookie));
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const response = await fetch(`${base}/callback/credentials`, {
    method: 'POST',
    headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    body: new URLSearchParams({ email, password, csrfToken, json: 'true' }),
    redirect: 'manual',
  });
  const set = response.headers.getSetCookie();
  for (const cookie of set) jar.set(...readCookie(cookie));
  return { response, jar, set, url: ((await response.json()) as { url: string }).url };
}

function readCookie(text: string): [string, string] {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
  return [name, value];
}

const SITES = '/api/v1/sites';
const withSession = (cookie: string, headers: Record<string, string> = {}, method = 'GET', body?: string) =>
  api.request(SITES, { method, body, headers: { cookie: `belfry-session=${cookie}`, ...headers } });
const sessionFor = (claims: object, secret = env().BELFRY_SECRET, maxAge = 60) =>
  encode({ token: { sub: owner.userId, sessionVersion: 1, ...claims }, secret, maxAge });

describe('sign-in by next-auth', () => {
  it('sets a session cookie that the API takes', async () => {
    const { set, jar, url } = await signIn(' Owner@example.com ', PASSWORD);
    expect(new URL(url).origin).toBe(env().publicUrl);
    const cookie = set.find((text) => text.startsWith('belfry-session='));
    expect(cookie).toMatch(/; Path=\/; .*HttpOnly; SameSite=Lax$/);
    const response = await withSession(jar.get('belfry-session') ?? '');
    expect(response.status).toBe(200);
  });

  it('tells what is wrong, and sets none', async () => {
    const wrong = await signIn('owner@example.com', 'wrong');
    expect(wrong.response.status).toBe(401);
    expect(new URL(wrong.url).searchParams.get('error')).toBe('The e-mail address or the password is wrong.');
    expect(wrong.jar.has('belfry-session')).toBe(false);
    for (let i = 0; i < 12; i++) await signIn('victim@example.com', 'wrong');
    const throttled = await signIn('victim@example.com', 'wrong');
    expect(new URL(throttled.url).searchParams.get('error')).toMatch(
      /^Too many attempts\. Try again in \d+ minutes\.$/,
    );
  });

  it('never leads elsewhere', async () => {
    const redirect = authOptions().callbacks?.redirect;
    const at = (url: string) => redirect?.({ url, baseUrl: env().publicUrl });
    expect(at('/campaigns?x=1')).toBe(`${env().publicUrl}/campaigns?x=1`);
    for (const url of [
      'https://evil.test/',
      '//evil.test',
      `${env().publicUrl}.evil.test/`,
      'javascript:alert(1)',
      'https://',
    ]) {
      expect(at(url)).toBe(env().publicUrl);
    }
  });
});

describe('a session at the API', () => {
  it.each([
    ['forged with another secret', () => sessionFor({}, 'x'.repeat(40))],
    ['expired', () => sessionFor({}, undefined, -60)],
    ['of an older version', () => sessionFor({ sessionVersion: 0 })],
    ['without a version', () => sessionFor({ sessionVersion: undefined })],
    ['of nobody', () => sessionFor({ sub: 'usr_0000000000001' })],
    ['that is nonsense', async () => 'nonsense'],
  ])('is refused when %s', async (_name, make) => {
    expect((await withSession(await make())).status).toBe(401);
  });

  it('may change things from a page of the dashboard only', async () => {
    const cookie = await sessionFor({});
    const body = JSON.stringify({ name: 'Shop', allowedOrigins: ['https://shop.example.com'] });
    const json = { 'content-type': 'application/json' };
    expect((await withSession(cookie, { ...json, origin: env().publicUrl }, 'POST', body)).status).toBe(201);
    for (const origin of ['https://evil.test', 'null', `${env().publicUrl}.evil.test`, 'http://localhost:1']) {
      const refused = await withSession(cookie, { ...json, origin }, 'POST', body);
      expect(await refused.json()).toMatchObject({ status: 403, code: 'forbidden' });
    }
    expect((await withSession(cookie, json, 'POST', body)).status).toBe(403);
  });

  it('follows the role at once, and ends everywhere when revoked', async () => {
    const cookie = await sessionFor({});
    await pool.query("UPDATE memberships SET role = 'viewer'");
    const headers = { 'content-type': 'application/json', origin: env().publicUrl };
    expect((await withSession(cookie, headers, 'POST', '{}')).status).toBe(403);
    await pool.query("UPDATE memberships SET role = 'owner'");
    expect((await withSession(cookie)).status).toBe(200);
    await revokeSessions(owner);
    expect((await withSession(cookie)).status).toBe(401);
    const asked = await fetch(`${base}/session`, { headers: { cookie: `belfry-session=${cookie}` } });
    expect(await asked.json()).toEqual({});
  });
});
