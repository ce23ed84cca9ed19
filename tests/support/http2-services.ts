import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import {
  createSecureServer,
  type Http2SecureServer,
  type SecureServerOptions,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { makeCertificate } from '../push-service/certificate';

export interface Http2Service {
  url: string;
  server: Http2SecureServer;
  /** Bodies of the requests that came whole, in order. */
  bodies: string[];
  sessions: ServerHttp2Session[];
}

/** Push services over HTTP/2 for one test file, with a certificate that a sender may be told to trust; all end with it. */
export function openHttp2Services() {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-http2-'));
  const certificate = makeCertificate(['localhost', '127.0.0.1']);
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, certificate.cert);
  const open: Server[] = [];
  const sockets = new Set<Socket>();

  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all(open.map((server) => new Promise((done) => server.close(done))));
    rmSync(folder, { recursive: true, force: true });
  });

  /** Has a server of whatever kind listen until the end. @returns its port */
  async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
    open.push(server);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    });
    server.listen(0, host);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  /** A push service over HTTP/2; `answer` is called when a request has come whole. */
  async function startService(
    answer: (stream: ServerHttp2Stream, body: string, service: Http2Service) => void,
    options: SecureServerOptions = {},
  ): Promise<Http2Service> {
    const server = createSecureServer({ ...certificate, ...options });
    const service: Http2Service = { url: '', server, bodies: [], sessions: [] };
    server.on('session', (session) => {
      service.sessions.push(session);
      session.on('error', () => undefined);
    });
    server.on('stream', (stream, headers) => {
      stream.on('error', () => undefined);
      expect(headers[':method']).toBe('POST');
      let body = '';
      stream.on('data', (chunk) => {
        body += chunk;
      });
      stream.on('end', () => {
        expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
        service.bodies.push(body);
        answer(stream, body, service);
      });
    });
    service.url = `https://127.0.0.1:${await listen(server)}/push/x?y=1`;
    return service;
  }

  return { certificate, caFile, folder, listen, startService };
}

export const accept = (stream: ServerHttp2Stream) => {
  stream.respond({ ':status': 201, location: '/m/1' });
  stream.end('ok');
};
