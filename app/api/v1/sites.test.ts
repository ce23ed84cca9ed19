import { describe, expect, it } from 'vitest';
import { call, keepOwner, site } from '../test-kit/owner-calls';

keepOwner();

describe('sites and topics', () => {
  it('makes, reads, lists, changes and archives a site', async () => {
    const made = await call('POST', '/api/v1/sites', { json: site('Shop') });
    expect(made.status).toBe(201);
    expect(made.response.headers.get('location')).toBe(`/api/v1/sites/${made.json.id}`);
    expect(made.json).toMatchObject({ name: 'Shop', vapidSubject: 'mailto:owner@example.com', isSimulated: false });
    expect(Buffer.from(made.json.vapidPublicKey, 'base64url')).toHaveLength(65);
    expect(Object.keys(made.json).join()).not.toMatch(/secret|private|sealed/i);

    const path = `/api/v1/sites/${made.json.id}`;
    expect((await call('GET', path)).json).toEqual(made.json);
    const changed = await call('PATCH', path, { json: { name: 'Store', requireIdentityProof: true } });
    const { updatedAt } = changed.json;
    expect(changed.json).toEqual({ ...made.json, name: 'Store', requireIdentityProof: true, updatedAt });
    expect((await call('PATCH', path, { json: { siteKey: 'mine' } })).json.errors).toEqual([
      { path: 'siteKey', message: 'is not a known field' },
    ]);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
    expect((await call('DELETE', path)).status).toBe(404);
  });

  it('pages sites by key', async () => {
    for (const name of ['One', 'Two', 'Three']) await call('POST', '/api/v1/sites', { json: site(name) });
    const all = (await call('GET', '/api/v1/sites')).json.items.map((s: { id: string }) => s.id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query = `limit=1${cursor ? `&cursor=${cursor}` : ''}`;
      const page: { items: { id: string }[]; nextCursor: string | null } = (await call('GET', `/api/v1/sites?${query}`))
        .json;
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(all);
    expect(seen.length).toBeGreaterThan(1);
    expect((await call('GET', '/api/v1/sites?limit=0')).status).toBe(422);
  });

  it('keeps topics unique by key', async () => {
    const { id } = (await call('POST', '/api/v1/sites', { json: site('Topics') })).json;
    const path = `/api/v1/sites/${id}/topics`;
    const made = await call('POST', path, { json: { key: 'offers', name: 'Offers' } });
    expect(made).toMatchObject({ status: 201, json: { key: 'offers', name: 'Offers', description: '', position: 0 } });
    expect((await call('POST', path, { json: { key: 'offers', name: 'Again' } })).json).toMatchObject({
      code: 'conflict',
    });
    const changed = (await call('PATCH', `${path}/${made.json.id}`, { json: { name: 'Deals' } })).json;
    expect(changed).toEqual({ ...made.json, name: 'Deals', updatedAt: changed.updatedAt });
    expect((await call('GET', path)).json).toEqual({ items: [changed] });
    expect((await call('DELETE', `${path}/${made.json.id}`)).status).toBe(204);
    expect((await call('DELETE', `${path}/${made.json.id}`)).status).toBe(404);
  });
});
