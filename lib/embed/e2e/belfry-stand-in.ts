import { execFile } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import webpush from 'web-push';
import type { EmbedConfig } from '@/lib/contracts/embed';
import { makeListening } from '@/tests/push-service/listen';
import { readBody } from '@/tests/push-service/read-body';
import { type WaitOptions, waitForEvent } from '@/tests/push-service/wait-for';

export interface SeenRequest {
  method: string;
  /** After /api/embed/{siteKey}/ or /api/embed/: 'config', 'subscribe', 'receipts' …; of a file its path. */
  path: string;
  type: string;
  origin: string;
  body: Record<string, unknown>;
  raw: string;
}

export interface Answer {
  status: number;
  json?: unknown;
}

/** What a page of a customer needs of Belfry: the built files and the public endpoints, with every request on record. */
export interface StandIn {
  origin: string;
  siteKey: string;
  vapidKeys: { publicKey: string; privateKey: string };
  config: EmbedConfig;
  /** Exact origins that are allowed, as the real server checks them. */
  allowedOrigins: Set<string>;
  requests: SeenRequest[];
  /** By path; instead of the ordinary answer. May look at the request and give undefined for the ordinary one. */
  answers: Map<string, (request: SeenRequest) => Answer | undefined>;
  of(path: string): SeenRequest[];
  waitFor(path: string, fits?: (request: SeenRequest) => boolean, options?: WaitOptions): Promise<SeenRequest>;
  close(): Promise<void>;
}

const ROOT = resolve(import.meta.dirname, '../../..');

export async function startStandIn(): Promise<StandIn> {
  const folder = await mkdtemp(join(tmpdir(), 'belfry-embed-'));
  await promisify(execFile)(process.execPath, [join(ROOT, 'scripts/build-embed.mjs'), '--out', folder]);
  const events = new EventEmitter();
  const listening = makeListening();
  const vapidKeys = webpush.generateVAPIDKeys();
  let count = 0;

  const ordinaryAnswer = ({ path }: SeenRequest): Answer => {
    if (path === 'config') return { status: 200, json: standIn.config };
    if (path === 'receipts') return { status: 204 };
    if (path !== 'subscribe') return { status: 200, json: { ok: true } };
    count += 1;
    return { status: 200, json: { id: `sub_${count}`, secret: `${count}`.padStart(43, 's'), action: 'ok' } };
  };

  const server = http.createServer(async (req, res) => {
    const { pathname } = new URL(req.url ?? '/', 'http://localhost');
    const origin = req.headers.origin ?? '';
    res.setHeader('cross-origin-resource-policy', 'cross-origin');
    if (!pathname.startsWith('/api/')) {
      const file = await readFile(join(folder, pathname)).catch(() => null);
      standIn.requests.push({ method: 'GET', path: pathname, type: '', origin, body: {}, raw: '' });
      res.setHeader('access-control-allow-origin', '*');
      if (file) res.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' });
      else res.writeHead(404);
      return res.end(file);
    }
    const path = pathname.replace(/^\/api\/embed\//, '').replace(`${standIn.siteKey}/`, '');
    const isOpen = path === 'receipts' || standIn.allowedOrigins.has(origin);
    if (isOpen) res.setHeader('access-control-allow-origin', path === 'receipts' ? '*' : origin);
    if (req.method === 'OPTIONS') {
      if (path !== 'receipts') res.setHeader('access-control-allow-headers', 'content-type');
      return res.writeHead(204).end();
    }
    const raw = (await readBody(req)).toString();
    const isJson = req.headers['content-type'] === 'application/json';
    const request: SeenRequest = {
      method: req.method ?? '',
      path,
      type: req.headers['content-type'] ?? '',
      origin,
      body: isJson ? JSON.parse(raw) : {},
      raw,
    };
    standIn.requests.push(request);
    const answer = isOpen ? (standIn.answers.get(path)?.(request) ?? ordinaryAnswer(request)) : { status: 403 };
    if (path === 'config') res.setHeader('cache-control', 'max-age=60');
    res.writeHead(answer.status, { 'content-type': 'application/json' });
    res.end('json' in answer ? JSON.stringify(answer.json) : undefined);
    events.emit('request');
  });

  const standIn: StandIn = {
    origin: `http://127.0.0.1:${await listening.listen(server)}`,
    siteKey: 'k5itekey',
    vapidKeys,
    config: {
      key: vapidKeys.publicKey,
      prompt: {
        kind: 'none',
        title: 'Get our news first',
        body: 'We only notify you about what matters.',
        accept: 'Notify me',
        decline: 'Not now',
        position: 'top',
        accent: '#3451b2',
        delaySeconds: 0,
        reaskDays: 14,
        textVersion: 'v1',
      },
      topics: [],
    },
    allowedOrigins: new Set(),
    requests: [],
    answers: new Map(),
    of: (path) => standIn.requests.filter((request) => request.path === path),
    waitFor: (path, fits = () => true, options = {}) =>
      waitForEvent(events, ['request'], () => standIn.of(path).find(fits), {
        what: `a request to ${path}`,
        timeoutMs: 15_000,
        ...options,
      }),
    async close() {
      listening.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return standIn;
}
