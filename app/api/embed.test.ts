import { readFileSync } from 'node:fs';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { updateSite } from '@/lib/sites/update-site';
import { api } from './app';
import { base, countRows, ORIGIN, owner, post, request, serveEmbed, site } from './test-kit/embed-server';

serveEmbed();

describe('config', () => {
  it('is the same for all, remembered for a minute, and answered 304 while unchanged', async () => {
    const url = `${base}/api/embed/${site.siteKey}/config`;
    const first = await fetch(url, { headers: { origin: 'https://anywhere.example' } });
    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({ key: site.vapidPublicKey, prompt: { kind: 'dialog' }, topics: [] });
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=60',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
    const etag = first.headers.get('etag') ?? '';
    const again = await fetch(url, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    await updateSite(owner, site.id, { prompt: { ...site.prompt, title: 'News?' } });
    const changed = await fetch(url, { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
    expect(await changed.json()).toMatchObject({ prompt: { title: 'News?' } });
  });

  it.each(['nobody-has-this-key', 'x', '../../etc/passwd', '%00'])('is 404 for the key %s', async (key) => {
    const response = await fetch(`${base}/api/embed/${encodeURIComponent(key)}/config`);
    expect(response.status).toBe(404);
  });
});

describe('cross-origin rules', () => {
  it('a preflight of an allowed origin passes, without credentials', async () => {
    const response = await fetch(`${base}/api/embed/${site.siteKey}/subscribe`, {
      method: 'OPTIONS',
      headers: { origin: ORIGIN, 'access-control-request-method': 'POST' },
    });
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'Content-Type',
      vary: expect.stringMatching(/\bOrigin\b/),
    });
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it.each([
    'https://evil.example',
    'null',
    'https://shop.example.evil.example',
    'http://shop.example',
    'https://shop.example:444',
    'https://sub.shop.example',
    'HTTPS://SHOP.EXAMPLE',
    null,
  ])('refuses the origin %s with 403, readable by nobody, and stores nothing', async (origin) => {
    const before = await countRows();
    for (const name of ['subscribe', 'update', 'unsubscribe', 'track']) {
      const { status, headers, json } = await post(name, request(), { origin });
      expect(status).toBe(403);
      expect(json.code).toBe('origin_not_allowed');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
    expect(await countRows()).toBe(before);
    if (origin === null) return;
    const preflight = await fetch(`${base}/api/embed/${site.siteKey}/subscribe`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(403);
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('lets an allowed page read its refusal', async () => {
    const { status, headers, json } = await post('subscribe', { nothing: true });
    expect(status).toBe(422);
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(headers.get('vary')).toMatch(/\bOrigin\b/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(json.errors.map((error: { path: string }) => error.path)).toContain('subscription');
  });
});

describe('the scripts', () => {
  it.each([
    ['belfry.js', 'public, max-age=300'],
    ['belfry-worker.js', 'no-cache'],
  ])('%s comes compressed, revalidated and loadable from anywhere', async (name, cacheControl) => {
    const plain = await readFileSync(`public/${name}`);
    const get = (headers: Record<string, string>) => api.request(`/${name}`, { headers });
    const response = await get({ 'accept-encoding': 'gzip, br' });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'br',
      'cache-control': cacheControl,
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      vary: 'Accept-Encoding',
    });
    expect(brotliDecompressSync(Buffer.from(await response.arrayBuffer()))).toEqual(plain);
    const zipped = await get({ 'accept-encoding': 'gzip, br;q=0' });
    expect(gunzipSync(Buffer.from(await zipped.arrayBuffer()))).toEqual(plain);
    expect(Buffer.from(await (await get({})).arrayBuffer())).toEqual(plain);
    const etag = response.headers.get('etag') ?? '';
    expect((await get({ 'accept-encoding': 'gzip, br', 'if-none-match': etag })).status).toBe(304);
    expect((await get({ 'accept-encoding': 'gzip', 'if-none-match': etag })).status).toBe(200);
  });
});
