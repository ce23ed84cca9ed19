import { beforeAll, describe, expect, it } from 'vitest';
import { MAX_GOALS } from '@/lib/contracts/goals';
import { MAX_TEMPLATES } from '@/lib/contracts/templates';
import { MAX_WEBHOOKS } from '@/lib/contracts/webhooks';
import { makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { systemDb } from '@/lib/platform/db';
import { makeClient } from './test-support';

interface Shown {
  id: string;
  name: string;
  code?: string;
}

let site: TestSite;
let call: Awaited<ReturnType<typeof makeClient>>;

beforeAll(async () => {
  site = await makeSite();
  call = await makeClient(site.actor);
});

const actionsOn = async (target: string) =>
  (await systemDb.auditEntry.findMany({ where: { target }, orderBy: { id: 'asc' } })).map(({ action }) => action);

describe.each([
  ['templates', { name: 'Weekly', message: { title: 'Roast' } }, 'template.restore'],
  ['segments', { name: 'Everyone', rule: { op: 'and', rules: [] } }, 'segment.restore'],
  ['goals', { name: 'Order', event: 'order_placed' }, 'goal.restore'],
  ['webhooks', { url: 'https://hooks.invalid/', events: ['campaign.started'] }, 'webhook.restore'],
])('%s that were deleted', (noun, body, action) => {
  it('come back as they were, once', async () => {
    const list = `/sites/${site.publicId}/${noun}`;
    const { json: made } = await call<Shown>('POST', list, body);
    expect((await call('DELETE', `${list}/${made.id}`)).status).toBe(204);
    expect((await call('GET', `${list}/${made.id}`)).status).toBe(404);
    const restored = await call<Shown>('POST', `${list}/${made.id}/restore`);
    expect([restored.status, restored.json]).toEqual([200, expect.objectContaining({ ...body, id: made.id })]);
    const read = await call('GET', `${list}/${made.id}`);
    expect([read.json, read.headers.get('etag')]).toEqual([restored.json, restored.headers.get('etag')]);
    // In use already: nothing changes, and nothing is said to have been done.
    const again = await call('POST', `${list}/${made.id}/restore`);
    expect([again.status, again.json]).toEqual([200, restored.json]);
    expect((await actionsOn(made.id)).filter((name) => name === action)).toHaveLength(1);
  });
});

it('a goal does not come back to a site that is full', async () => {
  const full = await makeSite('Full');
  const own = await makeClient(full.actor);
  const list = `/sites/${full.publicId}/goals`;
  const { json: made } = await own<Shown>('POST', list, { name: 'Order', event: 'order_placed' });
  await own('DELETE', `${list}/${made.id}`);
  await systemDb.goal.createMany({
    data: Array.from({ length: MAX_GOALS }, (_, i) => ({ siteId: full.id, name: `Goal ${i}`, eventName: 'e' })),
  });
  const refused = await own<Shown>('POST', `${list}/${made.id}/restore`);
  expect([refused.status, refused.json.code]).toEqual([409, 'conflict']);
  expect((await own('GET', `${list}/${made.id}`)).status).toBe(404);
});

it('a draft comes back as it was, with its history, once', async () => {
  const { json: made } = await call<Shown>('POST', `/sites/${site.publicId}/campaigns`, {
    name: 'Sale',
    isDraft: true,
    message: { title: 'Sale' },
    translations: { de: { title: 'Ausverkauf' } },
    audience: { all: true },
  });
  const one = `/campaigns/${made.id}`;
  const before = (await call<{ updatedAt: string }>('GET', one)).json;
  const versions = (await call('GET', `${one}/versions`)).json;
  expect((await call('DELETE', one)).status).toBe(204);
  expect((await call('GET', one)).status).toBe(404);
  const stranger = await makeClient((await makeSite('Stranger')).actor);
  expect((await stranger('POST', `${one}/restore`)).status).toBe(404);
  const restored = await call<{ updatedAt: string }>('POST', `${one}/restore`);
  expect([restored.status, restored.json]).toEqual([200, { ...before, updatedAt: restored.json.updatedAt }]);
  const read = await call('GET', one);
  expect([read.json, read.headers.get('etag')]).toEqual([restored.json, restored.headers.get('etag')]);
  expect((await call('GET', `${one}/versions`)).json).toEqual(versions);
  expect((await call('POST', `${one}/restore`)).json).toEqual(restored.json);
  expect((await actionsOn(made.id)).filter((name) => name === 'campaign.undelete')).toHaveLength(1);
});

it('a deleted template leaves its name to others, and comes back only while nobody has it', async () => {
  const list = `/sites/${site.publicId}/templates`;
  const body = { name: 'Taken', message: { title: 'First' } };
  const { json: first } = await call<Shown>('POST', list, body);
  expect((await call('DELETE', `${list}/${first.id}`)).status).toBe(204);
  expect((await call<{ items: Shown[] }>('GET', list)).json.items.map(({ id }) => id)).not.toContain(first.id);
  const { json: second, status } = await call<Shown>('POST', list, body);
  expect(status).toBe(201);
  const refused = await call<Shown>('POST', `${list}/${first.id}/restore`);
  expect([refused.status, refused.json.code]).toEqual([409, 'conflict']);
  await call('DELETE', `${list}/${second.id}`);
  expect((await call('POST', `${list}/${first.id}/restore`)).status).toBe(200);
  expect((await call('POST', `${list}/${second.id}/restore`)).status).toBe(409);
});

it('a template does not come back to a site that is full', async () => {
  const full = await makeSite('Full of templates');
  const own = await makeClient(full.actor);
  const list = `/sites/${full.publicId}/templates`;
  const { json: made } = await own<Shown>('POST', list, { name: 'Weekly', message: { title: 'Roast' } });
  await own('DELETE', `${list}/${made.id}`);
  const rows = Array.from({ length: MAX_TEMPLATES }, (_, n) => ({
    siteId: full.id,
    name: `Template ${n}`,
    message: {},
  }));
  await systemDb.template.createMany({ data: rows.map((row) => ({ ...row, ttlSeconds: 60 })) });
  const refused = await own<Shown>('POST', `${list}/${made.id}/restore`);
  expect([refused.status, refused.json.code]).toEqual([409, 'conflict']);
  expect((await own('GET', `${list}/${made.id}`)).status).toBe(404);
});

it('a webhook does not come back to a site that is full', async () => {
  const full = await makeSite('Full of webhooks');
  const own = await makeClient(full.actor);
  const list = `/sites/${full.publicId}/webhooks`;
  const body = { url: 'https://hooks.invalid/', events: ['campaign.started'] };
  const { json: made } = await own<Shown>('POST', list, body);
  await own('DELETE', `${list}/${made.id}`);
  // A deleted one takes no room.
  for (let n = 0; n < MAX_WEBHOOKS; n++) expect((await own('POST', list, body)).status).toBe(201);
  const refused = await own<Shown>('POST', `${list}/${made.id}/restore`);
  expect([refused.status, refused.json.code]).toEqual([409, 'conflict']);
  expect((await own<{ items: Shown[] }>('GET', list)).json.items.map(({ id }) => id)).not.toContain(made.id);
});

it('a template is copied with all that it says, under a name of its own', async () => {
  const list = `/sites/${site.publicId}/templates`;
  const content = {
    message: { title: 'Sale', url: 'https://shop.example/' },
    translations: { de: { title: 'Ausverkauf' } },
    ttlSeconds: 600,
    urgency: 'high',
  };
  const { json: made } = await call<Shown>('POST', list, { name: 'Sale', ...content });
  const copy = await call<Shown>('POST', `${list}/${made.id}/duplicate`);
  expect(copy.status).toBe(201);
  expect(copy.headers.get('location')).toBe(`/api/v1${list}/${copy.json.id}`);
  expect(copy.json).toMatchObject({ ...content, name: 'Sale (copy)', version: 1 });
  expect((await call<Shown>('POST', `${list}/${made.id}/duplicate`)).json.name).not.toBe('Sale (copy)');
  expect((await call('GET', `${list}/${made.id}`)).json).toEqual(made);
});
