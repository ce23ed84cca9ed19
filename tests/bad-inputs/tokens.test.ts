import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOKEN_CHARACTERS } from '@/lib/contracts/message-size';
import { signTokens } from '@/lib/delivery/tokens';
import { makeTestRun } from '@/lib/receipts/test-support';
import { compareCounters } from '../support/compare-counters';
import { hostileString } from './hostile-values';
import { openDoor, propertyOptions } from './kit';

// Forged, expired and replayed tokens count nothing, and no click leads anywhere but to the address that was stored.

let door: Awaited<ReturnType<typeof openDoor>>;
let run: Awaited<ReturnType<typeof makeTestRun>>;
const soon = new Date(Date.now() + 3_600_000);

beforeAll(async () => {
  [door, run] = [await openDoor(), await makeTestRun(40)];
});
afterAll(() => door?.stop());

const tokensOf = (index: number, expiresAt = soon) =>
  signTokens({ runId: run.id, subscriberId: run.subscriberIds[index] ?? 0n, expiresAt, actionCount: 2 });
const click = (token: string, init: RequestInit = {}) => door.send(`/c/${token}`, init);

async function counted() {
  const { counters, rows } = await compareCounters(run.id);
  expect(counters).toEqual(rows);
  const { received, shown, clicked, dismissed } = counters;
  return { received, shown, clicked, dismissed };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const character = fc.constantFrom(...alphabet);
const genuine = fc
  .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 3 }))
  .map(([index, kind]) => (kind === 0 ? tokensOf(index).receipt : (tokensOf(index).clicks[kind - 1] ?? '')));
/** Something else than a genuine token, however near to one. */
const forged = fc
  .oneof(
    hostileString.map((text) => text.slice(0, 120)),
    fc.array(character, { minLength: TOKEN_CHARACTERS, maxLength: TOKEN_CHARACTERS }).map((parts) => parts.join('')),
    fc
      .tuple(genuine, fc.integer({ min: 0, max: TOKEN_CHARACTERS - 1 }), character)
      .map(([token, at, other]) => token.slice(0, at) + other + token.slice(at + 1)),
    fc.tuple(genuine, genuine).map(([a, b]) => a.slice(0, 29) + b.slice(29)),
    genuine.map((token) => `${token}=`),
    genuine.map((token) => `${token}A`),
    genuine.map((token) => token.slice(0, -1)),
    genuine.map((token) => token.toUpperCase()),
    fc
      .integer({ min: 1, max: 1_000_000 })
      .map((seconds) => tokensOf(0, new Date(Date.now() - seconds * 1_000)).receipt),
    fc
      .integer({ min: 1, max: 1_000_000 })
      .map((seconds) => tokensOf(0, new Date(Date.now() - seconds * 1_000)).clicks[0] ?? ''),
  )
  .filter((token) => !isGenuine(token));

function isGenuine(token: string): boolean {
  return Array.from({ length: 10 }, (_, i) => tokensOf(i)).some(
    ({ receipt, clicks }) => receipt === token || clicks.includes(token),
  );
}

describe('a forged or expired token', () => {
  it('in a report counts nothing, and is not told apart', async () => {
    const before = await counted();
    const kinds = fc.constantFrom('received', 'shown', 'clicked', 'dismissed', 'closed');
    const property = fc.asyncProperty(
      fc.array(fc.tuple(forged, kinds), { minLength: 1, maxLength: 20 }),
      async (all) => {
        const { status } = await door.report(all.map(([t, k]) => ({ t, k })));
        expect(status).toBe(204);
      },
    );
    await fc.assert(property, propertyOptions(200));
    expect(await counted()).toEqual(before);
  }, 60_000);

  it('in a click leads nowhere', async () => {
    const before = await counted();
    const property = fc.asyncProperty(forged, async (token) => {
      const path = encodeURIComponent(token.isWellFormed() ? token : 'x');
      const answer = await door.send(`/c/${path || 'x'}`, {});
      expect([answer.status, answer.headers.get('location')]).toEqual([404, null]);
    });
    await fc.assert(property, propertyOptions(150));
    expect(await counted()).toEqual(before);
  }, 60_000);

  it('of the other kind counts nothing', async () => {
    const before = await counted();
    const { receipt, clicks } = tokensOf(11);
    await door.report([{ t: receipt, k: 'clicked' }]);
    await door.report(
      clicks.flatMap((t) => [
        { t, k: 'shown' },
        { t, k: 'received' },
        { t, k: 'dismissed' },
      ]),
    );
    expect((await click(receipt)).status).toBe(404);
    expect(await counted()).toEqual(before);
  });
});

it('a replayed token counts once, however often and by whichever way it comes', async () => {
  const before = await counted();
  const { receipt, clicks } = tokensOf(12);
  await Promise.all(
    Array.from({ length: 100 }, (_, i) =>
      i % 3 === 0
        ? click(clicks[0] ?? '')
        : door.report([
            { t: receipt, k: 'received' },
            { t: receipt, k: 'shown' },
            { t: clicks[0], k: 'clicked' },
            { t: receipt, k: 'shown' },
          ]),
    ),
  );
  expect(await counted()).toEqual({
    ...before,
    received: before.received + 1,
    shown: before.shown + 1,
    clicked: before.clicked + 1,
  });
});

describe('an open redirect', () => {
  const stored = 'https://shop.example/sale?utm_source=push';
  const token = () => tokensOf(13).clicks[0] ?? '';

  it.each([
    '?url=https://evil.test',
    '?redirect=//evil.test&u=https://evil.test&next=/\\evil.test',
    '?utm_source=evil',
    '%3Furl=https://evil.test',
    '%23https://evil.test',
    '/',
    '//evil.test',
    '/..//evil.test',
    '%2f%2fevil.test',
    '%0d%0aLocation:%20https://evil.test',
    '@evil.test',
    '.evil.test',
  ])('%s leads to the stored address or nowhere', async (suffix) => {
    const answer = await click(token() + suffix, {
      headers: {
        'x-forwarded-host': 'evil.test',
        'x-original-url': 'https://evil.test',
        referer: 'https://evil.test/',
        forwarded: 'host=evil.test',
      },
    });
    const location = answer.headers.get('location');
    expect([stored, null]).toContain(location);
    expect(answer.status).toBe(location === null ? 404 : 302);
    expect(answer.text).not.toContain('evil.test');
  });

  it('by a Host header of another site leads to the stored address', async () => {
    const { request } = await import('node:http');
    const location = await new Promise((resolve, reject) => {
      request(`${door.origin}/c/${token()}`, { headers: { host: 'evil.test' } }, (response) => {
        response.resume();
        resolve(response.headers.location);
      })
        .on('error', reject)
        .end();
    });
    expect(location).toBe(stored);
  });

  it('cannot be stored: a draft’s link is checked at launch, a campaign’s when it is made', async () => {
    const { makeTenant } = await import('./kit');
    const { token: key, ids } = await makeTenant();
    for (const url of [
      'javascript:alert(1)',
      'data:text/html,x',
      '//evil.test',
      'ftp://evil.test',
      'https://a@evil.test',
    ]) {
      const message = { title: 'Sale', url };
      const audience = { all: true };
      const made = await door.api(key, 'POST', `/api/v1/sites/${ids.sites}/campaigns`, {
        name: 'x',
        message,
        audience,
      });
      expect([url, made.status]).toEqual([url, 422]);
      expect(made.json?.errors?.map(({ path }) => path)).toEqual(['message.url']);
      await door.api(key, 'PATCH', `/api/v1/campaigns/${ids.campaigns}`, { message });
      const launched = await door.api(key, 'POST', `/api/v1/campaigns/${ids.campaigns}/launch`);
      expect([url, launched.status]).toEqual([url, 422]);
      expect(launched.json?.errors?.[0]?.path).toMatch(/url$/);
    }
  });
});
