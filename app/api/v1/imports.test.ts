import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import type { Action } from '@/lib/contracts/actors';
import type { ImportView } from '@/lib/contracts/imports';
import type { Page } from '@/lib/contracts/paging';
import type { Problem } from '@/lib/contracts/problems';
import { work } from '@/lib/imports/test-support';
import { pool } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { generateVapidPair } from '@/lib/sites/vapid-pair';
import { makeSubscription, makeTestSite } from '@/lib/subscribers/test-support';
import { api } from '../app';
import { clientOf } from './test-support';

afterAll(closeQueues);

type Site = Awaited<ReturnType<typeof makeTestSite>>;

async function makeImporter(site: Site, scopes: readonly Action[] = ['imports.read', 'imports.write']) {
  const { token } = await createApiKey(site.actor, { name: 'Import', scopes: [...scopes] });
  const upload = async <T = ImportView>(body: BodyInit, headers: Record<string, string> = {}, query = '') => {
    const response = await api.request(`/api/v1/sites/${site.publicId}/imports${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv', ...headers },
      body,
    });
    return { status: response.status, headers: response.headers, json: (await response.json()) as T };
  };
  return { token, upload, call: clientOf(token), path: `/sites/${site.publicId}/imports` };
}

const people = (count: number) =>
  `endpoint,p256dh,auth\n${Array.from({ length: count }, () => {
    const { endpoint, keys } = makeSubscription();
    return `${endpoint},${keys.p256dh},${keys.auth}\n`;
  }).join('')}`;

describe('imports over REST', () => {
  it('go from the file to the undoing', async () => {
    const site = await makeTestSite();
    const { upload, call, path, token } = await makeImporter(site);
    const made = await upload(`${people(2)}https://evil.example/,a,b\n`, {}, '?fileName=old.csv');
    expect(made.status).toBe(201);
    const one = `${path}/${made.json.id}`;
    expect(made.headers.get('location')).toBe(`/api/v1${one}`);
    expect(made.json).toMatchObject({ fileName: 'old.csv', state: 'ready', rowCount: 3 });
    expect((await call<ImportView>('POST', `${one}/dry-run`)).json).toMatchObject({ state: 'checking' });
    await work(site, made.json);
    expect((await call<ImportView>('GET', one)).json).toMatchObject({
      state: 'ready',
      check: { createdCount: 2, refusedCount: 1 },
    });
    const patched = await call<ImportView>('PATCH', one, { columns: [{ name: 'auth', field: 'auth' }] });
    expect(patched.json.check).toBeNull();
    expect((await call<ImportView>('POST', `${one}/start`)).json).toMatchObject({ state: 'running' });
    expect((await call('PATCH', one, { columns: [] })).status).toBe(409);
    await work(site, made.json);
    const done = (await call<ImportView>('GET', one)).json;
    expect(done).toMatchObject({ state: 'done', result: { createdCount: 2, refusedCount: 1 }, canBeUndone: true });
    expect((await call<Page<ImportView>>('GET', path)).json).toEqual({ items: [done], nextCursor: null });
    const errors = await api.request(`/api/v1${one}/errors`, { headers: { authorization: `Bearer ${token}` } });
    expect(errors.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(await errors.text()).toContain('4,endpoint,is not at a push service');
    expect((await call('POST', `${one}/undo`)).status).toBe(200);
    await work(site, made.json);
    expect((await call<ImportView>('GET', one)).json).toMatchObject({ state: 'undone', undo: { removedCount: 2 } });
    const { rows } = await pool.query<{ action: string }>(
      'SELECT action FROM audit_entries WHERE target = $1 ORDER BY id',
      [made.json.id],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'import.create',
      'import.check',
      'import.update',
      'import.start',
      'import.download_errors',
      'import.undo',
    ]);
  });

  it('are deleted with all that is kept of them, but for what they did, and not while they are under way', async () => {
    const site = await makeTestSite();
    const { upload, call, path } = await makeImporter(site);
    const { json: made } = await upload(`${people(2)}https://evil.example/,a,b\n`);
    const one = `${path}/${made.id}`;
    await call('POST', `${one}/start`);
    const running = await call<Problem>('DELETE', one);
    expect([running.status, running.json.detail]).toEqual([409, 'The import is running: cancel it first.']);
    await work(site, made);
    expect((await call('DELETE', one)).status).toBe(204);
    for (const [method, at] of [
      ['GET', one],
      ['POST', `${one}/undo`],
      ['DELETE', one],
    ] as const) {
      expect([method, at, (await call(method, at)).status]).toEqual([method, at, 404]);
    }
    expect((await call<Page<ImportView>>('GET', path)).json.items).toEqual([]);
    for (const table of ['import_pieces', 'import_errors', 'import_keys', 'import_changes']) {
      expect([table, (await pool.query(`SELECT FROM ${table} WHERE site_id = $1`, [site.id])).rowCount]).toEqual([
        table,
        0,
      ]);
    }
    expect((await pool.query('SELECT FROM subscribers WHERE site_id = $1', [site.id])).rowCount).toBe(2);
    const { rowCount } = await pool.query(
      `SELECT FROM audit_entries WHERE action = 'import.delete' AND target = $1 AND detail->>'fileName' = $2`,
      [made.id, made.fileName],
    );
    expect(rowCount).toBe(1);
  });

  it('take a larger file than other bodies may be, packed too, and no other kind', async () => {
    const site = await makeTestSite();
    const { upload } = await makeImporter(site);
    const text = `externalId,plan\n${`user,${'x'.repeat(200)}\n`.repeat(8_000)}`;
    expect(Buffer.byteLength(text)).toBeGreaterThan(1024 * 1024);
    expect((await upload(text)).json.rowCount).toBe(8_000);
    const packed = await upload(gzipSync(text), { 'content-type': 'application/gzip' });
    expect(packed.json).toMatchObject({ rowCount: 8_000, byteCount: Buffer.byteLength(text) });
    for (const type of ['text/plain', 'multipart/form-data; boundary=x']) {
      expect(await upload<Problem>(text, { 'content-type': type })).toMatchObject({ status: 415 });
    }
    const refused = await upload<Problem>('externalId,a\nb,"c\n');
    expect([refused.status, refused.json.errors]).toEqual([
      422,
      [{ path: 'file', message: 'Line 2: A quote is opened and never closed.' }],
    ]);
  });

  it('are made once by a repeated upload', async () => {
    const site = await makeTestSite();
    const { upload } = await makeImporter(site);
    const send = (text: string) => {
      const digest = `sha-256=:${createHash('sha256').update(text).digest('base64')}:`;
      return upload(text, {
        'idempotency-key': 'list-1',
        'content-length': String(text.length),
        'content-digest': digest,
      });
    };
    const first = await send('externalId,plan\na,b\n');
    const again = await send('externalId,plan\na,b\n');
    expect([again.status, again.json.id]).toEqual([201, first.json.id]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await send('externalId,plan\na,c\n')).status).toBe(422);
  });

  it('bring a key pair only with the right to write the site', async () => {
    const site = await makeTestSite();
    const { publicKey, privateKey } = generateVapidPair();
    const vapidKeys = { publicKey: publicKey.toString('base64url'), privateKey: privateKey.toString('base64url') };
    const { upload, call, path } = await makeImporter(site);
    const { id } = (await upload(people(1))).json;
    expect((await call('PATCH', `${path}/${id}`, { vapidKeys })).status).toBe(403);
    const { call: may } = await makeImporter(site, ['imports.read', 'imports.write', 'sites.write']);
    const broken = { ...vapidKeys, privateKey: vapidKeys.publicKey.slice(0, 43) };
    expect((await may('PATCH', `${path}/${id}`, { vapidKeys: broken })).status).toBe(422);
    const answer = await may<ImportView>('PATCH', `${path}/${id}`, { vapidKeys });
    expect(answer.json.vapidPublicKey).toBe(vapidKeys.publicKey);
    expect(JSON.stringify(answer.json)).not.toContain(vapidKeys.privateKey);
  });
});
