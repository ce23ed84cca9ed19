import { EventEmitter } from 'node:events';
import http from 'node:http';
import { makeListening } from './listen';
import { readBody } from './read-body';
import { type WaitOptions, waitForEvent } from './wait-for';

/** What a page or worker of the site reported by POST /beacon: JSON with a `kind`. */
export interface Beacon {
  receivedAt: number;
  kind: string;
  [detail: string]: unknown;
}

export interface Site {
  /** http://localhost:port, or with the host asked for. */
  origin: string;
  /** By path, without the query; the type follows from the ending ('.js', '.txt', else HTML). May be changed at any time. */
  files: Map<string, string>;
  beacons: readonly Beacon[];
  /** Paths that were asked for, in order; beacons left out. */
  requests: readonly string[];
  /** The first past or future beacon of that kind that satisfies the predicate. */
  waitFor(kind: string, predicate?: (beacon: Beacon) => boolean, options?: WaitOptions): Promise<Beacon>;
  close(): Promise<void>;
}

export interface SiteOptions {
  files: Record<string, string>;
  port?: number;
  /** Browsers take both for secure contexts, and for different sites. */
  host?: 'localhost' | '127.0.0.1';
}

/** A customer's website: some files on an origin of its own, and a beacon that keeps what they report. */
export async function startSite({ files: given, port, host = 'localhost' }: SiteOptions): Promise<Site> {
  const events = new EventEmitter();
  const beacons: Beacon[] = [];
  const requests: string[] = [];
  const files = new Map(Object.entries(given));
  const listening = makeListening();
  const server = http.createServer(async (req, res) => {
    const path = new URL(req.url ?? '/', 'http://localhost').pathname;
    if (path === '/beacon') {
      const report = JSON.parse((await readBody(req)).toString()) as { kind: string };
      beacons.push({ receivedAt: Date.now(), ...report });
      res.writeHead(204).end();
      events.emit('beacon');
      return;
    }
    requests.push(path);
    const text = files.get(path);
    if (text === undefined) res.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    else res.writeHead(200, { 'content-type': typeOf(path), 'cache-control': 'no-cache' }).end(text);
  });
  const origin = `http://${host}:${await listening.listen(server, port)}`;
  return {
    origin,
    files,
    beacons,
    requests,
    waitFor(kind, predicate = () => true, options = {}) {
      const look = (): Beacon | undefined => beacons.find((one) => one.kind === kind && predicate(one));
      return waitForEvent(events, ['beacon'], look, { what: `a "${kind}" beacon`, timeoutMs: 8000, ...options });
    },
    async close() {
      listening.close();
    },
  };
}

function typeOf(path: string): string {
  if (path.endsWith('.js')) return 'text/javascript; charset=utf-8';
  if (path.endsWith('.txt')) return 'text/plain; charset=utf-8';
  return 'text/html; charset=utf-8';
}
