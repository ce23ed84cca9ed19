import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '@/tests/push-service/certificate';
import { peakMemoryMb } from '@/tests/support/peak-memory';
import { frame, isEndOfRequest, OK, type OnFrame, type RawPeer, startRawPeer } from '@/tests/support/raw-http2-peer';
import { type PostingProcess, startPostingProcess } from '@/tests/support/start-posting-process';

// A push service that wants to hurt: what the protocol allows (or nearly), without measure and without end.

const certificate = makeCertificate(['127.0.0.1']);
const folder = mkdtempSync(join(tmpdir(), 'belfry-hostile-'));
const caFile = join(folder, 'ca.pem');
writeFileSync(caFile, certificate.cert);
const peers: RawPeer[] = [];
const MAX_PEAK_MB = 400;
/** What lies in buffers on the way comes on top of what is read. */
const MAX_SENT_BYTES = 64_000_000;
const FLOOD_PIECE_BYTES = 65_536;
let sender: PostingProcess;

beforeAll(async () => {
  sender = await startPostingProcess({ NODE_EXTRA_CA_CERTS: caFile });
});
afterAll(() => {
  // Of all that is below.
  const peakMb = peakMemoryMb(sender.pid);
  sender.kill();
  for (const peer of peers) peer.close();
  rmSync(folder, { recursive: true, force: true });
  expect(peakMb, 'memory is bounded').toBeLessThan(MAX_PEAK_MB);
});

const startPeer = async (onFrame: OnFrame, settings?: Buffer) => {
  const peer = await startRawPeer(certificate, onFrame, settings);
  peers.push(peer);
  return peer;
};

interface Flood {
  sentBytes: number;
  isOver: boolean;
}

/** Sends the same frames again and again, as fast as they are taken, until the connection is closed. */
function flood(socket: TLSSocket, frames: Buffer, state: Flood): void {
  const piece = Buffer.concat(Array.from({ length: Math.ceil(FLOOD_PIECE_BYTES / frames.length) }, () => frames));
  const more = () => {
    if (state.isOver) return;
    state.sentBytes += piece.length;
    if (socket.write(piece)) setImmediate(more);
    else socket.once('drain', more);
  };
  socket.once('close', () => {
    state.isOver = true;
  });
  more();
}

const PING = frame(6, 0, 0, Buffer.alloc(8));

describe('a push service that floods us', () => {
  it.each<{ what: string; frames: (id: number) => Buffer; isAnswered: boolean }>([
    { what: 'pings', frames: () => PING, isAnswered: true },
    { what: 'settings', frames: () => frame(4, 0, 0, '0003 00000064'), isAnswered: true },
    { what: 'resets of a stream that is over', frames: (id) => frame(3, 0, id, '00000008'), isAnswered: true },
    { what: 'data for a stream that is over', frames: (id) => frame(0, 0, id, Buffer.alloc(16_384)), isAnswered: true },
    { what: 'headers for a stream that is over', frames: (id) => frame(1, 4, id, '88'), isAnswered: true },
    { what: 'frames of no known type', frames: () => frame(0x77, 0, 0), isAnswered: true },
    { what: 'pings instead of an answer', frames: () => PING, isAnswered: false },
    { what: 'interim answers', frames: (id) => frame(1, 4, id, '08 03 313033'), isAnswered: false },
    { what: 'a body', frames: (id) => frame(0, 0, id, Buffer.alloc(16_384)), isAnswered: true },
    { what: 'empty data', frames: (id) => frame(0, 0, id), isAnswered: false },
    {
      what: 'a header block that never ends',
      frames: (id) => frame(1, 0, id, Buffer.alloc(16_000)),
      isAnswered: false,
    },
    { what: 'continuations', frames: (id) => frame(9, 0, id, Buffer.alloc(1_000)), isAnswered: false },
  ])(
    'with $what is left',
    async ({ what, frames, isAnswered }) => {
      const state: Flood = { sentBytes: 0, isOver: false };
      const peer = await startPeer((received, write, socket) => {
        if (!isEndOfRequest(received)) return;
        if (what === 'a body') write(frame(1, 4, received.id, '88'));
        else if (isAnswered) write(OK(received.id));
        if (what === 'continuations') write(frame(1, 0, received.id, '88'));
        flood(socket, frames(received.id), state);
      });
      const { outcome } = await sender.post(peer.url);
      expect(outcome.kind).toBe(isAnswered ? 'answered' : 'ambiguous');
      await expect.poll(() => state.isOver, { timeout: 60_000, interval: 50 }).toBe(true);
      expect(state.sentBytes).toBeLessThan(MAX_SENT_BYTES);
      expect(peer.connections.length).toBe(1);
    },
    90_000,
  );

  it('and reads nothing of what it makes us say is left', async () => {
    const state: Flood = { sentBytes: 0, isOver: false };
    const peer = await startPeer((received, _write, socket) => {
      if (!isEndOfRequest(received)) return;
      socket.pause();
      flood(socket, PING, state);
      // Who reads nothing does not hear of the end either.
      socket.setTimeout(2_000, () => socket.resume());
    });
    expect((await sender.post(peer.url)).outcome.kind).toBe('ambiguous');
    await expect.poll(() => state.isOver, { timeout: 60_000, interval: 50 }).toBe(true);
    expect(state.sentBytes).toBeLessThan(MAX_SENT_BYTES);
  }, 90_000);

  it('is another than one that answers: thousands of requests over one connection are no flood', async () => {
    const noise = Buffer.concat(Array.from({ length: 200 }, () => PING));
    const peer = await startPeer((received, write) => {
      if (isEndOfRequest(received)) write(Buffer.concat([noise, OK(received.id)]));
    });
    for (let round = 0; round < 10; round++) {
      const posts = await Promise.all(Array.from({ length: 50 }, () => sender.post(peer.url)));
      expect(posts.every(({ outcome }) => outcome.kind === 'answered')).toBe(true);
    }
    expect(peer.connections.length).toBe(1);
  }, 60_000);
});

describe('a push service that misuses header compression', () => {
  it('cannot make much of little: a large entry named a thousand times', async () => {
    // A field of 4,000 bytes enters the table (index 62); then it is named again and again.
    const entry = Buffer.from('4001617fa11e', 'hex');
    const block = Buffer.concat([Buffer.of(0x88), entry, Buffer.alloc(4_000, 120), Buffer.alloc(1_000, 0xbe)]);
    const peer = await startPeer((received, write) => {
      if (isEndOfRequest(received)) write(frame(1, 0x5, received.id, block));
    });
    expect((await sender.post(peer.url)).outcome).toEqual({ kind: 'ambiguous', reason: 'reset' });
  });

  it('cannot make our table larger than usual', async () => {
    const peer = await startPeer(
      (received, write) => {
        if (isEndOfRequest(received)) write(OK(received.id));
      },
      frame(4, 0, 0, '0001 ffffffff'),
    );
    for (let number = 0; number < 200; number++) {
      const authorization = `${number} `.repeat(400);
      const { outcome } = await sender.post(peer.url, 'x', { authorization, ttl: '60' });
      expect(outcome).toMatchObject({ kind: 'answered', status: 200 });
    }
    expect(peer.connections.length).toBe(1);
  });
});

describe('a push service that takes its time', () => {
  it.concurrent.each<{ what: string; bytes: (id: number) => Buffer; kind: string }>([
    { what: 'headers byte by byte', bytes: (id) => frame(1, 0x4, id, Buffer.alloc(200)), kind: 'ambiguous' },
    {
      what: 'a body byte by byte',
      bytes: (id) => Buffer.concat([frame(1, 0x4, id, '88'), frame(0, 0, id, Buffer.alloc(200))]),
      kind: 'answered',
    },
  ])(
    '$what: the deadline holds',
    async ({ bytes, kind }) => {
      const peer = await startPeer((received, write, socket) => {
        if (!isEndOfRequest(received)) return;
        const all = bytes(received.id);
        let at = kind === 'answered' ? 10 : 0;
        if (at > 0) write(all.subarray(0, at));
        const timer = setInterval(() => write(all.subarray(at, ++at)), 500);
        socket.once('close', () => clearInterval(timer));
      });
      const { outcome, ms } = await sender.post(peer.url);
      expect(outcome.kind).toBe(kind);
      // 15 s; a machine that is busy hears its timers late.
      expect(ms).toBeGreaterThan(14_000);
      expect(ms).toBeLessThan(40_000);
    },
    60_000,
  );
});
