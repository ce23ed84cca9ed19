import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import type { Action } from '@/lib/contracts/actors';
import { makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { pool } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { type Receiver, startReceiver } from '@/lib/webhooks/test-kit/receiver';
import { api } from '../app';

let site: TestSite;
let token: string;
let receiver: Receiver;
let list: string;

beforeAll(async () => {
  receiver = await startReceiver();
  process.env.BELFRY_WEBHOOK_HOSTS = receiver.host;
});
beforeEach(async () => {
  receiver.received.length = 0;
  site = await makeSite();
  token = await keyWith(['webhooks.read', 'webhooks.write']);
  list = `/api/v1/sites/${site.publicId}/webhooks`;
});
afterAll(async () => {
  await closeQueues();
  await receiver.close();
});

const keyWith = async (scopes: Action[]) => (await createApiKey(site.actor, { name: 'k', scopes })).token;

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await api.request(path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
}
const make = () => call('POST', list, { url: receiver.url, events: ['subscriber.created', 'campaign.started'] });

describe('webhooks by REST', () => {
  it('are made, read, changed, listed and deleted; the secret is in the first answer only', async () => {
    const made = await make();
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      status: 'active',
      failureCount: 0,
      secret: expect.stringMatching(/^whsec_.{44}$/),
    });
    const path = `${list}/${made.body.id}`;
    expect(made.headers.get('location')).toBe(path);
    const { secret, ...view } = made.body;
    expect((await call('GET', path)).body).toEqual(view);
    const changed = await call('PATCH', path, { events: ['message.clicked'], status: 'disabled' });
    expect(changed.body).toMatchObject({ events: ['message.clicked'], status: 'disabled', disabledReason: 'by_hand' });
    expect((await call('GET', list)).body.items).toEqual([changed.body]);
    expect(JSON.stringify(changed.body)).not.toContain(secret);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
  });

  it('are tested, and the log is read and sent again', async () => {
    const { body: webhook } = await make();
    const path = `${list}/${webhook.id}`;
    const tested = await call('POST', `${path}/test`);
    expect(tested.body).toMatchObject({ type: 'webhook.test', state: 'delivered', statusCode: 204 });
    await call('POST', `${path}/test`);
    const first = await call('GET', `${path}/deliveries?limit=1`);
    expect(first.body.items.length).toBe(1);
    const second = await call('GET', `${path}/deliveries?limit=1&cursor=${first.body.nextCursor}`);
    expect(second.body).toMatchObject({ items: [{ id: tested.body.id }], nextCursor: null });
    expect((await call('GET', `${path}/deliveries?state=failed`)).body.items).toEqual([]);
    expect((await call('GET', `${path}/deliveries?type=campaign.started`)).body.items).toEqual([]);
    expect((await call('GET', `${path}/deliveries/${tested.body.id}`)).body).toEqual(tested.body);
    const again = await call('POST', `${path}/deliveries/${tested.body.id}/redeliver`);
    expect(again.status).toBe(202);
    expect(again.body).toMatchObject({ id: tested.body.id, state: 'pending' });
    const replayed = await call('POST', `${path}/replay`, {
      from: '2026-01-01T00:00:00Z',
      to: '2099-01-01T00:00:00Z',
      onlyFailed: false,
    });
    expect(replayed).toMatchObject({ status: 202, body: { deliveryCount: 1 } });
    expect((await call('POST', `${path}/rotate-secret`, { overlapHours: 1 })).body.secret).not.toBe(webhook.secret);
    const { rows } = await pool.query<{ action: string }>(
      `SELECT action FROM audit_entries WHERE action LIKE 'webhook.%' AND target = $1 ORDER BY id`,
      [webhook.id],
    );
    expect(rows.map((row) => row.action)).toEqual([
      'webhook.create',
      'webhook.test',
      'webhook.test',
      'webhook.redeliver',
      'webhook.replay',
      'webhook.rotate_secret',
    ]);
  });

  it('say which field is wrong', async () => {
    const wrong = async (body: object) => {
      const answer = await call('POST', list, { url: receiver.url, events: ['campaign.started'], ...body });
      expect(answer.status).toBe(422);
      return answer.body.errors.map((error: { path: string }) => error.path);
    };
    expect(await wrong({ url: 'https://169.254.169.254/' })).toEqual(['url']);
    expect(await wrong({ url: 'http://hooks.example.com/' })).toEqual(['url']);
    expect(await wrong({ events: [] })).toEqual(['events']);
    expect(await wrong({ events: ['subscriber.exploded'] })).toEqual(['events.0']);
    expect(await wrong({ surprise: 1 })).toEqual(['surprise']);
  });

  it('need their own permission', async () => {
    token = await keyWith(['sites.read', 'sites.write', 'webhooks.read']);
    expect((await make()).status).toBe(403);
    expect((await call('GET', list)).status).toBe(200);
    token = await keyWith(['sites.read', 'sites.write']);
    expect((await call('GET', list)).status).toBe(403);
  });

  it('are made once for one Idempotency-Key, whose stored answer does not show the secret', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const input = { url: receiver.url, events: ['campaign.started'] };
    const first = await call('POST', list, input, headers);
    const second = await call('POST', list, input, headers);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.body).toEqual(first.body);
    const { rows } = await pool.query<{ text: string }>('SELECT k::text AS text FROM idempotency_keys k');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('whsec');
  });

  it('are at most 20 a site', async () => {
    for (let count = 0; count < 18; count++) expect((await make()).status).toBe(201);
    const last = await Promise.all(Array.from({ length: 4 }, make));
    expect(last.map((one) => one.status).sort()).toEqual([201, 201, 409, 409]);
  });
});
