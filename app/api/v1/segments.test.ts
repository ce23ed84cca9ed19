import { describe, expect, it } from 'vitest';
import type { SegmentRule } from '@/lib/contracts/segments';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { makeSubscription } from '@/lib/subscribers/test-support';
import { api } from '../app';
import { add, call, keepPeopleSite, makeSite, segments, token } from './test-kit/people-calls';

keepPeopleSite();

describe('segments', () => {
  it('are made, listed, changed, counted and archived', async () => {
    const other = await makeSite();
    const list = `/api/v1/sites/${other}/segments`;
    for (const country of ['DE', 'DE', 'FR']) {
      await call('POST', `/api/v1/sites/${other}/subscribers`, { ...makeSubscription(), country });
    }
    const rule: SegmentRule = { field: 'country', operator: 'is', values: ['de'] };
    const made = await call('POST', list, { name: ' Germans ', rule });
    expect([made.status, made.json.name, made.json.rule]).toEqual([201, 'Germans', rule]);
    const count = async (body: unknown) => (await call('POST', `${list}/count`, body)).json.count;
    expect(await count({ rule })).toBe(2);
    expect(await count({ audience: { all: true } })).toBe(3);
    expect(await count({ audience: { include: [made.json.id] } })).toBe(2);
    const everyone = (await call('POST', list, { name: 'All', rule: { op: 'and', rules: [] } })).json.id;
    expect(await count({ audience: { include: [everyone], exclude: [made.json.id] } })).toBe(1);
    const changed = await call('PATCH', `${list}/${made.json.id}`, {
      rule: { field: 'country', operator: 'is', values: ['FR'] },
    });
    expect([changed.status, changed.json.name]).toEqual([200, 'Germans']);
    expect(await count({ audience: { include: [made.json.id] } })).toBe(1);
    await pool.query(`UPDATE subscribers SET status = 'unsubscribed' WHERE site_id = $1 AND country = 'FR'`, [
      decodeId('site', other),
    ]);
    expect(await count({ audience: { all: true } })).toBe(2);
    expect((await call('DELETE', `${list}/${made.json.id}`)).status).toBe(204);
    expect((await call('GET', `${list}/${made.json.id}`)).status).toBe(404);
    expect((await call('GET', list)).json.items.map((item: { id: string }) => item.id)).toEqual([everyone]);
    const gone = await call('POST', `${list}/count`, { audience: { include: [everyone, made.json.id] } });
    expect(gone.status).toBe(422);
    expect(gone.json.errors).toEqual([{ path: 'audience.include.1', message: 'names no segment of this site' }]);
  });

  it('of other kinds of audience count whom they name, of this site only', async () => {
    const one = await add({ externalId: 'ext-1' });
    const elsewhere = await makeSite();
    const foreign = (await call('POST', `/api/v1/sites/${elsewhere}/subscribers`, makeSubscription())).json.id;
    const count = async (audience: unknown) => (await call('POST', `${segments}/count`, { audience })).json;
    expect(await count({ subscriberIds: [one.id, one.id, foreign] })).toEqual({ count: 1 });
    expect(await count({ externalIds: ['ext-1', 'nobody'] })).toEqual({ count: 1 });
    expect((await count({ subscriberIds: ['junk'] })).errors[0].path).toBe('audience.subscriberIds.0');
  });

  it('refuses rules that are malformed, too deep, or hostile: 422, 400, never 500', async () => {
    const nest = (depth: number) => {
      let rule: unknown = { field: 'topic', operator: 'has', value: 'a' };
      for (let i = 0; i < depth; i++) rule = { op: 'not', rule };
      return rule;
    };
    expect((await call('POST', `${segments}/count`, { rule: nest(6) })).status).toBe(200);
    const deep = `{"rule":${'{"op":"not","rule":'.repeat(5_000)}1${'}'.repeat(5_001)}`;
    const answer = await api.request(`${segments}/count`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: deep,
    });
    expect(answer.status).toBe(400);
    const cases: [unknown, number][] = [
      [nest(30), 422],
      [{ op: 'xor', rules: [] }, 422],
      [{ field: 'password', operator: 'is', values: ['x'] }, 422],
      [{ field: 'country', operator: 'is', values: [] }, 422],
      [{ field: 'tag', key: 'a\u0000', operator: 'exists' }, 422],
      [{ field: 'lastSeenAt', operator: 'within_days', days: 1e9 }, 422],
      [{ field: 'sessionCount', operator: 'at_least', value: 2.5 }, 422],
      [{ field: 'sessionCount', operator: 'at_least', value: 5 }, 200],
      [{ field: 'lastSeenAt', operator: 'after', value: '2026-02-30' }, 422],
      [{ field: 'tag', key: "'; DROP TABLE subscribers; --", operator: 'is', value: "'" }, 200],
      [{ field: 'subscribedAt', operator: 'after', value: '0000-01-01' }, 200],
      [{ field: 'subscribedAt', operator: 'before', value: '9999-12-31' }, 200],
    ];
    for (const [rule, status] of cases) {
      const answer = await call('POST', `${segments}/count`, { rule });
      expect([JSON.stringify(rule).slice(0, 80), answer.status]).toEqual([JSON.stringify(rule).slice(0, 80), status]);
    }
  });
});
