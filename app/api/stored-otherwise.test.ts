import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemDb } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { api } from './app';
import { makeTenant, type Tenant } from './test-support';

// Unknown fields are refused (refusals.test.ts): those that are stored in another form, or were stored before, are not.

let tenant: Tenant;

beforeAll(async () => {
  tenant = await makeTenant('stored');
});
afterAll(closeQueues);

it('keys that are stored otherwise than they were given are known', async () => {
  const { token, ids } = tenant;
  const change = (path: string, body: unknown) =>
    api.request(`/api/v1${path}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const draft = await change(`/campaigns/${ids.campaigns}`, { translations: { 'pt-BR': { title: 'Oi' } } });
  expect(await draft.json()).toMatchObject({ translations: { 'pt-br': { title: 'Oi' } } });
  const person = await change(`/sites/${ids.sites}/subscribers/${ids.subscribers}`, { tags: { ' plan ': ' plus ' } });
  expect(await person.json()).toMatchObject({ tags: { plan: 'plus' } });
});

it('what was stored before fields were refused can still be read', async () => {
  const { token, ids } = tenant;
  const headers = { authorization: `Bearer ${token}` };
  const read = async (path: string) => {
    const response = await api.request(`/api/v1${path}`, { headers });
    expect(response.status).toBe(200);
    return response.json();
  };
  const old = { title: 'Sale', imagee: 'https://example.com/a.png', utm: { source: 'push', sauce: 'x' } };
  const id = decodeId('campaign', ids.campaigns ?? '');
  await systemDb.variant.updateMany({ where: { campaignId: id }, data: { message: old } });
  await systemDb.draftVersion.updateMany({ where: { campaignId: id }, data: { content: { message: old } } });
  await systemDb.segment.updateMany({
    where: { id: decodeId('segment', ids.segments ?? '') },
    data: { rule: { op: 'and', rules: [{ field: 'topic', operator: 'has', value: 'offers', colour: 'red' }] } },
  });
  const message = { title: 'Sale', utm: { source: 'push' } };
  expect((await read(`/campaigns/${ids.campaigns}`)).message).toEqual(message);
  expect((await read(`/campaigns/${ids.campaigns}/versions/${ids.versions}`)).content).toEqual({ message });
  const { rule } = await read(`/sites/${ids.sites}/segments/${ids.segments}`);
  expect(rule.rules).toEqual([{ field: 'topic', operator: 'has', value: 'offers' }]);
});
