import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { systemDb } from '@/lib/platform/db';
import { makeSubscription } from '@/lib/subscribers/test-support';
import { makeClient } from './test-support';

interface Shown {
  id: string;
  externalId: string | null;
  tags: Record<string, unknown>;
  items: Record<string, unknown>[];
  code?: string;
  detail?: string;
}

let site: TestSite;
let call: Awaited<ReturnType<typeof makeClient>>;
let list: string;

beforeAll(async () => {
  site = await makeSite();
  call = await makeClient(site.actor);
  list = `/sites/${site.publicId}/subscribers`;
});

async function add(externalId: string) {
  const subscription = makeSubscription();
  const { json } = await call<Shown>('POST', list, { ...subscription, externalId });
  return { id: json.id, hash: createHash('sha256').update(subscription.endpoint).digest('hex') };
}

describe('a subscriber named in a path', () => {
  it('by external id or endpoint hash is the one that has it', async () => {
    // What stands for something else in an address is written as usual.
    const externalId = 'team/anna %40:1';
    const { id, hash } = await add(externalId);
    await call('POST', `/sites/${site.publicId}/events`, { events: [{ subscriberId: id, event: 'seen' }] });
    for (const name of [`external:${encodeURIComponent(externalId)}`, `endpoint:${hash}`, `endpoint%3A${hash}`]) {
      const one = `${list}/${name}`;
      expect((await call<Shown>('GET', one)).json).toMatchObject({ id, externalId });
      expect((await call<Shown>('GET', `${one}/timeline`)).json.items.length).toBeGreaterThan(0);
      expect((await call<Shown>('GET', `${one}/events`)).json.items).toEqual([
        expect.objectContaining({ subscriberId: id, event: 'seen' }),
      ]);
      expect((await call('GET', `${one}/consents`)).status).toBe(200);
      const changed = await call<Shown>('PATCH', one, { tags: { name } });
      expect([changed.status, changed.json.id, changed.json.tags]).toEqual([200, id, { name }]);
    }
  });

  it('may get another external id by the one that it has', async () => {
    const { id } = await add('old');
    const changed = await call<Shown>('PATCH', `${list}/external:old`, { externalId: 'new' });
    expect([changed.status, changed.json]).toEqual([200, expect.objectContaining({ id, externalId: 'new' })]);
    expect((await call('GET', `${list}/external:old`)).status).toBe(404);
  });

  it('is erased, and the audit log names it by its id only', async () => {
    const { id } = await add('leaving');
    const { headers } = await call('GET', `${list}/external:leaving`);
    const etag = headers.get('etag') ?? '';
    expect((await call('DELETE', `${list}/external:leaving`, undefined, { 'if-match': '"v1"' })).status).toBe(412);
    expect((await call('DELETE', `${list}/external:leaving`, undefined, { 'if-match': etag })).status).toBe(204);
    expect((await call('GET', `${list}/${id}`)).status).toBe(404);
    const entries = await systemDb.auditEntry.findMany({ where: { action: 'subscriber.erase' } });
    expect(entries.map(({ target }) => target)).toEqual([id]);
  });

  it('is not guessed among several browsers of a person: none is changed', async () => {
    const ids = [(await add('two')).id, (await add('two')).id];
    for (const [method, body] of [['GET'], ['PATCH', { tags: { a: 1 } }], ['DELETE']] as const) {
      const refused = await call<Shown>(method, `${list}/external:two`, body);
      expect([refused.status, refused.json.code]).toEqual([409, 'conflict']);
    }
    for (const id of ids) expect((await call<Shown>('GET', `${list}/${id}`)).json.tags).toEqual({});
  });

  it("is nobody when there is none, nor another site's", async () => {
    const { hash } = await add('mine');
    const other = await makeSite('Other');
    const stranger = await makeClient(other.actor);
    for (const name of ['external:mine', `endpoint:${hash}`]) {
      expect((await stranger('GET', `/sites/${other.publicId}/subscribers/${name}`)).status).toBe(404);
      expect((await stranger('DELETE', `${list}/${name}`)).status).toBe(404);
    }
    for (const name of ['external:', 'external:nobody', 'endpoint:', `endpoint:${hash.slice(1)}`, 'mine']) {
      expect((await call('GET', `${list}/${name}`)).status).toBe(404);
    }
    expect((await call('GET', `${list}/external:mine`)).status).toBe(200);
  });
});
