import { describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import type { UserActor } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import type { SegmentRule } from '@/lib/contracts/segments';
import { pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { makeSubscription } from '@/lib/subscribers/test-support';
import { add, call, keepPeopleSite, makeSite, owner, segments, siteId, subscribers } from './test-kit/people-calls';

keepPeopleSite();

describe('subscribers', () => {
  it('are made, read, changed and erased', async () => {
    const input = {
      ...makeSubscription(),
      externalId: 'u1',
      tags: { plan: 'pro' },
      topics: ['news'],
      language: 'DE',
      timezone: 'Europe/Berlin',
      country: 'de',
    };
    const made = await call('POST', subscribers, input);
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`${subscribers}/${made.json.id}`);
    expect(made.json).toMatchObject({
      status: 'active',
      externalId: 'u1',
      tags: { plan: 'pro' },
      topics: ['news'],
      language: 'de',
      timezone: 'Europe/Berlin',
      country: 'DE',
      pushService: 'updates.push.services.mozilla.com',
    });
    const one = `${subscribers}/${made.json.id}`;
    const again = await call('POST', subscribers, { ...input, tags: { city: 'Graz' } });
    expect([again.status, again.json.id, again.json.tags]).toEqual([200, made.json.id, { plan: 'pro', city: 'Graz' }]);
    const patched = await call('PATCH', one, { tags: { plan: null, n: 1 }, country: null, isTest: true });
    expect([patched.status, patched.json.tags, patched.json.country, patched.json.isTest]).toEqual([
      200,
      { city: 'Graz', n: 1 },
      null,
      true,
    ]);
    expect((await call('GET', one)).json).toEqual(patched.json);
    expect(JSON.stringify(patched.json)).not.toContain(input.endpoint);
    expect((await call('DELETE', one)).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expect((await call(method, one)).status).toBe(404);
    const id = decodeId('subscriber', made.json.id);
    for (const table of ['subscriber_events', 'consent_records']) {
      const { rowCount } = await pool.query(`SELECT FROM ${table} WHERE subscriber_id = $1`, [id]);
      expect(rowCount).toBe(0);
    }
  });

  it('with a taken endpoint, bad keys or unknown fields are refused', async () => {
    const input = makeSubscription();
    await call('POST', subscribers, input);
    const taken = await call('POST', subscribers, { ...input, keys: makeSubscription().keys });
    expect([taken.status, taken.json.code]).toEqual([409, 'endpoint_taken']);
    const bad = await call('POST', subscribers, { endpoint: 'https://evil.test/', keys: { p256dh: 'AA', auth: 'AA' } });
    expect(bad.status).toBe(422);
    expect(bad.json.errors.map((error: { path: string }) => error.path)).toEqual([
      'endpoint',
      'keys.p256dh',
      'keys.auth',
    ]);
    const one = `${subscribers}/${(await add()).id}`;
    for (const patch of [{ status: 'gone' }, { tags: { a: [] } }, { country: 'Germany' }, { timezone: 'x' }]) {
      expect((await call('PATCH', one, patch)).status).toBe(422);
    }
  });

  it('who unsubscribed is not brought back by a list, who was reported gone is', async () => {
    const input = makeSubscription();
    const { id } = (await call('POST', subscribers, input)).json;
    for (const [left, after] of [
      ['unsubscribed', 'unsubscribed'],
      ['gone', 'active'],
    ]) {
      await pool.query(`UPDATE subscribers SET status = $2::"SubscriberStatus" WHERE id = $1`, [
        decodeId('subscriber', id),
        left,
      ]);
      const { json } = await call('POST', subscribers, { ...input, tags: { imported: true } });
      expect([json.id, json.status, json.tags]).toEqual([id, after, { imported: true }]);
    }
  });

  it('come in batches of up to 1,000, each row with its own result', async () => {
    const first = makeSubscription();
    const known = makeSubscription();
    const { id } = (await call('POST', subscribers, known)).json;
    const rows = [
      { ...first, externalId: 'b1' },
      { endpoint: 'http://x', keys: first.keys },
      null,
      { ...known, tags: { seen: true } },
      { ...known, keys: first.keys },
      { ...first, externalId: 'b1-again' },
      { ...makeSubscription(), externalId: 'b2' },
    ];
    const { status, json } = await call('POST', `${subscribers}/batch`, { subscribers: rows });
    expect(status).toBe(200);
    const results = json.results as {
      index: number;
      status: string;
      id: string | null;
      error: { code: string } | null;
    }[];
    expect(results.map((result) => [result.index, result.status, result.error?.code ?? null])).toEqual([
      [0, 'created', null],
      [1, 'refused', 'invalid_input'],
      [2, 'refused', 'invalid_input'],
      [3, 'updated', null],
      [4, 'refused', 'endpoint_taken'],
      [5, 'updated', null],
      [6, 'created', null],
    ]);
    expect(results[3]?.id).toBe(id);
    expect(results[5]?.id).toBe(results[0]?.id);
    expect((await call('GET', `${subscribers}/${results[0]?.id}`)).json.externalId).toBe('b1-again');
    const many = Array.from({ length: 1_000 }, () => makeSubscription());
    const large = await call('POST', `${subscribers}/batch`, { subscribers: many });
    expect(large.json.results.every((result: { status: string }) => result.status === 'created')).toBe(true);
    const repeat = await call('POST', `${subscribers}/batch`, { subscribers: many });
    expect(repeat.json.results.every((result: { status: string }) => result.status === 'updated')).toBe(true);
    expect((await call('POST', `${subscribers}/batch`, { subscribers: [...many, many[0]] })).status).toBe(422);
    expect((await call('POST', `${subscribers}/batch`, { subscribers: [] })).status).toBe(422);
  }, 60_000);

  it('are listed newest first, page by page, each once', async () => {
    const other = await makeSite();
    const list = `/api/v1/sites/${other}/subscribers`;
    await call('POST', `${list}/batch`, { subscribers: Array.from({ length: 25 }, () => makeSubscription()) });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof call>> = await call(
        'GET',
        `${list}?limit=10${cursor ? `&cursor=${cursor}` : ''}`,
      );
      seen.push(...page.json.items.map((item: { id: string }) => item.id));
      cursor = page.json.nextCursor;
    } while (cursor);
    expect(seen).toHaveLength(25);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
  });

  it('are searched and filtered', async () => {
    const other = await makeSite();
    const list = `/api/v1/sites/${other}/subscribers`;
    const make = async (more: object) => (await call('POST', list, { ...makeSubscription(), ...more })).json.id;
    const anna = await make({ externalId: 'anna@x', country: 'DE', topics: ['news'], tags: { plan: 'pro' } });
    const anton = await make({ externalId: 'anton%x', country: 'AT' });
    const found = async (query: string) =>
      (await call('GET', `${list}?${query}`)).json.items.map((item: { id: string }) => item.id);
    expect(await found('search=an')).toEqual([anton, anna]);
    expect(await found('search=anna')).toEqual([anna]);
    expect(await found('search=%25')).toEqual([]);
    expect(await found(`search=${anna}`)).toEqual([anna]);
    expect(await found('country=at')).toEqual([anton]);
    expect(await found('topic=news')).toEqual([anna]);
    expect(await found('status=gone')).toEqual([]);
    const rule: SegmentRule = { field: 'tag', key: 'plan', operator: 'is', value: 'pro' };
    const segment = (await call('POST', `/api/v1/sites/${other}/segments`, { name: 'Pro', rule })).json.id;
    expect(await found(`segmentId=${segment}`)).toEqual([anna]);
    expect(await found(`segmentId=${segment}&country=AT`)).toEqual([]);
    expect((await call('GET', `${list}?segmentId=seg_nothing`)).status).toBe(422);
    expect((await call('GET', `${list}?limit=1000`)).status).toBe(422);
  });

  it('of another tenant or site are 404 everywhere, and nothing changes', async () => {
    const mine = await add({ externalId: 'mine' });
    const otherSite = await makeSite();
    const { rows } = await pool.query<{ id: bigint }>("INSERT INTO workspaces (name) VALUES ('Stranger') RETURNING id");
    const stranger: UserActor = { ...owner, workspaceId: encodeId('workspace', rows[0]?.id ?? 0n) };
    const foreign = (await createApiKey(stranger, { name: 'x', scopes: [...API_KEY_SCOPES], siteId: null })).token;
    const segment = (await call('POST', segments, { name: 'S', rule: { op: 'and', rules: [] } })).json.id;
    const attempts: [string, string, unknown?][] = [
      ['GET', subscribers],
      ['POST', subscribers, makeSubscription()],
      ['POST', `${subscribers}/batch`, { subscribers: [makeSubscription()] }],
      ['GET', `${subscribers}/${mine.id}`],
      ['GET', `${subscribers}/${mine.id}/timeline`],
      ['PATCH', `${subscribers}/${mine.id}`, { tags: { a: 1 } }],
      ['DELETE', `${subscribers}/${mine.id}`],
      ['GET', segments],
      ['POST', segments, { name: 'S', rule: { op: 'and', rules: [] } }],
      ['POST', `${segments}/count`, { audience: { all: true } }],
      ['GET', `${segments}/${segment}`],
      ['PATCH', `${segments}/${segment}`, { name: 'stolen' }],
      ['DELETE', `${segments}/${segment}`],
    ];
    for (const [method, path, body] of attempts) {
      expect([method, path, (await call(method, path, body, foreign)).status]).toEqual([method, path, 404]);
    }
    for (const [method, path, body] of attempts.filter(
      ([, path]) => path.includes(mine.id) || path.includes(segment),
    )) {
      const elsewhere = path.replace(siteId, otherSite);
      expect([method, elsewhere, (await call(method, elsewhere, body)).status]).toEqual([method, elsewhere, 404]);
    }
    expect((await call('GET', `${subscribers}/${mine.id}`)).json).toEqual(mine);
    expect((await call('GET', `${segments}/${segment}`)).json.name).toBe('S');
  });
});

it('is in the OpenAPI document', async () => {
  const { json } = await call('GET', '/api/v1/openapi.json');
  expect(Object.keys(json.paths)).toEqual(
    expect.arrayContaining([
      '/api/v1/sites/{siteId}/subscribers',
      '/api/v1/sites/{siteId}/subscribers/batch',
      '/api/v1/sites/{siteId}/subscribers/{id}',
      '/api/v1/sites/{siteId}/subscribers/{id}/timeline',
      '/api/v1/sites/{siteId}/segments',
      '/api/v1/sites/{siteId}/segments/{id}',
      '/api/v1/sites/{siteId}/segments/count',
    ]),
  );
  const text = JSON.stringify(json);
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    expect(Object.keys(json.components.schemas)).toContain(name);
  }
  const body = json.paths['/api/v1/sites/{siteId}/segments'].post.requestBody.content['application/json'].schema;
  expect(body).toEqual({ $ref: '#/components/schemas/SegmentInput' });
  expect(json.components.schemas.SegmentInput.properties.rule).toEqual({ $ref: '#/components/schemas/SegmentRule' });
  expect(JSON.stringify(json.components.schemas.SegmentRule)).toContain('not_within_days');
});
