import { beforeAll, describe, expect, it } from 'vitest';
import { SendMessageInput } from '@/lib/contracts/transactional';
import { pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { createSite } from '@/lib/sites/create-site';
import { insertMessageQuery } from './insert-message';

let workspaceId: bigint;
let siteId: bigint;
const input = SendMessageInput.parse({
  message: { title: 'Hello', url: 'https://shop.example/' },
  audience: { externalIds: ['user-7'] },
});

beforeAll(async () => {
  const { rows } = await pool.query<{ id: bigint }>(`INSERT INTO workspaces (name) VALUES ('W') RETURNING id`);
  workspaceId = rows[0]?.id ?? 0n;
  const site = await createSite(
    { kind: 'system', workspaceId: encodeId('workspace', workspaceId) },
    { name: 'Shop', allowedOrigins: ['https://shop.example'], vapidSubject: 'mailto:a@shop.example' },
  );
  siteId = decodeId('site', site.id);
  await pool.query(
    `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, external_id)
     SELECT $1, 'https://fcm.googleapis.com/fcm/send/' || n, sha256(n::text::bytea), 1, 'x', 'y', 1, 'user-' || n
     FROM generate_series(1, 20000) n`,
    [siteId],
  );
  await pool.query('ANALYZE');
}, 60_000);

describe('the statement that stores a message', () => {
  const german = [{ language: 'de', message: { ...input.message, title: 'Hallo' } }];
  const byExternalId = { kind: 'externalIds' as const, externalIds: ['user-7', 'user-8'] };
  it.each([
    ['externalIds', byExternalId, []],
    ['subscriberIds', { kind: 'subscribers' as const, ids: [encodeId('subscriber', 5n)] }, []],
    ['externalIds, in two languages', byExternalId, german],
  ])('finds its recipients by key: %s', async (_name, selection, translations) => {
    const { text, params } = insertMessageQuery(
      workspaceId,
      siteId,
      input,
      { message: input.message, translations },
      selection,
    );
    const { rows } = await pool.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (FORMAT JSON) ${text}`, params);
    const plan = JSON.stringify(rows[0]?.['QUERY PLAN']);
    expect(plan).toContain('"Relation Name":"subscribers"');
    expect(plan).not.toMatch(/"Node Type":"Seq Scan"[^{}]*"Relation Name":"subscribers"/);
  });
});
