import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { PushMessage, Receipt } from '@/lib/contracts/embed';
import { log } from '@/lib/platform/log';
import { logRarely } from '@/lib/platform/log-rarely';
import { decryptMessage } from './decrypt-message';
import { messageSeed, type SampleBehaviour, sampleBehaviour } from './sample-behaviour';
import { type SampleKeys, sampleKeys } from './sample-keys';

/** What a simulated customer buys. */
export interface SampleOrder {
  /** The address that the message came to, which tells who buys. */
  endpoint: string;
  /** Euros. */
  total: number;
}

export interface Simulator {
  port: number;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 4_096;
const KEY_CACHE = 5_000;
/** A browser keeps what it could not report and tells it later. */
const RETRY_AFTER_MS = [1_000, 3_000, 10_000, 20_000, 40_000];
const CLICK_TOKEN = /\/c\/([A-Za-z0-9_-]+)$/;

/**
 * A push service on loopback and the browsers behind it, in one: takes the posts of the send path as RFC 8030 says,
 * decrypts each message with the subscriber's keys, and reports received, shown, clicked and dismissed to the public
 * receipts endpoint named in the message, after delays and at rates like people's. Some of those who click buy.
 * @param placeOrder what the shop does with an order
 */
export async function startSimulator(
  port: number,
  placeOrder: (order: SampleOrder) => Promise<void>,
): Promise<Simulator> {
  const keyCache = new Map<number, SampleKeys>();
  const timers = new Set<NodeJS.Timeout>();

  const keysOf = (index: number): SampleKeys => {
    let keys = keyCache.get(index);
    if (!keys) {
      keys = sampleKeys(index);
      if (keyCache.size < KEY_CACHE) keyCache.set(index, keys);
    }
    return keys;
  };

  const complain = logRarely('a simulated browser could not report yet');

  const later = (delayMs: number, act: () => Promise<void>, failures = 0): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act().catch((error: unknown) => {
        complain(error);
        const retryAfterMs = RETRY_AFTER_MS[failures];
        if (retryAfterMs !== undefined && server.listening) later(retryAfterMs, act, failures + 1);
      });
    }, delayMs);
    timers.add(timer);
  };

  const react = (message: PushMessage, behaviour: SampleBehaviour, endpoint: string): void => {
    const { t, r } = message.notification.data;
    if (behaviour.receivedAfterMs === null) return;
    later(behaviour.receivedAfterMs, () =>
      report(r, [
        { t, k: 'received' },
        { t, k: 'shown' },
      ]),
    );
    if (behaviour.reaction === 'dismissed') later(behaviour.reactionAfterMs, () => report(r, [{ t, k: 'dismissed' }]));
    if (behaviour.reaction === 'clicked') {
      const button = message.notification.actions?.[behaviour.clickedAction - 1];
      const click = CLICK_TOKEN.exec((button ?? message.notification).navigate)?.[1];
      if (!click) return;
      later(behaviour.reactionAfterMs, async () => {
        await report(r, [{ t: click, k: 'clicked' }]);
        const { order } = behaviour;
        if (order) later(order.afterMs, () => placeOrder({ endpoint, total: order.total }));
      });
    }
  };

  const server = createServer((request, response) => {
    receive(request, response).catch((error: unknown) => {
      log.warn({ err: error }, 'the simulated push service could not take a message');
      if (!response.headersSent) answer(response, 400, 'the message could not be read');
    });
  });

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const index = Number(/^\/simulated\/(\d{1,9})$/.exec(request.url ?? '')?.[1] ?? Number.NaN);
    if (request.method !== 'POST' || Number.isNaN(index)) return answer(response, 404, 'no such subscription');
    if (!/^\d+$/.test(String(request.headers.ttl))) return answer(response, 400, 'TTL is required');
    if (request.headers['content-encoding'] !== 'aes128gcm') return answer(response, 415, 'aes128gcm only');
    if (!String(request.headers.authorization).startsWith('vapid t='))
      return answer(response, 401, 'VAPID is required');
    const body = await readBody(request);
    if (!body) return answer(response, 413, `at most ${MAX_BODY_BYTES} bytes`);

    const plain = decryptMessage(body, keysOf(index)).toString();
    const message = JSON.parse(plain) as PushMessage;
    const behaviour = sampleBehaviour(index, messageSeed(message.notification.data.i));
    if (behaviour.gone) return answer(response, 410, 'the subscription is over');
    response.writeHead(201, { location: `/simulated/message/${index}`, 'content-length': 0 }).end();
    react(message, behaviour, `http://${request.headers.host}${request.url}`);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async close() {
      for (const timer of timers) clearTimeout(timer);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function report(url: string, receipts: Receipt[]): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: JSON.stringify(receipts),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`the receipts endpoint answered ${response.status}`);
}

/** The whole body, or null when it is too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= MAX_BODY_BYTES) parts.push(part);
  }
  return size > MAX_BODY_BYTES ? null : Buffer.concat(parts);
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
}
