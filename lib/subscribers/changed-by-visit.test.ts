import { beforeAll, beforeEach, expect, it } from 'vitest';
import { SubscribeRequest, UpdateRequest } from '@/lib/contracts/embed';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { subscribe } from './subscribe';
import { makeSubscription, makeTestSite } from './test-support';
import { unsubscribeDevice } from './unsubscribe-device';
import { updateDevice } from './update-device';

// `updatedAt` is the version that an edit is bound to (If-Match): it moves with what can be edited and with the status,
// and with nothing else.

const BEFORE = '2026-01-01T00:00:00.000Z';
const subscription = makeSubscription();
let site: Awaited<ReturnType<typeof makeTestSite>>;
let device: { id: string; secret: string };

beforeAll(async () => {
  site = await makeTestSite();
  const { id, secret = '' } = await visit({ language: 'de', timezone: 'Europe/Berlin' });
  device = { id, secret };
  await change({ tags: { plan: 'plus' }, topics: ['news'], externalId: 'anna' });
});
beforeEach(() => pool.query('UPDATE subscribers SET updated_at = $1, last_seen_at = $1', [BEFORE]));

function visit(more: Partial<SubscribeRequest>) {
  const request = SubscribeRequest.parse({ subscription, applicationServerKey: site.vapidPublicKey, ...more });
  return subscribe(site, request, { origin: 'https://shop.example', userAgent: 'x', address: '193.99.144.80' });
}
const change = (more: object) => updateDevice(site, UpdateRequest.parse({ device, ...more }));

async function stored() {
  const { rows } = await pool.query<{ updated: Date; seen: Date }>(
    'SELECT updated_at AS updated, last_seen_at AS seen FROM subscribers WHERE id = $1',
    [decodeId('subscriber', device.id)],
  );
  const [row] = rows;
  return { isChanged: row?.updated.toISOString() !== BEFORE, isSeen: row?.seen.toISOString() !== BEFORE };
}

it.each<[string, () => Promise<unknown>]>([
  ['a visit', () => visit({ device, newSession: true })],
  ['a visit that says what is known', () => visit({ device, language: 'de', timezone: 'Europe/Berlin' })],
  ['a visit of who has lost the id', () => visit({ language: 'de' })],
  [
    'tags, topics and a login that are there already',
    () => change({ tags: { plan: 'plus', none: null }, topics: ['news'], externalId: 'anna', language: 'de' }),
  ],
])('%s is seen and changes nothing', async (_what, happen) => {
  await happen();
  expect(await stored()).toEqual({ isChanged: false, isSeen: true });
});

it.each<[string, () => Promise<unknown>]>([
  ['another language', () => visit({ device, language: 'fr' })],
  ['another time zone of who has lost the id', () => visit({ timezone: 'Europe/Vienna' })],
  ['a tag', () => change({ tags: { plan: 'pro' } })],
  ['the topics', () => change({ topics: [] })],
  ['a logout', () => change({ externalId: null })],
])('%s is a change', async (_what, happen) => {
  await happen();
  expect(await stored()).toEqual({ isChanged: true, isSeen: true });
});

it('so are an end and a return', async () => {
  await unsubscribeDevice(site.id, device, 'https://shop.example');
  expect((await stored()).isChanged).toBe(true);
  await pool.query('UPDATE subscribers SET updated_at = $1', [BEFORE]);
  await visit({});
  expect((await stored()).isChanged).toBe(true);
});
