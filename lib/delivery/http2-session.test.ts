import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '@/tests/push-service/certificate';
import {
  frame,
  isEndOfRequest,
  OK,
  type OnFrame,
  type RawPeer,
  SETTINGS,
  startRawPeer,
} from '@/tests/support/raw-http2-peer';
import { type PostingProcess, startPostingProcess } from '@/tests/support/start-posting-process';
import type { PostOutcome } from './exchange';

const certificate = makeCertificate(['127.0.0.1']);
const folder = mkdtempSync(join(tmpdir(), 'belfry-session-'));
const caFile = join(folder, 'ca.pem');
writeFileSync(caFile, certificate.cert);
const servers: { close(): unknown }[] = [];
let sender: PostingProcess;

beforeAll(async () => {
  sender = await startPostingProcess({ NODE_EXTRA_CA_CERTS: caFile });
});
afterAll(() => {
  sender.kill();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

const startPeer = async (onFrame: OnFrame, settings?: Buffer): Promise<RawPeer> => {
  const peer = await startRawPeer(certificate, onFrame, settings);
  servers.push(peer);
  return peer;
};

/** A peer that answers each whole request with these bytes. */
const answering = (bytes: (id: number) => Buffer, settings?: Buffer) =>
  startPeer((received, write) => {
    if (isEndOfRequest(received)) write(bytes(received.id));
  }, settings);

describe('Http2Session takes what the protocol allows', () => {
  it.each<[string, (id: number) => Buffer, Partial<Extract<PostOutcome, { kind: 'answered' }>>]>([
    ['an interim answer first', (id) => Buffer.concat([frame(1, 4, id, '08 03 313033'), OK(id)]), { status: 200 }],
    [
      'padding and priority',
      (id) =>
        Buffer.concat([
          frame(1, 0x4 | 0x8 | 0x20, id, '03 00000000 10 88 000000'),
          frame(0, 0x1 | 0x8, id, '02 6869 0000'),
        ]),
      { status: 200, body: 'hi' },
    ],
    [
      'a header block in pieces',
      (id) => Buffer.concat([frame(1, 0x1, id, '88 00'), frame(9, 0, id), frame(9, 0x4, id, '01 61 01 62')]),
      { status: 200, headers: { ':status': '200', a: 'b' } },
    ],
    [
      'trailers',
      (id) => Buffer.concat([frame(1, 4, id, '88'), frame(0, 0, id, '6f6b'), frame(1, 5, id, '00 01 61 01 62')]),
      { status: 200, body: 'ok' },
    ],
    [
      'frames it does not know, and those for streams that are over',
      (id) =>
        Buffer.concat([
          frame(0x77, 0xff, id, 'abcdef'),
          frame(2, 0, id, '00000000 10'),
          OK(id),
          frame(0, 1, id, '6c617465'),
          frame(3, 0, id, '00000000'),
          frame(8, 0, id, '00000001'),
        ]),
      { status: 200, body: '' },
    ],
    [
      'settings and pings meanwhile',
      (id) =>
        Buffer.concat([frame(4, 0, 0, '0001 00000000 0005 00010000'), frame(6, 0, 0, '0102030405060708'), OK(id)]),
      { status: 200 },
    ],
  ])('%s', async (_name, bytes, expected) => {
    const peer = await answering(bytes);
    for (let i = 0; i < 3; i++) {
      expect((await sender.post(peer.url)).outcome).toMatchObject({ kind: 'answered', ...expected });
    }
    expect(peer.connections.length).toBe(1);
  });

  it('an answer that comes byte by byte', async () => {
    const peer = await startPeer((received, write) => {
      if (!isEndOfRequest(received)) return;
      const bytes = Buffer.concat([frame(1, 4, received.id, '88'), frame(0, 1, received.id, '6f6b')]);
      for (const [at, byte] of bytes.entries()) setTimeout(() => write(Buffer.of(byte)), at);
    });
    expect((await sender.post(peer.url)).outcome).toMatchObject({ kind: 'answered', status: 200, body: 'ok' });
  });

  it.each([
    ['sent away', frame(7, 0, 0, '00000000 00000000')],
    ['refused', frame(3, 0, 1, '00000007')],
  ])('a status that came before the peer said that it processed nothing: %s', async (_name, denial) => {
    const peer = await answering((id) => Buffer.concat([frame(1, 4, id, '88'), denial]));
    expect((await sender.post(peer.url)).outcome).toMatchObject({ kind: 'answered', status: 200 });
    expect(peer.connections.flat().filter(isEndOfRequest).length).toBe(1);
  });

  it('acknowledges settings and pings', async () => {
    const peer = await answering((id) => Buffer.concat([frame(6, 0, 0, '0102030405060708'), OK(id)]));
    await sender.post(peer.url);
    await expect
      .poll(() => peer.connections[0]?.filter(({ flags, type }) => flags === 1 && type !== 0))
      .toEqual([
        { type: 4, flags: 1, id: 0, payload: Buffer.alloc(0) },
        { type: 6, flags: 1, id: 0, payload: Buffer.from('0102030405060708', 'hex') },
      ]);
  });

  it('sends a body in the pieces that the windows allow', async () => {
    // Ten bytes a stream at first; each piece is allowed seven more.
    const peer = await startPeer(
      (received, write) => {
        if (received.type !== 0) return;
        if (isEndOfRequest(received)) write(OK(received.id));
        else write(Buffer.concat([frame(8, 0, received.id, '00000007'), frame(8, 0, 0, '00000007')]));
      },
      frame(4, 0, 0, '0004 0000000a'),
    );
    const body = randomBytes(60).toString('hex');
    expect((await sender.post(peer.url, body)).outcome).toMatchObject({ kind: 'answered', status: 200 });
    const pieces = peer.connections[0]?.filter(({ type }) => type === 0).map(({ payload }) => payload) ?? [];
    expect(pieces[0]?.length).toBe(10);
    expect(pieces[1]?.length).toBe(7);
    expect(Buffer.concat(pieces).toString()).toBe(body);
  });

  it('an answer before the body was sent: the rest is not', async () => {
    const peer = await startPeer(
      (received, write) => {
        if (received.type === 1) write(frame(1, 0x5, received.id, '8d'));
      },
      frame(4, 0, 0, '0004 00000001'),
    );
    expect((await sender.post(peer.url, 'too long')).outcome).toMatchObject({ kind: 'answered', status: 404 });
    await expect.poll(() => peer.connections[0]?.filter(({ type }) => type === 3).length).toBe(1);
  });

  it('narrows its header table when told to, and a strict peer still reads it', async () => {
    const server = createSecureServer({ ...certificate, settings: { headerTableSize: 64 } });
    servers.push(server);
    const seen: unknown[] = [];
    server.on('stream', (stream, headers) => {
      seen.push(headers.authorization);
      stream.resume();
      stream.on('end', () => stream.respond({ ':status': 201 }, { endStream: true }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    for (const authorization of ['a', 'b', 'a', 'c'.repeat(300)]) {
      const { outcome } = await sender.post(url, 'x', { authorization, ttl: '60', urgency: 'low' });
      expect(outcome).toMatchObject({ kind: 'answered', status: 201 });
    }
    expect(seen).toEqual(['a', 'b', 'a', 'c'.repeat(300)]);
  });
});

describe('Http2Session ends with a peer that breaks the protocol', () => {
  it.each<[string, (id: number) => Buffer]>([
    ['a frame too long', (id) => frame(0, 0, id, '', 16_385)],
    ['data on no stream', () => frame(0, 0, 0, '00')],
    ['data on a stream of its own', () => frame(0, 0, 2, '00')],
    ['an answer to a stream that was not opened', (id) => frame(1, 5, id + 2, '88')],
    ['a promise', (id) => frame(5, 4, id, '00000002 82')],
    ['a header block that is none', (id) => frame(1, 5, id, 'ffffffffffff')],
    ['an entry that is not there', (id) => frame(1, 5, id, 'be')],
    [
      'a block that another frame interrupts',
      (id) => Buffer.concat([frame(1, 1, id, '88'), frame(6, 0, 0, Buffer.alloc(8))]),
    ],
    ['a continuation of nothing', (id) => frame(9, 4, id, '88')],
    [
      'headers without end',
      (id) => Buffer.concat([frame(1, 0, id, '88'), ...Array.from({ length: 8_000 }, () => frame(9, 0, id))]),
    ],
    ['padding beyond its frame', (id) => frame(0, 8, id, '05 00')],
    ['a status that is none', (id) => frame(1, 5, id, '08 03 616263')],
    ['a window too wide', () => frame(4, 0, 0, '0004 80000000')],
    ['windows that grow too wide', () => Buffer.concat([frame(8, 0, 0, '7fffffff'), frame(8, 0, 0, '7fffffff')])],
    ['a window by nothing', () => frame(8, 0, 0, '00000000')],
    ['half a setting', () => frame(4, 0, 0, '0004 00')],
    ['half a ping', () => frame(6, 0, 0, '00')],
    ['half a farewell', () => frame(7, 0, 0, '00')],
    ['half a reset', (id) => frame(3, 0, id, '00')],
  ])('%s', async (_name, bytes) => {
    const peer = await startPeer((received, write, socket) => {
      if (!isEndOfRequest(received)) return;
      write(bytes(received.id));
      socket.once('close', () =>
        peer.connections.at(-1)?.push({ type: -1, flags: 0, id: 0, payload: Buffer.alloc(0) }),
      );
    });
    // It had the request: nobody may say that it was not processed.
    expect((await sender.post(peer.url)).outcome).toEqual({ kind: 'ambiguous', reason: 'reset' });
    await expect.poll(() => peer.connections[0]?.at(-1)?.type).toBe(-1);
    expect(peer.connections.length).toBe(1);
  });

  it('sends once what was gathered for it at that moment', async () => {
    // One stream each, so that an answer lets the next request in, and a wrong frame right behind the answer.
    let wrongCount = 0;
    const peer = await startPeer(
      (received, write) => {
        if (!isEndOfRequest(received)) return;
        const isWrong = wrongCount++ < 8;
        write(isWrong ? Buffer.concat([OK(received.id), frame(8, 0, 0, '00000000')]) : OK(received.id));
      },
      frame(4, 0, 0, '0003 00000001'),
    );
    const bodies = Array.from({ length: 24 }, (_, i) => `message ${i}`);
    const posts = await Promise.all(bodies.map((body) => sender.post(peer.url, body)));
    // One that was taken back three times is given up as not sent, and must not have come.
    expect(posts.every(({ outcome }) => outcome.kind === 'answered' || outcome.kind === 'not_sent')).toBe(true);
    const answered = bodies.filter((_, i) => posts[i]?.outcome.kind === 'answered');
    expect(answered.length).toBeGreaterThan(16);
    const received = peer.connections.flat().filter(isEndOfRequest);
    expect(received.map(({ payload }) => payload.toString()).toSorted()).toEqual(answered.toSorted());
    expect(peer.connections.length).toBeGreaterThan(8);
  });

  it('sends nothing to one that begins with something else, or sends us away first, and does not try for ever', async () => {
    for (const greeting of [
      frame(6, 0, 0, Buffer.alloc(8)),
      frame(0, 0, 1),
      Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
    ]) {
      const peer = await startPeer(() => undefined, greeting);
      expect((await sender.post(peer.url)).outcome).toEqual({ kind: 'not_sent', reason: 'connect_failed' });
      expect(peer.connections.length).toBe(1);
    }
    const farewell = Buffer.concat([SETTINGS, frame(7, 0, 0, '00000000 00000000')]);
    const peer = await startPeer(() => undefined, farewell);
    expect((await sender.post(peer.url)).outcome.kind).toBe('not_sent');
    expect(peer.connections.length).toBeLessThanOrEqual(3);
  });

  it('outlives random frames', async () => {
    const peer = await startPeer((received, write) => {
      if (!isEndOfRequest(received)) return;
      for (let i = 0; i < 5; i++) {
        const id = [0, received.id, received.id, received.id + 2, 2][randomInt(5)] ?? 0;
        write(frame(randomInt(11), randomInt(256), id, randomBytes(randomInt(40))));
      }
      write(OK(received.id));
    });
    for (let i = 0; i < 150; i++) {
      const { outcome } = await sender.post(peer.url);
      expect(['answered', 'ambiguous', 'not_sent']).toContain(outcome.kind);
    }
    const fine = await answering(OK);
    expect((await sender.post(fine.url)).outcome).toMatchObject({ kind: 'answered', status: 200 });
  }, 60_000);
});
