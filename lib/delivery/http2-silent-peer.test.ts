import { createServer, type ServerResponse } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import { connect, createServer as createTcpServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accept, openHttp2Services } from '@/tests/support/http2-services';
import { type PostingProcess, startPostingProcess } from '@/tests/support/start-posting-process';

const { certificate, caFile, listen, startService } = openHttp2Services();
let sender: PostingProcess;

beforeAll(async () => {
  sender = await startPostingProcess({ NODE_EXTRA_CA_CERTS: caFile, BELFRY_PUSH_HOSTS: '127.0.0.1' });
});
afterAll(() => sender.kill());

describe('postMessage over HTTP/2 to a peer that is silent', () => {
  it.concurrent('gives up after 15 s in all: no answer is ambiguous, a dripping body is its status', async () => {
    const service = await startService((stream, body) => {
      if (body === 'silent') return;
      stream.respond({ ':status': 429, 'retry-after': '7' });
      const timer = setInterval(() => (stream.destroyed ? clearInterval(timer) : stream.write('x')), 1_000);
    });
    const [silent, drip] = await Promise.all([sender.post(service.url, 'silent'), sender.post(service.url, 'drip')]);
    expect(silent.outcome).toEqual({ kind: 'ambiguous', reason: 'timeout' });
    expect(drip.outcome).toMatchObject({ kind: 'answered', status: 429, headers: { 'retry-after': '7' } });
    for (const { ms } of [silent, drip]) expect(ms).toBeGreaterThan(14_000);
    // It answered pings: the session is kept.
    expect(service.sessions.length).toBe(1);
    expect(service.bodies.toSorted()).toEqual(['drip', 'silent']);
  });

  it.concurrent('sends nothing to one that never says its SETTINGS', async () => {
    let received = 0;
    const mute = createTlsServer({ ...certificate, ALPNProtocols: ['h2'] }, (socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        received += chunk.length;
      });
    });
    const { outcome } = await sender.post(`https://127.0.0.1:${await listen(mute)}/`);
    expect(outcome).toEqual({ kind: 'not_sent', reason: 'connect_timeout' });
    // The preface and our SETTINGS; no request.
    expect(received).toBeLessThan(100);
  });

  it.concurrent('posts nothing that waited for a stream while this process was frozen past its deadline', async () => {
    const held: ServerHttp2Stream[] = [];
    const service = await startService((stream, body) => (body === 'held' ? held.push(stream) : accept(stream)), {
      settings: { maxConcurrentStreams: 1 },
    });
    const frozen = await startPostingProcess({ NODE_EXTRA_CA_CERTS: caFile, BELFRY_PUSH_HOSTS: '127.0.0.1' });
    // Eight connections of one stream each; the ninth waits.
    const first = Array.from({ length: 8 }, () => frozen.post(service.url, 'held'));
    await expect.poll(() => held.length, { timeout: 10_000 }).toBe(8);
    const last = frozen.post(service.url, 'waits');
    await new Promise((resolve) => setTimeout(resolve, 500));
    frozen.freeze();
    // The answers lie ready when it is thawed, and each leaves a stream free.
    for (const stream of held) accept(stream);
    await new Promise((resolve) => setTimeout(resolve, 16_000));
    frozen.thaw();
    expect((await last).outcome).toEqual({ kind: 'not_sent', reason: 'connect_timeout' });
    await Promise.all(first);
    expect(service.bodies.filter((body) => body === 'waits')).toEqual([]);
    frozen.kill();
  }, 60_000);

  it.concurrent('takes an answer that lies unread at its deadline, because this process had no time', async () => {
    const held: (() => void)[] = [];
    const service = await startService((stream) => held.push(() => accept(stream)));
    const plain = createServer((request, response: ServerResponse) =>
      request.resume().on('end', () => held.push(() => response.writeHead(201).end())),
    );
    const busy = await startPostingProcess({ NODE_EXTRA_CA_CERTS: caFile, BELFRY_PUSH_HOSTS: '127.0.0.1' });
    const posts = [busy.post(service.url), busy.post(`http://127.0.0.1:${await listen(plain)}/`)];
    await expect.poll(() => held.length, { timeout: 10_000 }).toBe(2);
    busy.stall(15_500);
    // Long before the deadline, in the middle of something that takes longer.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    for (const answer of held) answer();
    for (const { outcome, ms } of await Promise.all(posts)) {
      expect(ms).toBeGreaterThan(15_000);
      expect(outcome).toMatchObject({ kind: 'answered', status: 201 });
    }
    busy.kill();
  }, 60_000);

  it.concurrent('leaves a session whose peer is gone without a word, and connects anew', async () => {
    const service = await startService(accept);
    const target = Number(new URL(service.url).port);
    let isFrozen = false;
    const wire = createTcpServer((inside) => {
      const outside = connect(target, '127.0.0.1');
      const isOld = !isFrozen;
      for (const socket of [inside, outside]) socket.on('error', () => undefined);
      inside.on('data', (chunk) => (isOld && isFrozen) || outside.write(chunk));
      outside.on('data', (chunk) => (isOld && isFrozen) || inside.write(chunk));
      inside.on('close', () => outside.destroy());
    });
    const url = `https://127.0.0.1:${await listen(wire)}/`;
    expect((await sender.post(url, 'before')).outcome.kind).toBe('answered');
    isFrozen = true;
    // Silent for 5 s, pinged, silent for 5 s more, looked at every 5 s: one of these finds another way.
    const posts = [];
    let isAnswered = false;
    for (let second = 0; second < 60 && !isAnswered; second++) {
      const post = sender.post(url, `second ${second}`).then(({ outcome }) => {
        isAnswered ||= outcome.kind === 'answered';
        return outcome;
      });
      posts.push(post);
      await Promise.race([post, new Promise((resolve) => setTimeout(resolve, 1_000))]);
    }
    const outcomes = await Promise.all(posts);
    const lostCount = outcomes.findIndex(({ kind }) => kind === 'answered');
    expect(lostCount).toBeGreaterThan(0);
    for (const [second, outcome] of outcomes.entries()) {
      // By its own deadline, or when the session is given up.
      if (second < lostCount) expect(outcome).toMatchObject({ kind: 'ambiguous' });
      else expect(outcome).toMatchObject({ kind: 'answered' });
    }
    const arrived = outcomes.slice(lostCount).map((_, index) => `second ${lostCount + index}`);
    expect(service.bodies.toSorted()).toEqual(['before', ...arrived].toSorted());
  }, 120_000);
});
