import { beforeAll, describe, expect, it } from 'vitest';
import { makeTenant, type Tenant } from '../test-support';
import { clientOf } from './test-support';

// An edit that is bound to what was read (RFC 9110 §13.1.1), of everything that the API lets people edit.

type Call = ReturnType<typeof clientOf>;
interface Edited {
  path: (ids: Tenant['ids']) => string;
  patch: (serial: number) => Record<string, unknown>;
}

const named = (serial: number) => ({ name: `Name ${serial}` });
const inSite = (noun: string) => (ids: Tenant['ids']) => `/sites/${ids.sites}/${noun}/${ids[noun]}`;
const EDITED: Record<string, Edited> = {
  sites: { path: (ids) => `/sites/${ids.sites}`, patch: named },
  topics: { path: inSite('topics'), patch: named },
  segments: { path: inSite('segments'), patch: named },
  goals: { path: inSite('goals'), patch: named },
  templates: { path: inSite('templates'), patch: named },
  webhooks: { path: inSite('webhooks'), patch: (serial) => ({ description: `Words ${serial}` }) },
  subscribers: { path: inSite('subscribers'), patch: (serial) => ({ tags: { serial } }) },
  campaigns: { path: (ids) => `/campaigns/${ids.campaigns}`, patch: named },
  'api-keys': { path: (ids) => `/api-keys/${ids['api-keys']}`, patch: named },
};

let tenant: Tenant;
let call: Call;

beforeAll(async () => {
  tenant = await makeTenant('edits');
  call = clientOf(tenant.token);
});

describe.each(Object.entries(EDITED))('an edit of %s', (_noun, { path, patch }) => {
  const tagOf = async () => (await call('GET', path(tenant.ids))).headers.get('etag') ?? '';
  const edit = (serial: number, tag?: string) =>
    call<{ code?: string }>('PATCH', path(tenant.ids), patch(serial), tag === undefined ? {} : { 'if-match': tag });

  it('is made with the tag that was read, and answers the next one', async () => {
    const tag = await tagOf();
    expect(tag).toMatch(/^"v\d+"$/);
    const changed = await edit(1, tag);
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(tag);
    expect(await tagOf()).toBe(changed.headers.get('etag'));
  });

  it('is refused with a tag that is stale, and changes nothing', async () => {
    const stale = await tagOf();
    expect((await edit(2)).status).toBe(200);
    const current = await tagOf();
    for (const tag of [stale, '"v999999999"', 'W/"v1"', 'nonsense']) {
      const late = await edit(3, tag);
      expect([tag, late.status, late.json.code]).toEqual([tag, 412, 'precondition_failed']);
    }
    expect(await tagOf()).toBe(current);
    expect((await edit(4, '*')).status).toBe(200);
  });

  it('is won by one of those who read the same', async () => {
    const tag = await tagOf();
    const answers = await Promise.all([5, 6, 7, 8].map((serial) => edit(serial, tag)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });
});
