import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FrozenAudience } from '@/lib/contracts/campaigns';
import { planPage } from '@/lib/delivery/plan-page';
import { pool, systemDb } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { api } from './app';
import { BODIES, message } from './test-kit/request-bodies';
import {
  bounded,
  isOfAll,
  label,
  makeTenant,
  type Operation,
  operations,
  send,
  snapshot,
  type Tenant,
} from './test-support';

// I10: another tenant's id answers 404 everywhere and changes nothing.

let victim: Tenant;
let intruder: Tenant;

beforeAll(async () => {
  [victim, intruder] = [await makeTenant('victim'), await makeTenant('intruder')];
});

afterAll(closeQueues);

/** Every way to mix own and foreign ids in which at least one is foreign. */
function mixtures(operation: Operation): Tenant[][] {
  const all = operation.params.reduce<Tenant[][]>(
    (rows) =>
      rows.flatMap((row) => [
        [...row, victim],
        [...row, intruder],
      ]),
    [[]],
  );
  return all.filter((row) => row.includes(victim));
}

it('knows a body for every route that needs one', () => {
  expect(operations.filter((operation) => operation.hasBody && !BODIES[label(operation)]).map(label)).toEqual([]);
  expect(bounded.length).toBeGreaterThanOrEqual(7);
});

describe("another tenant's id", () => {
  it.each(bounded.map((operation) => [label(operation), operation] as const))('%s → 404', async (_label, operation) => {
    const before = await snapshot();
    for (const owners of mixtures(operation)) {
      const response = await send(operation, owners, intruder.token);
      const which = owners.map((tenant) => (tenant === victim ? 'foreign' : 'own')).join(', ');
      expect(`${which}: ${response.status}`).toBe(`${which}: 404`);
      expect(await response.json()).toMatchObject({ code: 'not_found' });
    }
    expect(await snapshot()).toBe(before);
  });

  it('is in no list', async () => {
    for (const operation of operations.filter((each) => each.method === 'GET' && !isOfAll(each))) {
      const response = await send(
        operation,
        operation.params.map(() => intruder),
        intruder.token,
      );
      const text = await response.text();
      for (const id of Object.values(victim.ids)) expect(text).not.toContain(id);
    }
  });
});

describe("another tenant's id inside a body or a query", () => {
  const own = (noun: string) => intruder.ids[noun] ?? '';
  const foreign = (noun: string) => victim.ids[noun] ?? '';
  const campaign = (audience: unknown) => ({ name: 'Theft', message, audience });
  it.each([
    [
      'included segment',
      'POST',
      () => `/sites/${own('sites')}/campaigns`,
      () => campaign({ include: [foreign('segments')] }),
    ],
    [
      'excluded segment',
      'POST',
      () => `/sites/${own('sites')}/campaigns`,
      () => campaign({ include: [own('segments')], exclude: [foreign('segments')] }),
    ],
    [
      'subscriber',
      'POST',
      () => `/sites/${own('sites')}/campaigns`,
      () => campaign({ subscriberIds: [foreign('subscribers')] }),
    ],
    [
      'recipient of a message',
      'POST',
      () => `/sites/${own('sites')}/messages`,
      () => ({ message, audience: { subscriberIds: [foreign('subscribers')] } }),
    ],
    [
      'draft audience',
      'PATCH',
      () => `/campaigns/${own('campaigns')}`,
      () => ({ audience: { include: [foreign('segments')] } }),
    ],
    [
      'test recipient',
      'POST',
      () => `/campaigns/${own('campaigns')}/test`,
      () => ({ subscriberIds: [foreign('subscribers')] }),
    ],
    [
      'segment in a filter',
      'GET',
      () => `/sites/${own('sites')}/subscribers?segmentId=${foreign('segments')}`,
      () => undefined,
    ],
  ])('%s reaches nobody', async (_name, method, path, body) => {
    const call = (httpMethod: string, at: string, json: unknown) =>
      api.request(`/api/v1${at}`, {
        method: httpMethod,
        headers: { authorization: `Bearer ${intruder.token}`, ...(json ? { 'content-type': 'application/json' } : {}) },
        body: json ? JSON.stringify(json) : undefined,
      });
    const before = await snapshot();
    const response = await call(method, path(), body());
    if (response.status >= 400) {
      expect([404, 422]).toContain(response.status);
      expect(await snapshot()).toBe(before);
      return;
    }
    // A draft may say anything; what counts is whom its launch finds.
    const { id } = (await response.json()) as { id: string };
    if (id.startsWith('msg_')) {
      const runId = decodeId('message', id);
      expect(await systemDb.run.findUniqueOrThrow({ where: { id: runId } })).toMatchObject({ audienceCount: 0 });
      return;
    }
    const launched = await call('POST', `/campaigns/${id}/launch`, undefined);
    expect([200, 404, 422]).toContain(launched.status);
    for (const run of await systemDb.run.findMany({ where: { plannedAt: null } })) {
      await planPage(run.id, run.siteId, run.audience as unknown as FrozenAudience);
    }
    const victims = decodeId('subscriber', foreign('subscribers'));
    const { rowCount } = await pool.query('SELECT 1 FROM deliveries WHERE subscriber_id = $1', [victims]);
    expect(rowCount).toBe(0);
  });
});

it("does not stream another tenant's campaign", async () => {
  const { id: workspaceId } = await systemDb.workspace.findFirstOrThrow({ where: { name: 'intruder' } });
  const user = await systemDb.user.create({
    data: {
      email: 'intruder@example.com',
      name: 'Intruder',
      passwordHash: '',
      memberships: { create: { workspaceId, role: 'owner' } },
    },
  });
  const session = await encode({
    token: { sub: encodeId('user', user.id), sessionVersion: 1 },
    secret: env().BELFRY_SECRET,
  });
  const follow = (tenant: Tenant) =>
    api.request(`/api/live/campaigns/${tenant.ids.campaigns}`, { headers: { cookie: `belfry-session=${session}` } });
  expect((await follow(victim)).status).toBe(404);
  const own = await follow(intruder);
  expect(own.status).toBe(200);
  await own.body?.cancel();
});

/** The matrix would pass too if every route answered 404 to everyone: the owner must get through. */
describe('its owner', () => {
  // What is inside goes before what holds it.
  const rank = ({ method, params }: Operation) => (method !== 'DELETE' ? 0 : params.at(-1)?.noun === 'sites' ? 2 : 1);
  const inOrder = [...bounded].sort((a, b) => rank(a) - rank(b));
  it.each(inOrder.map((operation) => [label(operation), operation] as const))(
    '%s → not 404',
    async (_label, operation) => {
      const response = await send(
        operation,
        operation.params.map(() => victim),
        victim.token,
      );
      expect(response.status).not.toBe(404);
      expect(response.status).toBeLessThan(500);
    },
  );
});
