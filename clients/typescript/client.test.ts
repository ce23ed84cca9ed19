import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { api } from '@/app/api/app';
import { openApiDocument } from '@/app/api/openapi';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { makeSite } from '@/lib/delivery/test-kit/fixture';
import { runExport } from '@/lib/exports/run-export';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { generateClient } from '@/scripts/generate-client';
import { type FrontDoor, startFrontDoor } from '@/tests/support/start-front-door';
import {
  type Campaign,
  type Client,
  ConnectionError,
  createCampaign,
  createClient,
  createExport,
  createSegment,
  createSite,
  createTemplate,
  createTopic,
  deleteTopic,
  downloadExport,
  getMessage,
  getSite,
  iterate,
  listCampaigns,
  listSegments,
  listSites,
  listTopics,
  ProblemError,
  sendMessage,
  updateSite,
  updateTemplate,
  updateTopic,
} from './src/index.js';
import { mayRetry, readRetryAfter } from './src/retry.js';

// Against the real server, behind a proxy that loses answers and refuses on demand.

type Mishap = (request: IncomingMessage, response: ServerResponse, answer: () => Promise<Response>) => Promise<void>;

let door: FrontDoor;
let apiKey: string;
let siteId: string;
let belfry: Client;
/** What happens to the next requests, one each; after that all is well. */
let mishaps: Mishap[];
let seen: { method: string; url: string; headers: IncomingMessage['headers']; at: number }[];
let proxyUrl: string;

const lose: Mishap = async (request, _response, answer) => {
  await (await answer()).text();
  request.socket.destroy();
};
const refuse =
  (status: number, headers: Record<string, string> = {}): Mishap =>
  async (_request, response) => {
    const problem = { type: 't', title: 't', status, code: 'unavailable', detail: 'later', errors: [], requestId: 'r' };
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(JSON.stringify(problem));
  };
const hang: Mishap = async () => {};

const proxy = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers } = request;
  seen.push({ method, url, headers, at: Date.now() });
  const answer = () => {
    const { authorization = '', 'content-type': type, 'idempotency-key': key, 'if-match': tag } = headers;
    return fetch(door.origin + url, {
      method,
      headers: {
        authorization,
        ...(type && { 'content-type': type }),
        ...(key && { 'idempotency-key': String(key) }),
        ...(tag && { 'if-match': tag }),
      },
      body: chunks.length > 0 ? Buffer.concat(chunks) : undefined,
    });
  };
  const mishap = mishaps.shift();
  if (mishap) return mishap(request, response, answer);
  const {
    status,
    headers: given,
    body,
  } = await answer().then(async (each) => ({
    status: each.status,
    headers: each.headers,
    body: await each.text(),
  }));
  const kept = ['content-type', 'retry-after'].flatMap((name) => (given.has(name) ? [[name, given.get(name)]] : []));
  response.writeHead(status, Object.fromEntries(kept)).end(body);
});

beforeAll(async () => {
  door = await startFrontDoor();
  const site = await makeSite();
  siteId = site.publicId;
  apiKey = (await createApiKey(site.actor, { name: 'k', scopes: API_KEY_SCOPES })).token;
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  belfry = createClient({ baseUrl: `${proxyUrl}/`, apiKey });
});
beforeEach(() => {
  mishaps = [];
  seen = [];
});
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await door?.stop();
  await closeQueues();
});

it('is what the OpenAPI document says; else: npm run generate:client', () => {
  for (const [path, text] of Object.entries(generateClient(openApiDocument(api)))) {
    expect(readFileSync(resolve(path), 'utf8'), path).toBe(text);
  }
});

describe('the client', () => {
  it('makes, reads, changes and deletes', async () => {
    const site = await createSite(belfry, {
      body: { name: 'Shop', allowedOrigins: ['https://shop.example'], vapidSubject: 'mailto:you@example.com' },
    });
    expect(await getSite(belfry, { siteId: site.id })).toEqual(site);
    expect((await updateSite(belfry, { siteId: site.id, body: { name: 'Other' } })).name).toBe('Other');
    const topic = await createTopic(belfry, { siteId: site.id, body: { key: 'offers', name: 'Offers' } });
    expect(await deleteTopic(belfry, { siteId: site.id, topicId: topic.id })).toBeUndefined();
    expect((await listTopics(belfry, { siteId: site.id })).items).toEqual([]);
  });

  it('sends a message and reads its fate', async () => {
    await createTopic(belfry, { siteId, body: { key: 'news', name: 'News' } });
    const body = {
      message: { title: 'On its way', url: 'https://shop.example/orders/1' },
      audience: { externalIds: ['nobody'] },
    };
    const sent = await sendMessage(belfry, { siteId, body }, { idempotencyKey: 'order-1-shipped' });
    expect(await sendMessage(belfry, { siteId, body }, { idempotencyKey: 'order-1-shipped' })).toEqual(sent);
    expect(await getMessage(belfry, { id: sent.id })).toMatchObject({ id: sent.id, audience: { count: 0 } });
  });

  it('hands a file over as text', async () => {
    const made = await createExport(belfry, { siteId, body: { kind: 'subscribers', format: 'csv' } });
    expect(await failure(downloadExport(belfry, { siteId, id: made.id }))).toMatchObject({ code: 'conflict' });
    await runExport(decodeId('export', made.id), new AbortController().signal);
    expect(await downloadExport(belfry, { siteId, id: made.id })).toMatch(/^id,/);
  });

  it('goes through a list page by page', async () => {
    const rule = { op: 'and' as const, rules: [] };
    for (const name of ['a', 'b', 'c', 'd', 'e']) await createSegment(belfry, { siteId, body: { name, rule } });
    seen = [];
    const names: string[] = [];
    for await (const segment of iterate(listSegments, belfry, { siteId, limit: 2 })) names.push(segment.name);
    expect(names.sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(seen).toHaveLength(3);
    for await (const _segment of iterate(listSegments, belfry, { siteId, limit: 2 })) break;
    expect(seen).toHaveLength(4);
    for await (const site of iterate(listSites, belfry, {})) expect(site.id).toMatch(/^site_/);
  });

  it('changes and deletes only what is still as it was read', async () => {
    const read = await createTopic(belfry, { siteId, body: { key: 'guarded', name: 'A' } });
    const at = { siteId, topicId: read.id };
    const changed = await updateTopic(belfry, { ...at, body: { name: 'B' } }, { ifUnchanged: read });
    expect(changed.name).toBe('B');
    const late = await failure(updateTopic(belfry, { ...at, body: { name: 'C' } }, { ifUnchanged: read }));
    expect(late).toMatchObject({ status: 412, code: 'precondition_failed' });
    expect(await failure(deleteTopic(belfry, at, { ifUnchanged: read }))).toMatchObject({ status: 412 });
    await deleteTopic(belfry, at, { ifUnchanged: changed });
    // What counts its changes is known by the count.
    const template = await createTemplate(belfry, { siteId, body: { name: 'T', message: { title: 'T' } } });
    const one = { siteId, id: template.id, body: { name: 'U' } };
    expect((await updateTemplate(belfry, one, { ifUnchanged: template })).version).toBe(2);
    expect(await failure(updateTemplate(belfry, one, { ifUnchanged: template }))).toMatchObject({ status: 412 });
  });

  it('has of each item the fields asked for, in what is answered and in its type', async () => {
    const body = {
      name: 'Sparse',
      message: { title: 'T', url: 'https://shop.example/' },
      audience: { all: true as const },
    };
    const campaign = await createCampaign(belfry, { siteId, body });
    const { items } = await listCampaigns(belfry, { siteId, fields: ['id', 'name'] });
    expectTypeOf(items).toEqualTypeOf<Pick<Campaign, 'id' | 'name'>[]>();
    expect(items).toEqual([{ id: campaign.id, name: 'Sparse' }]);
    expect(seen.at(-1)?.url).toContain('fields=id%2Cname');
    const whole = await listCampaigns(belfry, { siteId });
    expectTypeOf(whole.items).toEqualTypeOf<Campaign[]>();
    expect(whole.items[0]?.createdAt).toBe(campaign.createdAt);
    for await (const each of iterate(listCampaigns<'status'>, belfry, { siteId, fields: ['status'] })) {
      expectTypeOf(each).toEqualTypeOf<Pick<Campaign, 'status'>>();
      expect(each).toEqual({ status: 'draft' });
    }
    for await (const each of iterate(listCampaigns, belfry, { siteId })) {
      expectTypeOf(each.name).toEqualTypeOf<string>();
      expect(each.id).toBe(campaign.id);
    }
  });

  it('throws problems by code', async () => {
    const missing = await failure(getSite(belfry, { siteId: 'site_0000000000001' }));
    expect(missing).toMatchObject({ name: 'ProblemError', status: 404, code: 'not_found', errors: [] });
    expect(missing).toBeInstanceOf(ProblemError);
    expect((missing as ProblemError).requestId).not.toBe('');
    const invalid = await failure(createTopic(belfry, { siteId, body: { key: 'NO', name: '' } }));
    expect(invalid).toMatchObject({ status: 422, code: 'invalid_input' });
    expect((invalid as ProblemError).errors.map(({ path }) => path)).toEqual(['key', 'name']);
    const stranger = createClient({ baseUrl: proxyUrl, apiKey: 'bk_wrong' });
    expect(await failure(listSites(stranger))).toMatchObject({ status: 401, code: 'unauthenticated' });
    const elsewhere = createClient({ baseUrl: `${proxyUrl}/elsewhere`, apiKey });
    expect(await failure(listSites(elsewhere))).toMatchObject({ status: 404, code: 'unexpected_answer' });
    expect(seen).toHaveLength(4);
  });

  it('lets no id reach another operation', async () => {
    for (const id of ['', '.', '..']) expect(() => getSite(belfry, { siteId: id })).toThrow(TypeError);
    expect(await failure(getSite(belfry, { siteId: '../campaigns/x?y=' }))).toMatchObject({ code: 'not_found' });
    expect(seen.map(({ url }) => url)).toEqual(['/api/v1/sites/..%2Fcampaigns%2Fx%3Fy%3D']);
  });
});

describe('a repeated request', () => {
  it('is made under one Idempotency-Key, and done once though its answer was lost twice', async () => {
    mishaps = [lose, lose];
    const topic = await createTopic(belfry, { siteId, body: { key: 'once', name: 'Once' } });
    expect(seen).toHaveLength(3);
    expect(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    const { items } = await listTopics(belfry, { siteId });
    expect(items.filter(({ key }) => key === 'once')).toEqual([topic]);
  });

  it('takes a deletion whose answer was lost for done, and no other 404', async () => {
    const topic = await createTopic(belfry, { siteId, body: { key: 'gone', name: 'Gone' } });
    mishaps = [lose];
    await deleteTopic(belfry, { siteId, topicId: topic.id });
    mishaps = [refuse(503)];
    expect(await failure(deleteTopic(belfry, { siteId, topicId: topic.id }))).toMatchObject({ code: 'not_found' });
  });

  it('waits as long as it is told', async () => {
    mishaps = [refuse(503, { 'retry-after': '1' }), refuse(429, { 'retry-after': '1' })];
    await listSites(belfry);
    expect(seen).toHaveLength(3);
    // Timers may be early by a millisecond.
    for (const i of [1, 2]) expect((seen[i]?.at ?? 0) - (seen[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it('is left to the caller when the wait is long, the tries are used up, or a change could be made twice', async () => {
    mishaps = [refuse(429, { 'retry-after': '3600' })];
    expect(await failure(listSites(belfry))).toMatchObject({ status: 429, retryAfterSeconds: 3600 });
    expect(seen).toHaveLength(1);
    mishaps = [refuse(503), refuse(503), refuse(503)];
    expect(await failure(listSites(belfry, {}, { retries: 2 }))).toMatchObject({ status: 503 });
    expect(seen).toHaveLength(4);
    mishaps = [lose];
    expect(await failure(updateSite(belfry, { siteId, body: { name: 'Late' } }))).toBeInstanceOf(ConnectionError);
    expect(seen).toHaveLength(5);
  });

  it('follows a table', () => {
    expect(mayRetry('GET', { status: null })).toBe(true);
    expect(mayRetry('PATCH', { status: 503 })).toBe(true);
    expect(mayRetry('PATCH', { status: 500 })).toBe(false);
    expect(mayRetry('POST', { status: 409, code: 'request_in_progress' })).toBe(true);
    expect(mayRetry('POST', { status: 409, code: 'conflict' })).toBe(false);
    expect(mayRetry('GET', { status: 404 })).toBe(false);
    expect(readRetryAfter('7')).toBe(7);
    expect(readRetryAfter('Sun, 22 Nov 2026 10:00:30 GMT', Date.parse('2026-11-22T10:00:00Z'))).toBe(30);
    expect(readRetryAfter('Sun, 22 Nov 2026 09:00:00 GMT', Date.parse('2026-11-22T10:00:00Z'))).toBe(0);
    expect(readRetryAfter('soon')).toBeUndefined();
    expect(readRetryAfter(null)).toBeUndefined();
  });
});

describe('time', () => {
  it('is up for an attempt', async () => {
    mishaps = [hang];
    const error = await failure(listSites(belfry, {}, { timeoutMs: 100, retries: 0 }));
    expect(error).toMatchObject({ name: 'ConnectionError', isTimeout: true });
  });

  it('is over when the caller says so, while sending and while waiting', async () => {
    const reason = new Error('the page was left');
    for (const mishap of [hang, refuse(503, { 'retry-after': '30' })]) {
      const controller = new AbortController();
      mishaps = [
        async (...given) => {
          await mishap(...given);
          setTimeout(() => controller.abort(reason), 50);
        },
      ];
      expect(await failure(listSites(belfry, {}, { signal: controller.signal }))).toBe(reason);
    }
    expect(await failure(listSites(belfry, {}, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(seen).toHaveLength(2);
  });
});

describe('the package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-client-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('builds, runs under plain Node, and a bundle has only what is used', async () => {
    const tsc = resolve('node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [tsc, '-p', import.meta.dirname, '--outDir', join(folder, 'dist')]);
    const manifest = readFileSync(resolve(import.meta.dirname, 'package.json'), 'utf8');
    expect(JSON.parse(manifest).dependencies).toBeUndefined();
    writeFileSync(join(folder, 'package.json'), manifest);
    const program = [
      `import { createClient, listSites } from ${JSON.stringify(join(folder, 'dist/index.js'))};`,
      `const belfry = createClient({ baseUrl: ${JSON.stringify(door.origin)}, apiKey: ${JSON.stringify(apiKey)} });`,
      'console.log((await listSites(belfry)).items.length > 0);',
    ].join('\n');
    const run = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    expect(run.trim()).toBe('true');
    const { outputFiles } = await build({
      stdin: { contents: program, resolveDir: folder },
      bundle: true,
      write: false,
      format: 'esm',
      minify: false,
    });
    const bundle = outputFiles[0]?.text ?? '';
    expect(bundle).toContain('listSites');
    expect(bundle).not.toContain('createSite');
    expect(bundle).not.toContain('nextCursor');
  }, 60_000);
});

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`It did not fail: ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}
