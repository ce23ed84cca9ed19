import { createECDH, randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import ece from 'http_ece';
import type { PushMessage } from '@/lib/contracts/embed';

/** One POST that reached the sink, decrypted. */
export interface SunkMessage {
  token: string;
  headers: IncomingHttpHeaders;
  message: PushMessage;
  at: number;
}

export interface SinkAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

export interface PushSink {
  host: string;
  origin: string;
  messages: SunkMessage[];
  /** What could not be decrypted as one record. */
  problems: string[];
  /** A new subscription's keys and endpoint. */
  subscribe(): { token: string; endpoint: string; p256dh: Buffer; auth: Buffer };
  /** Decides the answer; 'hang' gives none, 'reset' cuts the connection. Default 201. */
  answer: (token: string, earlierCount: number) => SinkAnswer | 'hang' | 'reset' | Promise<SinkAnswer>;
  /** Messages by token. */
  countOf(token: string): number;
  close(): Promise<void>;
}

/** A push service on 127.0.0.1 that decrypts with http_ece and insists on one record a message (RFC 8291 §4). */
export async function startPushSink(): Promise<PushSink> {
  // Key pairs are dear to make: subscriptions share a few, as no browser would.
  const pairs = Array.from({ length: 8 }, () => {
    const privateKey = createECDH('prime256v1');
    return { privateKey, p256dh: privateKey.generateKeys(), auth: randomBytes(16) };
  });
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', async () => {
      const token = (request.url ?? '').slice('/push/'.length);
      try {
        sink.messages.push({
          token,
          headers: request.headers,
          message: open(token, Buffer.concat(chunks)),
          at: Date.now(),
        });
      } catch (error) {
        sink.problems.push(`${token}: ${error}`);
      }
      const earlierCount = counts.get(token) ?? 0;
      counts.set(token, earlierCount + 1);
      reply(response, await sink.answer(token, earlierCount));
    });
  });
  const open = (token: string, body: Buffer): PushMessage => {
    const pair = pairs[Number(token.split('-')[1])];
    if (!pair) throw new Error('unknown subscription');
    if (body.length - 86 > body.readUInt32BE(16)) throw new Error('more than one record');
    const plaintext = ece.decrypt(body, { version: 'aes128gcm', privateKey: pair.privateKey, authSecret: pair.auth });
    if (body.length !== plaintext.length + 103) throw new Error(`${body.length} bytes for ${plaintext.length}`);
    return JSON.parse(plaintext.toString());
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let made = 0;
  const sink: PushSink = {
    host: `127.0.0.1:${port}`,
    origin: `http://127.0.0.1:${port}`,
    messages: [],
    problems: [],
    answer: () => ({ status: 201 }),
    subscribe() {
      const index = made++ % pairs.length;
      const token = `${made}-${index}`;
      const { p256dh = Buffer.alloc(0), auth = Buffer.alloc(0) } = pairs[index] ?? {};
      return { token, endpoint: `${sink.origin}/push/${token}`, p256dh, auth };
    },
    countOf: (token) => counts.get(token) ?? 0,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return sink;
}

function reply(response: ServerResponse, answer: SinkAnswer | 'hang' | 'reset'): void {
  if (answer === 'hang') return;
  if (answer === 'reset') {
    response.destroy();
    return;
  }
  response.writeHead(answer.status, answer.headers).end(answer.body);
}
