import { createECDH, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { makeSubscription } from '@/lib/subscribers/test-support';
import { type Answer, makeTenant, ORIGIN, openDoor, propertyOptions, type Tenant } from './kit';

// Subscriptions that must not be stored (delivery.md §5 and §6), at the front door. Which endpoint and key is refused
// by which rule stands in app/api/embed-subscribe.test.ts; here is what takes many tries or a process of its own.

let door: Awaited<ReturnType<typeof openDoor>>;
let tenant: Tenant;

beforeAll(async () => {
  [door, tenant] = [await openDoor(), await makeTenant()];
});
afterAll(() => door?.stop());

const subscribe = (subscription: unknown): Promise<Answer> =>
  door.embed(tenant.site.siteKey, 'subscribe', { subscription, applicationServerKey: tenant.site.vapidPublicKey });
const countRows = async () =>
  (await pool.query<{ count: number }>('SELECT count(*)::int AS count FROM subscribers')).rows[0]?.count;

async function expectRefused(subscription: unknown, field: string): Promise<void> {
  const before = await countRows();
  const { status, json } = await subscribe(subscription);
  expect([status, json?.code]).toEqual([422, 'invalid_input']);
  expect(json?.errors).toContainEqual({ path: `subscription.${field}`, message: expect.stringMatching(/\w/) });
  expect(await countRows()).toBe(before);
}

/** One IPv4 address in every notation that URL parsers and resolvers know. */
const spellings: ((a: number, b: number, c: number, d: number) => string)[] = [
  (a, b, c, d) => `${a}.${b}.${c}.${d}`,
  (a, b, c, d) => `${a}.${b}.${c}.${d}.`,
  (a, b, c, d) => String(((a << 24) | (b << 16) | (c << 8) | d) >>> 0),
  (a, b, c, d) => `0x${(((a << 24) | (b << 16) | (c << 8) | d) >>> 0).toString(16)}`,
  (a, b, c, d) => `0${(((a << 24) | (b << 16) | (c << 8) | d) >>> 0).toString(8)}`,
  (a, b, c, d) => [a, b, c, d].map((part) => `0${part.toString(8)}`).join('.'),
  (a, b, c, d) => [a, b, c, d].map((part) => `0x${part.toString(16)}`).join('.'),
  (a, b, c, d) => `${a}.${(b << 16) | (c << 8) | d}`,
  (a, b, c, d) => `${a}.${b}.${(c << 8) | d}`,
  (a, b, c, d) => `0x${a.toString(16)}.${b}.0${((c << 8) | d).toString(8)}`,
  (a, b, c, d) => `[::ffff:${a}.${b}.${c}.${d}]`,
  (a, b, c, d) => `[::${a}.${b}.${c}.${d}]`,
  (a, b, c, d) => `[64:ff9b::${a}.${b}.${c}.${d}]`,
  (a, b, c, d) => `[0:0:0:0:0:ffff:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}]`,
  (a, b, c, d) => `[2002:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}::1]`,
  (a, b, c, d) => `%3${a % 10}.${b}.${c}.${d}`,
  (a, b, c, d) => [a, b, c, d].join('.').replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
];

describe('an address instead of a name', () => {
  it('is refused in every notation', async () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const special = fc.constantFrom(
      [127, 0, 0, 1],
      [169, 254, 169, 254],
      [10, 0, 0, 1],
      [0, 0, 0, 0],
      [192, 168, 1, 1],
    );
    const address = fc.oneof(special, fc.tuple(byte, byte, byte, byte));
    const { keys } = makeSubscription();
    const property = fc.asyncProperty(address, async ([a = 0, b = 0, c = 0, d = 0]) => {
      for (const spell of spellings) {
        const { status, json } = await subscribe({ endpoint: `https://${spell(a, b, c, d)}/x`, keys });
        expect([spell(a, b, c, d), status]).toEqual([spell(a, b, c, d), 422]);
        expect(json?.errors?.[0]?.path).toBe('subscription.endpoint');
      }
    });
    await fc.assert(property, propertyOptions(25));
    expect(await countRows()).toBe(1);
  }, 120_000);

  it.each(['[::1]', '[fe80::1]', '[fc00::1]', '[::]', '[fe80::1%25eth0]', 'localhost', 'localhost.', '127.1', '0'])(
    'also %s',
    async (host) => expectRefused({ endpoint: `https://${host}/x`, keys: makeSubscription().keys }, 'endpoint'),
  );
});

it('a host that only looks like a push service’s is refused', async () => {
  const allowed = fc.constantFrom(
    'fcm.googleapis.com',
    'updates.push.services.mozilla.com',
    'web.push.apple.com',
    'wns2-by3p.notify.windows.com',
  );
  const disguise = fc.constantFrom(
    (host: string) => `https://${host}.evil.test/x`,
    (host: string) => `https://${host}@evil.test/x`,
    (host: string) => `https://evil.test/${host}`,
    (host: string) => `https://evil.test?${host}`,
    (host: string) => `https://evil.test#${host}`,
    (host: string) => `https://evil.test\\${host}`,
    (host: string) => `https://evil.test\\@${host}/x`,
    (host: string) => `https://user:pw@${host}/x`,
    (host: string) => `https://${host}:8443/x`,
    (host: string) => `http://${host}/x`,
    (host: string) => `//${host}/x`,
    (host: string) => `ftp://${host}/x`,
    (host: string) => `https://${host.replaceAll('.', '-')}/x`,
    (host: string) => `https://${host.split('.').slice(-2).join('.')}/x`,
    (host: string) => `https://evil${host.split('.').slice(-3).join('.')}/x`,
    (host: string) => `https://${host}\u3002evil.test/x`,
    (host: string) => `https://${host}/x\t`,
    (host: string) => `ht\ntps://${host}/x`,
    (host: string) => `https://${host}/\ud800`,
    (host: string) => `https://${host}/a\0b`,
  );
  const { keys } = makeSubscription();
  const property = fc.asyncProperty(allowed, disguise, async (host, disguised) => {
    const endpoint = disguised(host);
    const { status, json } = await subscribe({ endpoint, keys });
    expect([endpoint, status, json?.errors?.[0]?.path]).toEqual([endpoint, 422, 'subscription.endpoint']);
  });
  await fc.assert(property, propertyOptions(120));
}, 60_000);

describe('keys', () => {
  const endpoint = 'https://fcm.googleapis.com/fcm/send/keys';

  it('that are no point of the curve are refused, whatever bytes they are', async () => {
    const { auth } = makeSubscription().keys;
    const bytes = fc.uint8Array({ minLength: 0, maxLength: 66 }).map((given) => Buffer.from(given));
    // Random coordinates lie on the curve about as often as a coin is thrown 256 times the same way.
    const shaped = fc.uint8Array({ minLength: 64, maxLength: 64 }).map((xy) => Buffer.concat([Buffer.from([4]), xy]));
    const flipped = fc.tuple(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 0, max: 7 })).map(([at, bit]) => {
      const point = createECDH('prime256v1').generateKeys();
      point[at] = (point[at] ?? 0) ^ (1 << bit);
      return point;
    });
    const property = fc.asyncProperty(fc.oneof(bytes, shaped, flipped), async (point) => {
      const { status, json } = await subscribe({ endpoint, keys: { p256dh: point.toString('base64url'), auth } });
      expect([status, json?.errors?.[0]?.path]).toEqual([422, 'subscription.keys.p256dh']);
    });
    await fc.assert(property, propertyOptions(120));
  }, 60_000);

  it('auth of any length but 16 is refused', async () => {
    for (const length of [0, 1, 15, 17, 18]) {
      const auth = randomBytes(length).toString('base64url');
      await expectRefused({ endpoint, keys: { ...makeSubscription().keys, auth } }, 'keys.auth');
    }
  });
});

it('1,000 equal ones at once make one row, and every answer has its id', async () => {
  const subscription = makeSubscription();
  const before = (await countRows()) ?? 0;
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => subscribe(subscription)));
  expect(new Set(answers.map(({ status, json }) => `${status} ${json?.id}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(200);
  expect(await countRows()).toBe(before + 1);
  const events = await pool.query<{ events: number; consents: number }>(
    `SELECT (SELECT count(*)::int FROM subscriber_events e WHERE e.subscriber_id = s.id) AS events,
       (SELECT count(*)::int FROM consent_records c WHERE c.subscriber_id = s.id) AS consents
     FROM subscribers s WHERE endpoint = $1`,
    [subscription.endpoint],
  );
  expect(events.rows).toEqual([{ events: 1, consents: 1 }]);
}, 120_000);

it('1,000 different ones at once, each of them twice, make 1,000 rows', async () => {
  const all = Array.from({ length: 1_000 }, () => makeSubscription());
  const before = (await countRows()) ?? 0;
  const answers = await Promise.all([...all, ...all].map(subscribe));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  const ids = answers.map(({ json }) => json?.id);
  expect(ids.slice(0, 1_000)).toEqual(ids.slice(1_000));
  expect(await countRows()).toBe(before + 1_000);
}, 120_000);

it('a known endpoint with other keys and no secret is refused: 409, and nothing changes', async () => {
  const subscription = makeSubscription();
  await subscribe(subscription);
  const taken = await subscribe({ ...subscription, keys: makeSubscription().keys });
  expect([taken.status, taken.json?.code]).toEqual([409, 'endpoint_taken']);
  const { rows } = await pool.query('SELECT p256dh FROM subscribers WHERE endpoint = $1', [subscription.endpoint]);
  expect(rows[0].p256dh.toString('base64url')).toBe(subscription.keys.p256dh);
});

it('another Origin than the site’s stores nothing: 403', async () => {
  const before = await countRows();
  const body = JSON.stringify({
    subscription: makeSubscription(),
    applicationServerKey: tenant.site.vapidPublicKey,
  });
  const origins = [undefined, 'null', 'https://evil.test', `${ORIGIN}.evil.test`, `${ORIGIN}:444`, `${ORIGIN}/`, '*'];
  for (const origin of origins) {
    const headers = { 'content-type': 'application/json', ...(origin !== undefined && { origin }) };
    const answer = await door.send(`/api/embed/${tenant.site.siteKey}/subscribe`, { method: 'POST', headers, body });
    expect([origin, answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([origin, 403, null]);
  }
  expect(await countRows()).toBe(before);
});
