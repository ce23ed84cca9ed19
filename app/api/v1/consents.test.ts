import { beforeAll, expect, it } from 'vitest';
import type { ConsentView } from '@/lib/contracts/consents';
import type { Page } from '@/lib/contracts/paging';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { makeSubscription, makeTestSite } from '@/lib/subscribers/test-support';
import { makeClient } from './test-support';

let site: Awaited<ReturnType<typeof makeTestSite>>;
let call: Awaited<ReturnType<typeof makeClient>>;
let subscribers: string;

beforeAll(async () => {
  site = await makeTestSite();
  call = await makeClient(site.actor);
  subscribers = `/sites/${site.publicId}/subscribers`;
});

const add = async () => (await call<{ id: string }>('POST', subscribers, makeSubscription())).json.id;
const record = (id: string, decision: string, promptKind: string, source = '') =>
  pool.query(
    `INSERT INTO consent_records (site_id, subscriber_id, decision, prompt_kind, text_version, origin, source)
     VALUES ($1, $2, $3, $4, 'v3', 'https://shop.example', $5)`,
    [site.id, decodeId('subscriber', id), decision, promptKind, source],
  );

it('tells when and how somebody agreed and took it back, newest first and page by page', async () => {
  const id = await add();
  await add();
  await record(id, 'withdrawn', 'button');
  await record(id, 'granted', 'import', 'Ada, people.csv');
  const path = `${subscribers}/${id}/consents`;
  const { status, json } = await call<Page<ConsentView>>('GET', path);
  expect(status).toBe(200);
  expect(json.items).toEqual([
    {
      id: expect.stringMatching(/^con_/),
      decision: 'granted',
      promptKind: 'import',
      textVersion: 'v3',
      origin: 'https://shop.example',
      source: 'Ada, people.csv',
      at: expect.stringMatching(/Z$/),
    },
    expect.objectContaining({ decision: 'withdrawn', promptKind: 'button', source: '' }),
    expect.objectContaining({ decision: 'granted', promptKind: 'api', textVersion: '', origin: '' }),
  ]);
  const first = await call<Page<ConsentView>>('GET', `${path}?limit=2`);
  const rest = await call<Page<ConsentView>>('GET', `${path}?limit=2&cursor=${first.json.nextCursor}`);
  expect([...first.json.items, ...rest.json.items]).toEqual(json.items);
  expect(rest.json.nextCursor).toBeNull();
  expect((await call('GET', `${path}?cursor=nonsense`)).status).toBe(400);
});

it('is told of nobody else’s subscriber, nor of one who was erased', async () => {
  const id = await add();
  const other = await makeTestSite();
  const stranger = await makeClient(other.actor);
  expect((await stranger('GET', `${subscribers}/${id}/consents`)).status).toBe(404);
  expect((await stranger('GET', `/sites/${other.publicId}/subscribers/${id}/consents`)).status).toBe(404);
  expect((await call('DELETE', `${subscribers}/${id}`)).status).toBe(204);
  expect((await call('GET', `${subscribers}/${id}/consents`)).status).toBe(404);
});
