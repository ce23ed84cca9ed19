import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { closeQueues } from '@/lib/platform/queue';
import { createSite } from '@/lib/sites/create-site';
import { bounded, isOfAll, label, makeTenant, operations, send, snapshot, type Tenant } from './test-support';

// A key that is bound to one site finds nothing of the other sites of its workspace, on every route there is.

let tenant: Tenant;
let token: string;
let ownSite: string;

beforeAll(async () => {
  tenant = await makeTenant('bound');
  const actor = { kind: 'system', workspaceId: tenant.workspaceId } as const;
  const other = await createSite(actor, {
    name: 'Other',
    allowedOrigins: ['https://other.example.com'],
    vapidSubject: 'mailto:you@example.com',
  });
  ownSite = other.id;
  token = (await createApiKey(actor, { name: 'Bound', scopes: API_KEY_SCOPES, siteId: other.id })).token;
});

afterAll(closeQueues);

const ask = (operation: (typeof operations)[number]) =>
  send(
    operation,
    operation.params.map(() => tenant),
    token,
  );

describe('a key of another site of the workspace', () => {
  it.each(bounded.map((operation) => [label(operation), operation] as const))('%s → 404', async (_label, operation) => {
    const before = await snapshot();
    const response = await ask(operation);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'not_found' });
    expect(await snapshot()).toBe(before);
  });

  const lists = operations.filter(({ params, method }) => params.length === 0 && method === 'GET');
  it.each(lists.map((operation) => [label(operation), operation] as const))(
    '%s shows none of it',
    async (_, operation) => {
      const response = await ask(operation);
      expect([200, 403]).toContain(response.status);
      const text = await response.text();
      for (const id of Object.values(tenant.ids)) expect(text).not.toContain(id);
    },
  );

  const ofAll = operations.filter(isOfAll);
  it('has nothing to do with the queues of the whole installation, whatever its permissions', async () => {
    expect(ofAll.length).toBeGreaterThanOrEqual(6);
    const before = await snapshot();
    for (const operation of ofAll) {
      const response = await ask(operation);
      const { detail } = await response.json();
      expect({ status: response.status, detail }).toEqual({
        status: 403,
        detail: expect.stringContaining('bound to a site'),
      });
    }
    expect(await snapshot()).toBe(before);
  });

  const makes = operations
    .filter((operation) => operation.params.length === 0 && operation.method !== 'GET' && !isOfAll(operation))
    .map(label);
  it('makes no site, and keys of its own site only', async () => {
    expect(makes.sort()).toEqual(['POST /api/v1/api-keys', 'POST /api/v1/sites']);
    const before = await snapshot();
    const [makeKey, makeSite] = makes.map((name) => operations.find((operation) => label(operation) === name));
    if (!makeKey || !makeSite) throw new Error('there is no such route');
    expect((await ask(makeSite)).status).toBe(403);
    expect(await snapshot()).toBe(before);
    const response = await ask(makeKey);
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ siteId: ownSite });
  });
});
