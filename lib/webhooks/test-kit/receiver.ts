import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook as Verifier } from 'standardwebhooks';

/** One POST that reached the receiver. */
export interface Received {
  id: string;
  headers: IncomingHttpHeaders;
  body: string;
  payload: { type: string; timestamp: string; data: Record<string, unknown> & { items?: Record<string, unknown>[] } };
}

export interface ReceiverAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

export interface Receiver {
  /** `127.0.0.1:port`, to be listed in BELFRY_WEBHOOK_HOSTS before the environment is read. */
  host: string;
  url: string;
  received: Received[];
  /** 'hang' gives no answer, 'drip' a status and then a body that never ends, 'reset' cuts the connection. */
  answer: (request: Received) => ReceiverAnswer | 'hang' | 'drip' | 'reset';
  /** Connections made, whatever came over them. */
  connectionCount: number;
  /** @throws unless the reference library accepts the request's signature. */
  verify(request: Received, secret: string): unknown;
  close(): Promise<void>;
}

/** A real HTTP server on 127.0.0.1 that keeps what it is sent. */
export async function startReceiver(): Promise<Receiver> {
  const respond = (response: ServerResponse, answer: ReturnType<Receiver['answer']>) => {
    if (answer === 'hang') return;
    if (answer === 'reset') response.socket?.destroy();
    else if (answer === 'drip') response.writeHead(200).write('a');
    else response.writeHead(answer.status, answer.headers).end(answer.body ?? '');
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const one = {
        id: String(request.headers['webhook-id']),
        headers: request.headers,
        body,
        payload: JSON.parse(body),
      };
      receiver.received.push(one);
      respond(response, receiver.answer(one));
    });
  });
  server.on('connection', () => {
    receiver.connectionCount++;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const receiver: Receiver = {
    host,
    url: `http://${host}/hook`,
    received: [],
    answer: () => ({ status: 204 }),
    connectionCount: 0,
    verify: ({ body, headers }, secret) => new Verifier(secret).verify(body, headers as Record<string, string>),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return receiver;
}
