import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { constants as h2, type ServerHttp2Stream } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '@/tests/push-service/certificate';
import { accept, openHttp2Services } from '@/tests/support/http2-services';
import { type PostingProcess, startPostingProcess } from '@/tests/support/start-posting-process';
import { MAX_ANSWER_BYTES } from './exchange';

const { certificate, caFile, folder, listen, startService } = openHttp2Services();
let sender: PostingProcess;

beforeAll(async () => {
  sender = await startPostingProcess({ NODE_EXTRA_CA_CERTS: caFile, BELFRY_PUSH_HOSTS: '127.0.0.1' });
});
afterAll(() => sender.kill());

describe('postMessage over HTTP/2', () => {
  it('answers with status, headers and body, and sends path and query', async () => {
    const service = await startService((stream) => accept(stream));
    let path: unknown;
    service.server.on('stream', (_stream, headers) => {
      path = headers[':path'];
    });
    const { outcome } = await sender.post(service.url, 'Grüße');
    expect(outcome).toMatchObject({ kind: 'answered', status: 201, body: 'ok', headers: { location: '/m/1' } });
    expect(path).toBe('/push/x?y=1');
    expect(service.bodies).toEqual(['Grüße']);
  });

  it('takes an answer without a body', async () => {
    const service = await startService((stream) => stream.respond({ ':status': 410 }, { endStream: true }));
    expect((await sender.post(service.url)).outcome).toMatchObject({ kind: 'answered', status: 410, body: '' });
  });

  it('shares few sessions among many requests, and delivers each once', async () => {
    const service = await startService((stream) => setTimeout(() => accept(stream), 30));
    const bodies = Array.from({ length: 400 }, (_, i) => `message ${i}`);
    const posts = await Promise.all(bodies.map((body) => sender.post(service.url, body)));
    expect(posts.every(({ outcome }) => outcome.kind === 'answered' && outcome.status === 201)).toBe(true);
    expect(service.bodies.toSorted()).toEqual(bodies.toSorted());
    expect(service.sessions.length).toBeLessThanOrEqual(4);
    // The next ones find a session that is there.
    await sender.post(service.url, 'one more');
    expect(service.sessions.length).toBeLessThanOrEqual(4);
  });

  it('keeps within the number of streams that the peer takes', async () => {
    const counts = new Map<unknown, number>();
    const count = (session: unknown, more: number) => {
      const now = (counts.get(session) ?? 0) + more;
      counts.set(session, now);
      return now;
    };
    let most = 0;
    const service = await startService(
      (stream) =>
        setTimeout(() => {
          count(stream.session, -1);
          accept(stream);
        }, 20),
      { settings: { maxConcurrentStreams: 1 } },
    );
    service.server.on('stream', ({ session }) => {
      most = Math.max(most, count(session, 1));
    });
    const posts = await Promise.all(Array.from({ length: 40 }, (_, i) => sender.post(service.url, `${i}`)));
    expect(posts.every(({ outcome }) => outcome.kind === 'answered')).toBe(true);
    expect(most).toBe(1);
    expect(service.bodies.length).toBe(40);
    expect(service.sessions.length).toBeLessThanOrEqual(8);
  });

  it('does not follow a redirect', async () => {
    const service = await startService((stream) =>
      stream.respond({ ':status': 307, location: '/other' }, { endStream: true }),
    );
    expect((await sender.post(service.url)).outcome).toMatchObject({ kind: 'answered', status: 307 });
    expect(service.bodies.length).toBe(1);
  });

  it('reads 8 KiB of an answer, not ten megabytes', async () => {
    let sent = 0;
    const service = await startService((stream) => {
      stream.respond({ ':status': 400 });
      const more = () => {
        while (!stream.destroyed && sent < 10_000_000 && stream.write(Buffer.alloc(8_192, 120))) sent += 8_192;
      };
      stream.on('drain', more);
      more();
    });
    const { outcome } = await sender.post(service.url);
    expect(outcome).toMatchObject({ kind: 'answered', status: 400 });
    expect(outcome.kind === 'answered' && outcome.body.length).toBe(MAX_ANSWER_BYTES);
    expect(sent).toBeLessThan(1_000_000);
    // The session is as good as before.
    expect((await sender.post(service.url)).outcome).toMatchObject({ kind: 'answered' });
    expect(service.sessions.length).toBe(1);
  });

  it('sends once more what was refused unprocessed, and says so when it goes on', async () => {
    let refusals = 1;
    const service = await startService((stream) => {
      if (refusals-- > 0) stream.close(h2.NGHTTP2_REFUSED_STREAM);
      else accept(stream);
    });
    expect((await sender.post(service.url, 'again')).outcome).toMatchObject({ kind: 'answered', status: 201 });
    expect(service.bodies).toEqual(['again', 'again']);
    refusals = Number.POSITIVE_INFINITY;
    expect((await sender.post(service.url)).outcome).toEqual({ kind: 'not_sent', reason: 'stream_refused' });
    expect(service.bodies.length).toBe(5);
  });

  it('never repeats what another reset may have let through', async () => {
    const codes = [h2.NGHTTP2_INTERNAL_ERROR, h2.NGHTTP2_CANCEL, h2.NGHTTP2_NO_ERROR, h2.NGHTTP2_ENHANCE_YOUR_CALM];
    const service = await startService((stream, body) => stream.close(Number(body)));
    for (const code of codes) {
      expect((await sender.post(service.url, `${code}`)).outcome).toEqual({ kind: 'ambiguous', reason: 'reset' });
    }
    expect(service.bodies).toEqual(codes.map(String));
  });

  it('keeps a status that came before the reset', async () => {
    const service = await startService((stream) => {
      stream.respond({ ':status': 201 });
      setTimeout(() => stream.close(h2.NGHTTP2_INTERNAL_ERROR), 20);
    });
    expect((await sender.post(service.url)).outcome).toMatchObject({ kind: 'answered', status: 201 });
  });

  it.each([
    { how: 'gracefully', code: h2.NGHTTP2_NO_ERROR, first: 'answered' },
    { how: 'by an error', code: h2.NGHTTP2_ENHANCE_YOUR_CALM, first: 'answered' },
    { how: 'by an error, and cut off', code: h2.NGHTTP2_ENHANCE_YOUR_CALM, first: 'ambiguous' },
    // Its number is REFUSED_STREAM's, yet it says nothing of the streams that were taken.
    { how: 'by a misleading error', code: h2.NGHTTP2_REFUSED_STREAM, first: 'ambiguous' },
  ])('sent away $how, repeats what is above the last stream and nothing else', async ({ code, first }) => {
    const wires: Socket[] = [];
    let held: ServerHttp2Stream[] = [];
    const service = await startService((stream, _body, { sessions }) => {
      if (stream.session !== sessions[0]) {
        accept(stream);
        return;
      }
      held.push(stream);
      if (held.length < 3) return;
      held = held.toSorted((a, b) => (a.id ?? 0) - (b.id ?? 0));
      stream.session?.goaway(code, held[0]?.id ?? 0);
      setTimeout(() => {
        if (first === 'ambiguous') wires[0]?.destroy();
        else if (held[0]) accept(held[0]);
      }, 50);
    });
    service.server.on('connection', (wire: Socket) => wires.push(wire));
    const posts = await Promise.all(['a', 'b', 'c'].map((body) => sender.post(service.url, body)));
    const kinds = posts.map(({ outcome }) => outcome.kind).toSorted();
    expect(kinds).toEqual([first, 'answered', 'answered'].toSorted());
    const counts = ['a', 'b', 'c'].map((body) => service.bodies.filter((one) => one === body).length).toSorted();
    expect(counts).toEqual([1, 2, 2]);
    const firstBody = ['a', 'b', 'c'].find((body) => service.bodies.filter((one) => one === body).length === 1);
    const index = ['a', 'b', 'c'].indexOf(firstBody ?? '');
    expect(posts[index]?.outcome.kind).toBe(first);
  });

  it('tells a connection that broke with the request on it from one that never was', async () => {
    const wires: Socket[] = [];
    const service = await startService(() => wires.forEach((wire) => void wire.destroy()));
    service.server.on('connection', (wire: Socket) => wires.push(wire));
    expect((await sender.post(service.url)).outcome).toEqual({ kind: 'ambiguous', reason: 'reset' });
    expect(service.bodies.length).toBe(1);
    const nobody = 'https://127.0.0.1:1/';
    expect((await sender.post(nobody)).outcome).toEqual({ kind: 'not_sent', reason: 'connect_failed' });
  });

  it.each([
    { server: 'chooses HTTP/1.1', options: { ...certificate, ALPNProtocols: ['http/1.1'] } },
    { server: 'knows no ALPN', options: certificate },
  ])('posts by HTTP/1.1 where the server $server, and asks only once', async ({ options }) => {
    const requests: string[] = [];
    let connectionCount = 0;
    const plain = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (body) => requests.push(`${request.httpVersion} ${body}`));
      request.on('end', () => response.writeHead(201).end());
    });
    const server = createTlsServer(options, (socket) => plain.emit('connection', socket));
    server.on('connection', () => connectionCount++);
    const url = `https://127.0.0.1:${await listen(server)}/`;
    const posts = await Promise.all(['a', 'b', 'c'].map((body) => sender.post(url, body)));
    expect(posts.every(({ outcome }) => outcome.kind === 'answered' && outcome.status === 201)).toBe(true);
    const before = connectionCount;
    await sender.post(url, 'd');
    expect(connectionCount).toBe(before);
    expect(requests.toSorted()).toEqual(['1.1 a', '1.1 b', '1.1 c', '1.1 d']);
  });

  it('sends nothing to a certificate that is not trusted or names another host', async () => {
    const elsewhere = makeCertificate(['elsewhere.test']);
    for (const other of [makeCertificate(), elsewhere]) {
      const service = await startService(accept, other);
      expect((await sender.post(service.url)).outcome).toEqual({ kind: 'not_sent', reason: 'connect_failed' });
      expect(service.bodies).toEqual([]);
    }
  });

  it('makes no connection to a name that leads to a private address', async () => {
    const service = await startService(accept);
    const url = service.url.replace('127.0.0.1', 'localhost');
    expect((await sender.post(url)).outcome).toEqual({ kind: 'refused', reason: 'address_not_public' });
    expect(service.sessions.length).toBe(0);
  });

  it('cannot be made to write a header of its own by a line break', async () => {
    const service = await startService(accept);
    await sender.post(service.url);
    const { outcome } = await sender.post(service.url, 'x', { topic: 'a\r\nx: y' });
    expect(outcome).toEqual({ kind: 'not_sent', reason: 'connect_failed' });
    expect(service.bodies.length).toBe(1);
  });
});

describe('postMessage through a proxy', () => {
  it('has it connect, by name, and speaks TLS and HTTP/1.1 with the push service through it', async () => {
    const named = makeCertificate(['push.example.test']);
    const namedFile = join(folder, 'named.pem');
    writeFileSync(namedFile, named.cert);
    const requests: string[] = [];
    const plain = createServer((request, response) => {
      requests.push(`${request.httpVersion} ${request.headers.host}${request.url}`);
      request.resume().on('end', () => response.writeHead(201).end());
    });
    const service = createTlsServer({ ...named, ALPNProtocols: ['h2', 'http/1.1'] }, (socket) =>
      plain.emit('connection', socket),
    );
    const port = await listen(service);
    const asked: (string | undefined)[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, inside: Socket) => {
      asked.push(request.url);
      const outside = connect(port, '127.0.0.1', () => inside.write('HTTP/1.1 200 OK\r\n\r\n'));
      inside.pipe(outside).pipe(inside);
      for (const socket of [inside, outside]) socket.on('error', () => undefined);
    });
    const proxied = await startPostingProcess({
      NODE_EXTRA_CA_CERTS: namedFile,
      BELFRY_PUSH_PROXY: `http://127.0.0.1:${await listen(proxy)}`,
    });
    const { outcome } = await proxied.post('https://push.example.test/x?y=1');
    expect(outcome).toMatchObject({ kind: 'answered', status: 201 });
    expect(asked).toEqual(['push.example.test:443']);
    expect(requests).toEqual(['1.1 push.example.test/x?y=1']);
    expect(await proxied.close()).toBe(0);
  });
});

describe('postMessage over HTTP/1.1', () => {
  it('uses no idle connection that its peer may have closed while this process was busy', async () => {
    // As Node's servers do: closed after five idle seconds, which each answer says before.
    const service = createServer({ keepAliveTimeout: 5_000 }, (request, response) => {
      request.resume().on('end', () => response.writeHead(201).end());
    });
    const url = `http://127.0.0.1:${await listen(service)}/`;
    const busy = await startPostingProcess({ BELFRY_PUSH_HOSTS: '127.0.0.1' });
    expect((await busy.post(url)).outcome).toMatchObject({ kind: 'answered', status: 201 });
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    busy.stall(3_500);
    expect((await busy.post(url)).outcome).toMatchObject({ kind: 'answered', status: 201 });
    busy.kill();
  }, 30_000);
});

describe('closeConnections', () => {
  it('ends everything: what is under way is ambiguous, and the process can end', async () => {
    const service = await startService((_stream, body) => body === 'never answered');
    const closing = await startPostingProcess({ NODE_EXTRA_CA_CERTS: caFile, BELFRY_PUSH_HOSTS: '127.0.0.1' });
    const underWay = closing.post(service.url, 'never answered');
    await expect.poll(() => service.bodies.length).toBe(1);
    const exited = closing.close();
    expect((await underWay).outcome).toEqual({ kind: 'ambiguous', reason: 'reset' });
    expect(await exited).toBe(0);
  });
});
