import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import type { Action } from '@/lib/contracts/actors';
import { addSubscribers, makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { api } from '../app';

let site: TestSite;
let token: string;
let sink: PushSink;
const input = {
  name: 'Sale',
  message: { title: 'Sale', url: 'https://shop.example/', actions: [{ title: 'Go', url: 'https://shop.example/go' }] },
  audience: { all: true },
};

beforeAll(async () => {
  site = await makeSite();
  sink = await startPushSink();
  token = await keyWith(['campaigns.read', 'campaigns.write', 'campaigns.send']);
});
afterAll(async () => {
  await closeQueues();
  await sink.close();
});

const keyWith = async (scopes: Action[]) => (await createApiKey(site.actor, { name: 'k', scopes })).token;

async function call(method: string, path: string, body?: unknown, key = token) {
  const response = await api.request(path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
}
const make = async () => (await call('POST', `/api/v1/sites/${site.publicId}/campaigns`, input)).body.id as string;

describe('campaigns by REST', () => {
  it('are made, read, changed, listed and deleted', async () => {
    const made = await call('POST', `/api/v1/sites/${site.publicId}/campaigns`, input);
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`/api/v1/campaigns/${made.body.id}`);
    expect(made.body).toMatchObject({
      status: 'draft',
      ttlSeconds: 259_200,
      urgency: 'low',
      stats: { audience: 0, pending: 0 },
    });
    const path = `/api/v1/campaigns/${made.body.id}`;
    // A field that is not given stays: no default may overwrite it.
    await call('PATCH', path, { ttlSeconds: 600 });
    const changed = await call('PATCH', path, { name: 'Autumn sale' });
    expect(changed.body).toMatchObject({ name: 'Autumn sale', ttlSeconds: 600, message: { title: 'Sale' } });
    expect((await call('GET', path)).body).toEqual(changed.body);
    const list = await call('GET', `/api/v1/sites/${site.publicId}/campaigns?limit=1`);
    expect(list.body).toMatchObject({ items: [changed.body], nextCursor: null });
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
  });

  it('have a pace, changed while they are sent, and a rule for lost connections', async () => {
    const made = await call('POST', `/api/v1/sites/${site.publicId}/campaigns`, {
      ...input,
      throttlePerMinute: 600,
      ambiguityPolicy: 'skip',
    });
    expect(made.body).toMatchObject({ throttlePerMinute: 600, ambiguityPolicy: 'skip' });
    const path = `/api/v1/campaigns/${made.body.id}`;
    expect((await call('PATCH', path, { name: 'x' })).body).toMatchObject({ throttlePerMinute: 600 });
    expect((await call('POST', `${path}/duplicate`)).body).toMatchObject({
      throttlePerMinute: 600,
      ambiguityPolicy: 'skip',
    });
    await call('POST', `${path}/launch`);
    const runs = async () => {
      const { rows } = await pool.query(
        'SELECT throttle_per_minute, ambiguity_policy FROM runs WHERE campaign_id = $1',
        [decodeId('campaign', made.body.id)],
      );
      return rows;
    };
    expect(await runs()).toEqual([{ throttle_per_minute: 600, ambiguity_policy: 'skip' }]);
    expect((await call('PATCH', path, { throttlePerMinute: 60 })).status).toBe(409);
    expect((await call('PUT', `${path}/throttle`, { throttlePerMinute: null })).body.throttlePerMinute).toBeNull();
    expect(await runs()).toEqual([{ throttle_per_minute: null, ambiguity_policy: 'skip' }]);
    expect((await call('PUT', `${path}/throttle`, { throttlePerMinute: 0 })).status).toBe(422);
    await call('POST', `${path}/cancel`);
    expect((await call('PUT', `${path}/throttle`, { throttlePerMinute: 1 })).body.code).toBe('campaign_wrong_state');
  });

  it('are launched, paused, resumed and cancelled, and refuse what the state does not allow', async () => {
    const path = `/api/v1/campaigns/${await make()}`;
    const moves = ['launch', 'pause', 'resume', 'cancel'];
    const answers = [];
    for (const move of moves) answers.push(await call('POST', `${path}/${move}`));
    expect(answers.map((one) => [one.status, one.body.status])).toEqual([
      [200, 'running'],
      [200, 'paused'],
      [200, 'running'],
      [200, 'cancelled'],
    ]);
    const refused = await call('POST', `${path}/launch`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'campaign_wrong_state' } });
    expect((await call('POST', `${path}/duplicate`)).status).toBe(201);
  });

  it('are scheduled and unscheduled', async () => {
    const path = `/api/v1/campaigns/${await make()}`;
    const sendAt = new Date(Date.now() + 86_400_000).toISOString();
    expect((await call('POST', `${path}/schedule`, { sendAt })).body).toMatchObject({ status: 'scheduled', sendAt });
    expect((await call('POST', `${path}/unschedule`)).body.status).toBe('draft');
    expect(await call('POST', `${path}/schedule`, { sendAt: '2020-01-01T00:00:00Z' })).toMatchObject({ status: 422 });
  });

  it('send a test apart from the figures', async () => {
    const [subscriber] = await addSubscribers(site, sink, 1);
    const path = `/api/v1/campaigns/${await make()}`;
    const sent = await call('POST', `${path}/test`, { subscriberIds: [encodeId('subscriber', subscriber?.id ?? 0n)] });
    expect(sent).toMatchObject({ status: 202, body: { runId: expect.stringMatching(/^run_/) } });
    expect((await call('GET', path)).body).toMatchObject({ status: 'draft', stats: { audience: 0 } });
  });

  it('need the scope: a key that may write may not send', async () => {
    const id = await make();
    const writer = await keyWith(['campaigns.read', 'campaigns.write']);
    expect((await call('POST', `/api/v1/campaigns/${id}/launch`, undefined, writer)).status).toBe(403);
    const scheduled = { ...input, sendAt: new Date(Date.now() + 86_400_000).toISOString() };
    expect((await call('POST', `/api/v1/sites/${site.publicId}/campaigns`, scheduled, writer)).status).toBe(403);
    expect((await call('GET', `/api/v1/campaigns/${id}`, undefined, writer)).body.status).toBe('draft');
  });

  it('name the field and the rule in every refusal', async () => {
    const answer = await call('POST', `/api/v1/sites/${site.publicId}/campaigns`, {
      ...input,
      message: { title: '', url: 'javascript:alert(1)' },
    });
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).toContain('message.url');
    expect(JSON.stringify(answer.body)).toContain('message.title');
  });
});
