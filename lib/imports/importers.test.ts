import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createExport } from '@/lib/exports/create-export';
import { openExport } from '@/lib/exports/open-export';
import { runExport } from '@/lib/exports/run-export';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { addVapidKey } from '@/lib/sites/add-vapid-key';
import { createSite } from '@/lib/sites/create-site';
import { exportSecrets } from '@/lib/sites/export-secrets';
import { createSubscriber } from '@/lib/subscribers/create-subscriber';
import { makeSubscription, makeTestSite } from '@/lib/subscribers/test-support';
import { checkImport } from './check-import';
import { createImport } from './create-import';
import { detectFields, detectSource } from './detect-columns';
import { readCsv } from './read-csv';
import { startImport } from './start-import';
import { bodyOf, errorsOf, upload, work } from './test-support';

afterAll(closeQueues);

type Site = Awaited<ReturnType<typeof makeTestSite>>;

async function importAll(site: Site, content: string | Uint8Array) {
  const made = await upload(site, content);
  await startImport(site.actor, site.publicId, made.id);
  return { made, done: await work(site, made) };
}

interface Person {
  endpoint: string;
  external_id: string | null;
  tags: unknown;
  [column: string]: unknown;
}

async function peopleOf(site: { id: bigint }): Promise<Person[]> {
  const { rows } = await pool.query<Person>(
    `SELECT s.endpoint, encode(s.p256dh, 'hex') AS p256dh, encode(s.auth, 'hex') AS auth, s.status, s.external_id, s.tags,
       s.topics, s.language, s.timezone, s.country, s.browser, s.browser_version, s.os, s.device, s.is_test,
       s.session_count, s.subscribed_at, s.last_seen_at, s.ended_at, encode(k.public_key, 'hex') AS vapid
     FROM subscribers s JOIN vapid_keys k ON k.id = s.vapid_key_id WHERE s.site_id = $1 ORDER BY s.endpoint`,
    [site.id],
  );
  return rows;
}

describe("Belfry's own export", () => {
  it.each(['csv', 'json'] as const)('as %s gives the same subscribers on a new site', async (format) => {
    const { actor } = await makeTestSite();
    const made = await createSite(actor, {
      name: 'Old',
      allowedOrigins: ['https://a.example'],
      vapidSubject: 'mailto:a@b.example',
    });
    const old = { actor, publicId: made.id, id: decodeId('site', made.id) };
    const tags: Record<string, string | number | boolean>[] = [
      { plan: 'plus', n: 3, ok: true, text: '3', formula: '=1+1' },
      {},
      { quote: 'a "b",\r\n;c', '@x': '007' },
    ];
    for (const [n, own] of tags.entries()) {
      await createSubscriber(actor, made.id, {
        ...makeSubscription(),
        externalId: ['=cmd()', 'ü, "x"', '+49 30'][n],
        tags: own,
        topics: n === 0 ? ['offers', 'a,b'] : [],
        language: 'pt-br',
        timezone: 'America/Sao_Paulo',
        country: 'BR',
      });
    }
    await pool.query(
      `UPDATE subscribers SET browser = 'Chrome', browser_version = '142.0', os = 'Windows', device = 'desktop',
         session_count = 7, is_test = external_id = '=cmd()', subscribed_at = '2025-01-02T03:04:05.678Z',
         last_seen_at = '2025-02-03T04:05:06.789Z'
       WHERE site_id = $1`,
      [old.id],
    );
    await pool.query(
      `UPDATE subscribers SET status = 'unsubscribed', ended_at = '2025-03-04T05:06:07.890Z'
       WHERE site_id = $1 AND external_id = '+49 30'`,
      [old.id],
    );
    const { id } = await createExport(actor, made.id, { kind: 'subscribers', format });
    await runExport(decodeId('export', id), new AbortController().signal);
    const file = await openExport(actor, made.id, id);
    const pieces: Uint8Array[] = [];
    for await (const piece of file.pieces) pieces.push(piece);

    const fresh = await makeTestSite();
    const secrets = await exportSecrets(actor, made.id);
    await addVapidKey(fresh.actor, fresh.publicId, secrets.vapidKeys);
    const imported = await upload(fresh, Buffer.concat(pieces));
    expect(imported).toMatchObject({ source: 'belfry', kind: 'subscriptions', rowCount: 3, format });
    await startImport(fresh.actor, fresh.publicId, imported.id);
    expect((await work(fresh, imported)).result).toMatchObject({ createdCount: 3, refusedCount: 0 });
    expect(await peopleOf(fresh)).toEqual(await peopleOf(old));
  });
});

const subscription = () => {
  const { endpoint, keys } = makeSubscription();
  return { endpoint, ...keys };
};

describe("OneSignal's CSV export", () => {
  const header =
    'id,identifier,session_count,language,timezone,game_version,device_os,device_type,device_model,ad_id,tags,last_active,playtime,amount_spent,created_at,invalid_identifier,badge_count';
  const row = (identifier: string, type: number, tags: string, rest = '') =>
    `b7a1,${identifier},4,en,7200,,142,${type},Windows,,"${tags.replaceAll('"', '""')}",2025-06-01 10:00:00 UTC,0,0,2025-01-01 10:00:00 UTC,f,0${rest}\n`;

  it('with the fields web_auth and web_p256 brings its subscriptions', async () => {
    const site = await makeTestSite();
    const [a, b] = [subscription(), subscription()];
    const text = [
      `${header},external_user_id,web_auth,web_p256,timezone_id,ip\n`,
      row(a.endpoint, 5, '{"plan":"plus","orders":"3"}', `,user-1,${a.auth},${a.p256dh},Europe/Berlin,192.0.2.1`),
      row(b.endpoint, 8, '{}', `,,${b.auth},${b.p256dh},,192.0.2.2`),
      row('someone@example.com', 11, '{}', ',user-2,,,,'),
    ].join('');
    const { gzipSync } = await import('node:zlib');
    const { made, done } = await importAll(site, gzipSync(text));
    expect(made).toMatchObject({ source: 'onesignal', kind: 'subscriptions' });
    expect(done.result).toMatchObject({
      createdCount: 2,
      reasons: [{ field: 'device_type', message: 'is not web push', count: 1 }],
    });
    expect((await peopleOf(site)).find((each) => each.endpoint === a.endpoint)).toMatchObject({
      external_id: 'user-1',
      tags: { plan: 'plus', orders: 3 },
      timezone: 'Europe/Berlin',
      session_count: 4,
      subscribed_at: new Date('2025-01-01T10:00:00Z'),
    });
    // Addresses of the network are in no column, sample or refused row.
    expect(made.columns.find(({ name }) => name === 'ip')).toMatchObject({ field: 'ignore', samples: [] });
  });

  it('without them changes those who are there, and says why it cannot do more', async () => {
    const site = await makeTestSite();
    await createSubscriber(site.actor, site.publicId, { ...makeSubscription(), externalId: 'user-1' });
    const there = await createSubscriber(site.actor, site.publicId, makeSubscription());
    const { rows } = await pool.query<{ endpoint: string }>(
      'SELECT endpoint FROM subscribers WHERE site_id = $1 AND external_id IS NULL',
      [site.id],
    );
    expect(there.isNew).toBe(true);
    const text = `${header},external_user_id\n${row(rows[0]?.endpoint ?? '', 5, '{"plan":"plus"}', ',user-9')}`;
    const { made, done } = await importAll(site, text);
    expect(made.kind).toBe('attributes');
    expect(made.notes[0]).toContain('web_auth, web_p256 and external_user_id');
    expect(done.result).toMatchObject({ updatedCount: 1 });
    expect(await peopleOf(site)).toContainEqual(
      expect.objectContaining({ external_id: 'user-9', tags: { plan: 'plus' } }),
    );
  });
});

it("pages of Pushpad's API, one after the other", async () => {
  const site = await makeTestSite();
  const page = (uid: string | null, tags: string[]) => {
    const { endpoint, p256dh, auth } = subscription();
    const created_at = '2025-09-14T10:30:00.123Z';
    return [{ id: 1, project_id: 9, endpoint, p256dh, auth, uid, tags, last_click_at: null, created_at }];
  };
  const pages = [page('user-1', ['tag1', 'tag2']), page(null, [])].map((each) => JSON.stringify(each, null, 2));
  const { made, done } = await importAll(site, pages.join('\n'));
  expect(made).toMatchObject({ source: 'pushpad', format: 'json', rowCount: 2 });
  expect(done.result).toMatchObject({ createdCount: 2 });
  expect(await peopleOf(site)).toContainEqual(
    expect.objectContaining({
      external_id: 'user-1',
      tags: { tag1: true, tag2: true },
      subscribed_at: new Date('2025-09-14T10:30:00.123Z'),
    }),
  );
});

describe("Perfecty's table", () => {
  const columns = [
    'id',
    'uuid',
    'remote_ip',
    'endpoint',
    'key_auth',
    'key_p256dh',
    'is_active',
    'disabled',
    'creation_time',
  ];
  const people = [
    [subscription(), 1, 0],
    [subscription(), 0, 0],
    [subscription(), 1, 1],
  ] as const;
  const values = people.map(
    ([{ endpoint, auth, p256dh }, active, disabled], n) =>
      [n + 1, `uuid-${n}`, '192.0.2.7', endpoint, auth, p256dh, active, disabled, '2025-05-05 05:05:05'] as const,
  );
  const tuple = (row: readonly (string | number)[]) =>
    `(${row.map((value) => (typeof value === 'number' ? value : `'${value}'`)).join(',')})`;

  it.each([
    [
      'CSV of phpMyAdmin',
      `${columns.map((name) => `"${name}"`).join(';')}\r\n${values.map((row) => row.map((value) => `"${value}"`).join(';')).join('\r\n')}`,
    ],
    [
      'a dump of MySQL',
      `-- MySQL dump 10.13; it's "quoted\n/*!40101 SET NAMES utf8 */;\nDROP TABLE IF EXISTS \`wp_posts\`;\nINSERT INTO \`wp_posts\` VALUES (1,'a;b\\'(','x');\n` +
        `CREATE TABLE \`wp_perfecty_push_users\` (\n${columns.map((name) => `  \`${name}\` varchar(500) NOT NULL`).join(',\n')},\n  PRIMARY KEY (\`id\`)\n) ENGINE=InnoDB;\n` +
        `INSERT INTO \`wp_perfecty_push_users\` VALUES ${values.map(tuple).join(',')};\n`,
    ],
    [
      'SQL of phpMyAdmin',
      `INSERT INTO \`wp_perfecty_push_users\` (${columns.map((name) => `\`${name}\``).join(', ')}) VALUES\n${values.map(tuple).join(',\n')};\n`,
    ],
  ])('as %s', async (_name, text) => {
    const site = await makeTestSite();
    const made = await createImport(site.actor, site.publicId, bodyOf(text, 7));
    expect(made).toMatchObject({ source: 'perfecty', rowCount: 3, kind: 'subscriptions' });
    const { rows: stored } = await pool.query('SELECT columns FROM imports WHERE site_id = $1', [site.id]);
    expect(JSON.stringify(stored)).not.toContain('192.0.2.7');
    await startImport(site.actor, site.publicId, made.id);
    expect((await work(site, made)).result).toMatchObject({ createdCount: 3, refusedCount: 0 });
    const found = await peopleOf(site);
    const status = (n: number) => found.find((each) => each.endpoint === people[n]?.[0].endpoint)?.status;
    expect([status(0), status(1), status(2)]).toEqual(['active', 'unsubscribed', 'gone']);
    expect(found[0]?.subscribed_at).toEqual(new Date('2025-05-05T05:05:05Z'));
  });

  it('with texts that look like SQL', async () => {
    const site = await makeTestSite();
    const { endpoint, auth, p256dh } = subscription();
    const text = `INSERT INTO wp_perfecty_push_users (endpoint, key_auth, key_p256dh, uuid) VALUES ('${endpoint}', '${auth}', '${p256dh}', 'a''b\\'c;(),--\\n'), ('x', NULL, '', NULL);`;
    const made = await upload(site, text);
    expect(made.rowCount).toBe(2);
    expect(made.columns[3]?.samples).toEqual(["a'b'c;(),--\n"]);
    await checkImport(site.actor, site.publicId, made.id);
    expect((await work(site, made)).check).toMatchObject({ createdCount: 1, refusedCount: 1 });
    expect(await errorsOf(site, made)).toContain('key_p256dh,is required');
  });
});

describe('any table', () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', 'é', '"', ',', ';', '\t', '\n', '\r\n', ' ', '=', "'"),
    maxLength: 6,
  });
  const table = fc
    .integer({ min: 1, max: 5 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));

  it('comes out of its CSV as it went in, wherever it is cut, with the lines at which rows begin', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 40 }),
        async (rows, separator, newline, size) => {
          const quoted = rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(separator));
          const header = rows[0]?.map((_, n) => `c${n}`) ?? [];
          const text = [header.join(separator), ...quoted].join(newline) + newline;
          const expected: [number, string[]][] = [];
          let line = 2;
          for (const row of rows) {
            if (row.some((each) => each.trim() !== '')) expected.push([line, row]);
            line += 1 + (row.join('').match(/\r\n|\n/g)?.length ?? 0);
          }
          const columns: string[] = [];
          const read: unknown[] = [];
          const chunks = (async function* () {
            for await (const chunk of bodyOf(text, size)) yield Buffer.from(chunk);
          })();
          for await (const row of readCsv(chunks, columns, separator)) read.push(row);
          expect(columns).toEqual(header);
          // Rows of nothing are passed over, and count as lines.
          expect(read).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gets a field for each column, none twice, whatever the columns are called', () => {
    const name = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom('id', 'Endpoint', 'keys.auth', 'tag: plan', 'IP', 'uid', 'lang', '__proto__'),
    );
    fc.assert(
      fc.property(fc.array(name, { maxLength: 30 }), (names) => {
        const fields = detectFields(detectSource(names), names);
        expect(fields).toHaveLength(names.length);
        const real = fields.filter((field) => field !== 'ignore');
        expect(new Set(real).size).toBe(real.length);
      }),
    );
  });
});
