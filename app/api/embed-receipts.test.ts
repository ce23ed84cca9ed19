import { describe, expect, it } from 'vitest';
import { signTokens } from '@/lib/delivery/tokens';
import { makeTestRun } from '@/lib/receipts/test-support';
import { compareCounters } from '@/tests/support/compare-counters';
import { base, serveEmbed } from './test-kit/embed-server';

serveEmbed();

describe('receipts and clicks', () => {
  async function send(body: unknown, contentType = 'text/plain;charset=UTF-8') {
    return fetch(`${base}/api/embed/receipts`, {
      method: 'POST',
      headers: { 'content-type': contentType, origin: 'https://anywhere.example' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }
  const click = (token: string, init: RequestInit = {}) => fetch(`${base}/c/${token}`, { redirect: 'manual', ...init });
  async function makeRun() {
    const run = await makeTestRun(5);
    const tokens = run.subscriberIds.map((subscriberId) =>
      signTokens({ runId: run.id, subscriberId, expiresAt: new Date(Date.now() + 60_000), actionCount: 2 }),
    );
    const counters = async () => (await compareCounters(run.id)).counters;
    return { run, tokens, counters };
  }

  it('are committed when they are answered', async () => {
    const { run, tokens, counters } = await makeRun();
    const response = await send([
      { t: tokens[0]?.receipt, k: 'received' },
      { t: tokens[0]?.receipt, k: 'shown' },
      { t: tokens[1]?.clicks[1], k: 'clicked' },
    ]);
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await counters()).toMatchObject({ received: 2, shown: 2, clicked: 1 });
    const { counters: sums, rows } = await compareCounters(run.id);
    expect(sums).toEqual(rows);
  });

  it('refuse wrong types, sizes and shapes', async () => {
    const { tokens, counters } = await makeRun();
    const one = { t: tokens[0]?.receipt, k: 'shown' };
    expect((await send([one], 'application/json')).status).toBe(415);
    expect((await send('x'.repeat(9_000))).status).toBe(413);
    expect((await send('[')).status).toBe(400);
    expect((await send([])).status).toBe(422);
    expect((await send(Array.from({ length: 21 }, () => one))).status).toBe(422);
    expect((await send([{ ...one, k: 'bought' }])).status).toBe(422);
    expect((await send([{ t: 'forged', k: 'shown' }])).status).toBe(204);
    expect(await counters()).toMatchObject({ received: 0, shown: 0 });
  });

  it('a click leads to the stored address only, and counts once', async () => {
    const { tokens, counters } = await makeRun();
    const token = tokens[0]?.clicks[0] ?? '';
    for (const suffix of ['', '?url=https://evil.test', '#https://evil.test']) {
      const response = await click(token + suffix);
      expect([response.status, response.headers.get('location')]).toEqual([
        302,
        'https://shop.example/sale?utm_source=push',
      ]);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    }
    expect(await counters()).toMatchObject({ clicked: 1, shown: 1, received: 1 });
  });

  it('looking ahead is not clicking', async () => {
    const { tokens, counters } = await makeRun();
    const token = tokens[0]?.clicks[2] ?? '';
    expect((await click(token, { method: 'HEAD' })).status).toBe(302);
    expect((await click(token, { headers: { 'sec-purpose': 'prefetch' } })).status).toBe(302);
    expect(await counters()).toMatchObject({ clicked: 0 });
  });

  it('a forged, expired or wrong token leads nowhere', async () => {
    const { run, tokens, counters } = await makeRun();
    const expired = signTokens({
      runId: run.id,
      subscriberId: run.subscriberIds[0] ?? 0n,
      expiresAt: new Date(Date.now() - 5_000),
      actionCount: 0,
    });
    const wrong = [
      `${tokens[0]?.clicks[0]?.slice(0, -4)}AAAA`,
      expired.clicks[0] ?? '',
      tokens[0]?.receipt ?? '',
      encodeURIComponent('https://evil.test'),
      'x',
    ];
    for (const token of wrong) {
      const response = await click(token);
      expect([response.status, response.headers.get('location')]).toEqual([404, null]);
      expect(await response.text()).toContain('This link has ended');
      expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    }
    expect(await counters()).toMatchObject({ clicked: 0 });
  });
});
