import { afterAll, beforeEach, expect, it } from 'vitest';
import { clearJobFailures } from '@/lib/operations/clear-job-failures';
import { recordJobFailure } from '@/lib/operations/record-job-failure';
import { closeQueues } from '@/lib/platform/queue';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { makeClient } from './test-support';

// Whom it refuses is in app/api/refusals.test.ts and app/api/bound-keys.test.ts.

interface Job {
  id: string;
  name: string;
  error: string;
}
interface List {
  items: Job[];
  nextCursor: string | null;
}

const { actor } = await makeTestSite();
const call = await makeClient(actor, { scopes: ['operations.manage'] });
const path = '/operations/failed-jobs';
const fail = (id: string) =>
  recordJobFailure('imports', { id, name: 'import', data: { secret: 'payload' }, attempt: 5 }, new Error(`no ${id}`));
const waiting = async () => {
  const { items } = (
    await call<{ items: { queue: string; counts: { waiting: number } }[] }>('GET', '/operations/queues')
  ).json;
  return items.find(({ queue }) => queue === 'imports')?.counts.waiting;
};

beforeEach(() => clearJobFailures(actor));
afterAll(closeQueues);

it('lists failed jobs page by page, without what they were to do', async () => {
  for (const id of ['a', 'b', 'c']) await fail(id);
  const first = await call<List>('GET', `${path}?limit=2`);
  expect(first.json.items.map(({ error }) => error)).toEqual(['Error: no c', 'Error: no b']);
  expect(JSON.stringify(first.json)).not.toContain('payload');
  const second = await call<List>('GET', `${path}?limit=2&cursor=${first.json.nextCursor}`);
  expect(second.json).toMatchObject({ items: [{ error: 'Error: no a' }], nextCursor: null });
  expect((await call('GET', `${path}?cursor=nonsense`)).status).toBe(400);
});

it('puts one back into its queue, once', async () => {
  await fail('again');
  const [job] = (await call<List>('GET', path)).json.items;
  const before = (await waiting()) ?? 0;
  expect((await call('POST', `${path}/${job?.id}/retry`)).status).toBe(204);
  expect(await waiting()).toBe(before + 1);
  expect((await call<List>('GET', path)).json.items).toEqual([]);
  expect((await call('POST', `${path}/${job?.id}/retry`)).status).toBe(404);
});

it('discards one, or all', async () => {
  for (const id of ['a', 'b', 'c']) await fail(id);
  const [newest] = (await call<List>('GET', path)).json.items;
  expect((await call('DELETE', `${path}/${newest?.id}`)).status).toBe(204);
  expect((await call('DELETE', `${path}/${newest?.id}`)).status).toBe(404);
  expect((await call('DELETE', path)).json).toEqual({ discardedCount: 2 });
  expect((await call<List>('GET', path)).json.items).toEqual([]);
});
