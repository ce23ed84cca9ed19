import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SystemActor } from '@/lib/contracts/actors';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { planOf } from '@/tests/support/plan-of';
import { hashDeviceSecret } from './device-secret';
import { eraseSubscriber } from './erase-subscriber';
import { purgePages } from './purge-pages';
import { RECORD_PAGES_SQL, recordPages } from './record-pages';
import { makeTestSite } from './test-support';

let site: { id: bigint; recordPages: boolean };
let publicId: string;
let actor: SystemActor;
let stranger: bigint;

beforeAll(async () => {
  const made = await makeTestSite();
  stranger = (await makeTestSite()).id;
  site = { id: made.id, recordPages: true };
  ({ publicId, actor } = made);
  await pool.query(`INSERT INTO push_origins (id, origin) VALUES (1, 'https://push.example')`);
});

async function makeDevice(): Promise<{ id: string; secret: string; number: bigint }> {
  const secret = randomBytes(32).toString('base64url');
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id, device_secret_hash)
     SELECT $1, '', $2, 1, '', '', current_vapid_key_id, $3 FROM sites WHERE id = $1 RETURNING id`,
    [site.id, randomBytes(32), hashDeviceSecret(secret)],
  );
  const number = rows[0]?.id ?? 0n;
  return { id: encodeId('subscriber', number), secret, number };
}

async function visits(number: bigint): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ path: string; count: number }>(
    `SELECT p.path, sum(v.visit_count)::int AS count FROM page_visits v JOIN site_paths p ON p.id = v.path_id
     WHERE v.subscriber_id = $1 AND v.site_id = p.site_id GROUP BY p.path ORDER BY p.path`,
    [number],
  );
  return Object.fromEntries(rows.map(({ path, count }) => [path, count]));
}

describe('recordPages', () => {
  it('adds up by path, new paths and known ones, and writes them as a person reads them', async () => {
    const device = await makeDevice();
    await recordPages(site, { device, pages: { '/': 1, '/gr%C3%B6%C3%9Fe': 2, '/100%': 1 } });
    await recordPages(site, { device, pages: { '/': 3, '/new': 1 } });
    expect(await visits(device.number)).toEqual({ '/': 4, '/100%': 1, '/größe': 2, '/new': 1 });
  });

  it('keeps to fifty paths a day of a subscriber, and counts on with those', async () => {
    const device = await makeDevice();
    const some = (from: number) => Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`/many/${from + n}`, 1]));
    for (const from of [0, 20, 40, 60]) await recordPages(site, { device, pages: some(from) });
    await recordPages(site, { device, pages: { '/many/0': 1, '/many/99': 1 } });
    const counts = await visits(device.number);
    expect(Object.keys(counts).length).toBe(60);
    expect(counts['/many/0']).toBe(2);
    expect(counts['/many/99']).toBeUndefined();
  });

  it('records nothing of a site that has not switched it on, nor with a wrong secret or of another site', async () => {
    const device = await makeDevice();
    await recordPages({ ...site, recordPages: false }, { device, pages: { '/': 1 } });
    const wrong = { ...device, secret: randomBytes(32).toString('base64url') };
    await expect(recordPages(site, { device: wrong, pages: { '/secret': 1 } })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(recordPages({ id: stranger, recordPages: true }, { device, pages: { '/': 1 } })).rejects.toMatchObject(
      { code: 'not_found' },
    );
    expect(await visits(device.number)).toEqual({});
    const { rowCount } = await pool.query(`SELECT FROM site_paths WHERE path = '/secret' OR site_id = $1`, [stranger]);
    expect(rowCount).toBe(0);
  });

  it('loses nothing when the same new path comes from many at once', async () => {
    const devices = await Promise.all(Array.from({ length: 8 }, makeDevice));
    await Promise.all(devices.map((device) => recordPages(site, { device, pages: { '/rush': 1, '/hour': 2 } })));
    for (const { number } of devices) expect(await visits(number)).toEqual({ '/rush': 1, '/hour': 2 });
  });

  it('is erased with the subscriber', async () => {
    const device = await makeDevice();
    await recordPages(site, { device, pages: { '/': 1 } });
    await eraseSubscriber(actor, publicId, device.id);
    expect(await visits(device.number)).toEqual({});
  });

  it('reads no table from end to end', async () => {
    const device = await makeDevice();
    await pool.query(
      `INSERT INTO page_visits (subscriber_id, path_id, day, site_id, visit_count)
       SELECT n, n % 50, current_date - n % 80, $1, 1 FROM generate_series(1, 20000) n`,
      [stranger],
    );
    await pool.query(`INSERT INTO site_paths (site_id, path) SELECT $1, '/' || n FROM generate_series(1, 4000) n`, [
      stranger,
    ]);
    await pool.query(
      `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id)
       SELECT $1, '', n::text::bytea, 1, '', '', 1 FROM generate_series(1, 5000) n`,
      [stranger],
    );
    await pool.query('VACUUM ANALYZE');
    const nodes = await planOf(RECORD_PAGES_SQL, [
      site.id,
      device.number,
      hashDeviceSecret(device.secret),
      ['/', '/unknown'],
      [1, 1],
      50,
    ]);
    const whole = nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name']);
    expect(whole).toEqual([]);
  });
});

describe('purgePages', () => {
  it('deletes what no rule may ask for any more, and paths that nobody visited since', async () => {
    const device = await makeDevice();
    await recordPages(site, { device, pages: { '/old': 1, '/still': 1 } });
    await pool.query(
      `UPDATE page_visits SET day = current_date - 100 FROM site_paths p WHERE p.id = path_id AND p.path = '/old'`,
    );
    await pool.query(`UPDATE site_paths SET created_at = now() - interval '100 days' WHERE path IN ('/old', '/still')`);
    await purgePages();
    expect(await visits(device.number)).toEqual({ '/still': 1 });
    const { rows } = await pool.query(`SELECT path FROM site_paths WHERE path IN ('/old', '/still')`);
    expect(rows).toEqual([{ path: '/still' }]);
  });
});
