import { createApiKey } from '@/lib/accounts/create-api-key';
import { runExport } from '@/lib/exports/run-export';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import type { makeTestSite } from '@/lib/subscribers/test-support';
import { api } from '../../app';
import { clientOf } from '../test-support';

export type Site = Awaited<ReturnType<typeof makeTestSite>>;

export async function addSubscribers(site: Site, count: number): Promise<void> {
  await pool.query(`INSERT INTO push_origins (origin) VALUES ('https://push.test') ON CONFLICT (origin) DO NOTHING`);
  await pool.query(
    `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, external_id, tags)
     SELECT $1, 'https://push.test/' || n, sha256(($1::bigint::text || '-' || n)::bytea),
       (SELECT id FROM push_origins WHERE origin = 'https://push.test'), decode(repeat('04', 65), 'hex'),
       decode(repeat('fb', 16), 'hex'), $2, '=cmd|' || n, jsonb_build_object('n', n)
     FROM generate_series(1, $3::int) n`,
    [site.id, site.currentVapidKeyId, count],
  );
}

export const run = (id: string) => runExport(decodeId('export', id), new AbortController().signal);
export const pathOf = (site: { publicId: string }) => `/sites/${site.publicId}/exports`;

export async function download(
  token: string,
  path: string,
): Promise<{ status: number; headers: Headers; text: string }> {
  const response = await api.request(`/api/v1${path}/download`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** A client that may only export, and the token that it uses. */
export async function makeReader(site: { actor: Site['actor'] }) {
  const { token } = await createApiKey(site.actor, { name: 'Export', scopes: ['exports.manage'] });
  return { call: clientOf(token), token };
}
