import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { createImage } from '@/lib/campaigns/create-image';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { MAX_UPLOAD_BYTES } from '@/lib/contracts/limits';
import { makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { systemDb } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { api } from '../app';

let site: TestSite;
let token: string;
const RED = { r: 220, g: 30, b: 30 };

beforeAll(async () => {
  site = await makeSite();
  token = (await createApiKey(site.actor, { name: 'k', scopes: API_KEY_SCOPES })).token;
});
beforeEach(() => systemDb.image.deleteMany());
afterAll(closeQueues);

interface Sent {
  status: number;
  json: { url: string; width: number; height: number; mediaType: string; byteCount: number; id: string };
  problem: { code: string; detail: string; errors: { path: string; message: string }[] };
}

const own = () => ({ authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' });

async function upload(file: Uint8Array | ReadableStream, use = 'image', options: RequestInit = {}): Promise<Sent> {
  const init: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    headers: own(),
    body: file as BodyInit,
    duplex: 'half',
    ...options,
  };
  const response = await api.request(`/api/v1/sites/${site.publicId}/images?use=${use}`, init);
  const json = await response.json();
  return { status: response.status, json, problem: json };
}

const serve = (url: string, headers = {}) => api.request(new URL(url).pathname, { headers });

async function served(sent: Sent) {
  const response = await serve(sent.json.url);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

const flat = (width: number, height: number, background: { r: number; g: number; b: number; alpha?: number } = RED) =>
  sharp({ create: { width, height, channels: 4, background } });
const seeThrough = { ...RED, alpha: 0.5 };

/** A PNG whose header says these sizes; its rows are as many zeros as are asked for. */
function png(width: number, height: number, rowBytes: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const body = Buffer.concat([Buffer.from(type), data]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc(rowBytes));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc(data: Buffer): number {
  let value = 0xffffffff;
  for (const byte of data) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}

describe('an uploaded picture', () => {
  it.each([
    ['a photo as image', 'image', 3_000, 2_000, 'image/jpeg', [1_024, 512]],
    ['a small image, which is not enlarged', 'image', 300, 300, 'image/jpeg', [300, 150]],
    ['a wide image', 'image', 900, 90, 'image/jpeg', [180, 90]],
    ['a square icon', 'icon', 512, 512, 'image/png', [256, 256]],
    ['a small icon', 'icon', 64, 64, 'image/png', [64, 64]],
  ])('%s is made %s', async (_name, use, width, height, mediaType, size) => {
    const sent = await upload(await flat(width, height).removeAlpha().jpeg().toBuffer(), use);
    expect(sent).toMatchObject({ status: 201, json: { mediaType, width: size[0], height: size[1] } });
    const file = await served(sent);
    expect(file.byteLength).toBe(sent.json.byteCount);
    expect(await sharp(file).metadata()).toMatchObject({
      format: mediaType.slice('image/'.length),
      width: size[0],
      height: size[1],
    });
  });

  it.each(['png', 'webp', 'gif'] as const)('may be %s, and keeps what shines through', async (format) => {
    const sent = await upload(
      await flat(100, 60, { ...RED, alpha: 0 })
        .toFormat(format)
        .toBuffer(),
      'icon',
    );
    expect(sent).toMatchObject({ status: 201, json: { mediaType: 'image/png', width: 100, height: 100 } });
    expect((await sharp(await served(sent)).stats()).isOpaque).toBe(false);
  });

  it('is the first frame of a moving one', async () => {
    const frames = await Promise.all([
      flat(40, 40, RED).raw().toBuffer(),
      flat(40, 40, { r: 0, g: 0, b: 255 }).raw().toBuffer(),
    ]);
    const moving = sharp(Buffer.concat(frames), { raw: { width: 40, height: 80, channels: 4, pageHeight: 40 } });
    const sent = await upload(await moving.gif().toBuffer(), 'icon');
    expect(sent).toMatchObject({ status: 201, json: { width: 40, height: 40 } });
    const { dominant } = await sharp(await served(sent)).stats();
    expect(dominant.r).toBeGreaterThan(dominant.b);
  });

  it('stands upright, and tells nothing of where it was taken', async () => {
    const photo = await flat(200, 100)
      .removeAlpha()
      .withExif({ IFD0: { Copyright: 'SECRET-PLACE' }, IFD3: { GPSLatitude: '52/1 31/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect(photo.includes('SECRET-PLACE')).toBe(true);
    const sent = await upload(photo, 'icon');
    const file = await served(sent);
    expect(file.includes('SECRET-PLACE')).toBe(false);
    const { exif, xmp, iptc } = await sharp(file).metadata();
    expect([exif, xmp, iptc]).toEqual([undefined, undefined, undefined]);
    // The camera lay on its side: what was 200 × 100 is a column in the middle of the square.
    const { data } = await sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const alphaAt = (x: number, y: number) => data[(y * 200 + x) * 4 + 3];
    expect([alphaAt(10, 100), alphaAt(100, 10)]).toEqual([0, 255]);
  });

  it('of a badge needs a shape', async () => {
    expect((await upload(await flat(96, 96, seeThrough).png().toBuffer(), 'badge')).status).toBe(201);
    const white = await upload(await flat(96, 96).removeAlpha().png().toBuffer(), 'badge');
    expect(white).toMatchObject({ status: 422, problem: { code: 'invalid_input' } });
    expect(white.problem.detail).toContain('transparent background');
    // Standing on a transparent square is no shape.
    for (const [width, height] of [
      [200, 100],
      [100, 201],
    ] as const) {
      const bar = await upload(await flat(width, height).removeAlpha().png().toBuffer(), 'badge');
      expect(bar.problem.detail).toContain('transparent background');
      expect((await upload(await flat(width, height, seeThrough).png().toBuffer(), 'badge')).status).toBe(201);
    }
  });
});

describe('what is no picture, or a trap', () => {
  const html = Buffer.from('<!doctype html><script>alert(1)</script>');
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const cut = async (format: 'png' | 'jpeg' | 'webp' | 'gif') => {
    const noise = sharp({ create: { width: 300, height: 300, channels: 3, background: RED, noise: NOISE } });
    const whole = await noise.toFormat(format).toBuffer();
    return whole.subarray(0, Math.floor(whole.length / 2));
  };
  const NOISE = { type: 'gaussian', mean: 128, sigma: 60 } as const;

  it.each<[string, () => Promise<Uint8Array> | Uint8Array, RegExp]>([
    ['nothing', () => Buffer.alloc(0), /is no PNG/],
    ['SVG', () => svg, /is no PNG/],
    ['SVG with an XML head', () => Buffer.concat([Buffer.from('<?xml version="1.0"?>'), svg]), /is no PNG/],
    ['HTML', () => html, /is no PNG/],
    ['HTML behind the first bytes of a PNG', () => Buffer.concat([png(1, 1, 2).subarray(0, 8), html]), /damaged/],
    ['HTML behind the first bytes of a JPEG', () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), html]), /damaged/],
    ['PDF', () => Buffer.from('%PDF-1.7'), /is no PNG/],
    ['TIFF', () => flat(64, 64).tiff().toBuffer(), /is no PNG/],
    ['AVIF', () => flat(64, 64).avif().toBuffer(), /HEIC or AVIF/],
    ['half a PNG', () => cut('png'), /damaged/],
    ['half a JPEG', () => cut('jpeg'), /damaged/],
    ['half a WebP', () => cut('webp'), /damaged/],
    ['1 × 60,000', () => png(1, 60_000, 120_000), /1 × 60000 pixels; at most/],
    ['60,000 × 1', () => png(60_000, 1, 60_001), /60000 × 1 pixels; at most/],
    ['a bomb: 121 million pixels in some bytes', () => png(11_000, 11_000, 1_000), /11000 × 11000 pixels; at most/],
    ['a size that no memory holds', () => png(50_000, 50_000, 10), /damaged|at most/],
    ['a size within the limits that its rows do not fill', () => png(4_000, 4_000, 1_000), /damaged/],
    ['too small', () => png(4, 4, 20), /at least 16/],
  ])('%s is refused by name', async (_name, make, why) => {
    const sent = await upload(await make());
    expect(sent).toMatchObject({ status: 422, problem: { code: 'invalid_input', errors: [{ path: 'file' }] } });
    expect(sent.problem.detail).toMatch(why);
    expect(await systemDb.image.count()).toBe(0);
  });

  it('a file that is two things is left with its pixels', async () => {
    const trap = '<script>alert(document.cookie)</script>';
    const picture = await flat(64, 64, seeThrough)
      .withExif({ IFD0: { ImageDescription: trap } })
      .png()
      .toBuffer();
    const sent = await upload(Buffer.concat([picture, Buffer.from(trap)]), 'icon');
    expect(sent.status).toBe(201);
    expect((await served(sent)).includes('script')).toBe(false);
  });

  it('a file that is too large is refused before it is read, by what it says', async () => {
    const size = 20 * 1024 * 1024;
    const headers = { ...own(), 'content-length': String(size) };
    const refused = await upload(new Uint8Array(size), 'image', { headers });
    expect(refused).toMatchObject({ status: 413, problem: { code: 'payload_too_large' } });
  });

  it('and by what has come, when it says nothing or less', async () => {
    let sentBytes = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sentBytes += 64 * 1024;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    const headers = { ...own(), 'transfer-encoding': 'chunked', 'content-length': '10' };
    const refused = await upload(endless, 'image', { headers });
    expect(refused).toMatchObject({ status: 413, problem: { code: 'payload_too_large' } });
    expect(sentBytes).toBeLessThan(2 * MAX_UPLOAD_BYTES);
  });

  it('other routes take no more than before', async () => {
    const response = await api.request(`/api/v1/sites/${site.publicId}/templates`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-length': String(2 * 1024 * 1024) },
      body: 'x',
    });
    expect(response.status).toBe(413);
  });
});

describe('who may', () => {
  it('needs a key with the permission, and a site of its own', async () => {
    const file = await flat(64, 64).png().toBuffer();
    const as = (key: string) => upload(file, 'icon', { headers: { ...own(), authorization: `Bearer ${key}` } });
    expect((await upload(file, 'icon', { headers: {} })).status).toBe(401);
    const reader = await createApiKey(site.actor, { name: 'r', scopes: ['images.read'] });
    expect(await as(reader.token)).toMatchObject({ status: 403, problem: { code: 'forbidden' } });
    const other = await makeSite();
    const foreign = await createApiKey(other.actor, { name: 'f', scopes: API_KEY_SCOPES });
    expect(await as(foreign.token)).toMatchObject({ status: 404, problem: { code: 'not_found' } });
    expect((await upload(file, 'wallpaper')).problem.errors).toMatchObject([{ path: 'use' }]);
    expect(await systemDb.image.count()).toBe(0);
  });

  it('has as much room as the quota says, whoever is first', async () => {
    const files = await Promise.all(
      [1, 2, 3, 4].map((n) =>
        flat(40 + n, 40 + n)
          .png()
          .toBuffer(),
      ),
    );
    const quota = { bytes: 64 * 1024 * 1024, count: 2 };
    const outcomes = await Promise.allSettled(
      files.map((file) => createImage(site.actor, site.publicId, file, 'icon', quota)),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
    const [first] = await systemDb.image.findMany();
    const tight = { bytes: (first?.byteCount ?? 0) * 2, count: 100 };
    await expect(createImage(site.actor, site.publicId, files[3] ?? Buffer.alloc(0), 'image', tight)).rejects.toThrow(
      /conflict/,
    );
  });
});

describe('its address', () => {
  it('is the same for the same file, and served for ever without a cookie', async () => {
    const file = await flat(64, 64).png().toBuffer();
    const [first, second] = [await upload(file, 'icon'), await upload(file, 'icon')];
    expect(second.json).toEqual(first.json);
    const response = await serve(first.json.url);
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect(headers).not.toHaveProperty('set-cookie');
    const again = await serve(first.json.url, { 'if-none-match': headers.etag });
    expect(again.status).toBe(304);
    expect(new URL(first.json.url).pathname).toMatch(/^\/i\/[\w-]{22}\.png$/);
  });

  it('of one that is not there answers 404', async () => {
    for (const name of [
      'AAAAAAAAAAAAAAAAAAAAAA.png',
      'x.png',
      'AAAAAAAAAAAAAAAAAAAAAA.svg',
      '..%2F..%2Fpackage.json',
    ]) {
      expect((await api.request(`/i/${name}`)).status).toBe(404);
    }
  });

  it('is listed, and gone from the list when deleted', async () => {
    const made = await upload(await flat(64, 64).png().toBuffer(), 'icon');
    const call = async (method: string, path: string) => {
      const response = await api.request(`/api/v1/sites/${site.publicId}/images${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
      });
      const text = await response.text();
      return { status: response.status, json: text ? JSON.parse(text) : null };
    };
    expect((await call('GET', '')).json).toEqual({ items: [made.json], nextCursor: null });
    expect((await call('DELETE', `/${made.json.id}`)).status).toBe(204);
    expect((await call('GET', '')).json.items).toEqual([]);
    expect((await call('DELETE', `/${made.json.id}`)).status).toBe(404);
  });
});
