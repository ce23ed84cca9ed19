import { afterAll, describe, expect, it } from 'vitest';
import type { ImportView } from '@/lib/contracts/imports';
import type { SubscriberPatch } from '@/lib/contracts/subscribers';
import { db, pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { createSubscriber } from '@/lib/subscribers/create-subscriber';
import { makeSubscription, makeTestSite } from '@/lib/subscribers/test-support';
import { updateSubscriber } from '@/lib/subscribers/update-subscriber';
import { cancelImport } from './cancel-import';
import { checkImport } from './check-import';
import { pauseImport } from './pause-import';
import { startImport } from './start-import';
import { bodyOf, errorsOf, upload, work } from './test-support';
import { undoImport } from './undo-import';
import { updateImport } from './update-import';

afterAll(closeQueues);

type Site = Awaited<ReturnType<typeof makeTestSite>>;

const cell = (value: string) => `"${value.replaceAll('"', '""')}"`;
const line = (values: readonly string[]) => `${values.map(cell).join(',')}\r\n`;

/** Rows of a list with keys; what is not given is empty. */
function listOf(count: number, of: (n: number) => string[] = () => []): string {
  const rows = Array.from({ length: count }, (_, n) => {
    const { endpoint, keys } = makeSubscription();
    return line([endpoint, keys.p256dh, keys.auth, ...of(n)]);
  });
  return rows.join('');
}

const run = async (site: Site, made: ImportView) => {
  await startImport(site.actor, site.publicId, made.id);
  return work(site, made);
};

const check = async (site: Site, made: ImportView) => {
  await checkImport(site.actor, site.publicId, made.id);
  return work(site, made);
};

const undo = async (site: Site, made: ImportView) => {
  await undoImport(site.actor, site.publicId, made.id);
  return work(site, made);
};

/** All that there is of a site's people, without times. */
async function peopleOf(site: Site) {
  const { rows } = await pool.query(
    `SELECT endpoint, encode(p256dh, 'hex') AS p256dh, encode(auth, 'hex') AS auth, status, external_id, tags, topics,
       language, timezone, country, browser, browser_version, os, device, is_test, session_count
     FROM subscribers WHERE site_id = $1 ORDER BY endpoint`,
    [site.id],
  );
  return rows as Record<string, unknown>[];
}

describe('a list of subscriptions', () => {
  it('is looked at, tried, run and undone', async () => {
    const site = await makeTestSite();
    const header = 'endpoint,p256dh,auth,user_id,language,Time zone,plan,orders,topics,created_at\r\n';
    const text =
      header +
      listOf(3, (n) => [`user-${n}`, 'pt_BR', 'Europe/Berlin', 'plus, "pro"\nor so', '3', 'offers|news', '2025-03-01']);
    const made = await upload(site, `\ufeff${text}`);
    expect(made).toMatchObject({ state: 'ready', source: 'other', kind: 'subscriptions', rowCount: 3, problems: [] });
    expect(made.byteCount).toBe(Buffer.byteLength(text) + 3);
    expect(made.columns.map(({ name, field }) => [name, field])).toEqual([
      ['endpoint', 'endpoint'],
      ['p256dh', 'p256dh'],
      ['auth', 'auth'],
      ['user_id', 'externalId'],
      ['language', 'language'],
      ['Time zone', 'timezone'],
      ['plan', 'tag:plan'],
      ['orders', 'tag:orders'],
      ['topics', 'topics'],
      ['created_at', 'subscribedAt'],
    ]);
    expect(made.columns[3]?.samples).toEqual(['user-0', 'user-1', 'user-2']);

    const tried = await check(site, made);
    expect(tried).toMatchObject({ state: 'ready', check: { createdCount: 3, refusedCount: 0 }, result: null });
    expect(await peopleOf(site)).toEqual([]);

    const done = await run(site, made);
    expect(done).toMatchObject({ state: 'done', processedCount: 3, result: { createdCount: 3 }, canBeUndone: true });
    const people = await peopleOf(site);
    expect(people).toHaveLength(3);
    expect(people.find((each) => each.external_id === 'user-1')).toMatchObject({
      status: 'active',
      language: 'pt-br',
      timezone: 'Europe/Berlin',
      tags: { plan: 'plus, "pro"\nor so', orders: 3 },
      topics: ['offers', 'news'],
    });
    const { rows: consents } = await pool.query<{ decision: string; prompt_kind: string; source: string }>(
      'SELECT decision, prompt_kind, source FROM consent_records WHERE site_id = $1',
      [site.id],
    );
    expect(consents).toHaveLength(3);
    expect(consents[0]).toEqual({
      decision: 'granted',
      prompt_kind: 'import',
      source: `System, from people.csv (other), ${made.id}`,
    });
    expect(
      await db.subscriber.count({ where: { siteId: site.id, subscribedAt: new Date('2025-03-01T00:00:00Z') } }),
    ).toBe(3);
    for (const table of ['import_pieces', 'import_keys', 'import_errors']) {
      expect((await pool.query(`SELECT FROM ${table} WHERE site_id = $1`, [site.id])).rowCount).toBe(0);
    }

    const undone = await undo(site, made);
    expect(undone).toMatchObject({ state: 'undone', undo: { removedCount: 3, restoredCount: 0, keptCount: 0 } });
    expect(await peopleOf(site)).toEqual([]);
    for (const table of ['import_changes', 'subscriber_events', 'consent_records']) {
      expect((await pool.query(`SELECT FROM ${table} WHERE site_id = $1`, [site.id])).rowCount).toBe(0);
    }
    await expect(undo(site, made)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('refuses row by row what the subscribe route refuses, and says what to do', async () => {
    const site = await makeTestSite();
    const good = makeSubscription();
    const other = makeSubscription();
    await createSubscriber(site.actor, site.publicId, other);
    const offCurve = Buffer.from(good.keys.p256dh, 'base64url');
    offCurve.writeUInt8(offCurve.readUInt8(64) ^ 1, 64);
    const rows = [
      [good.endpoint, good.keys.p256dh, good.keys.auth, '=cmd()'],
      [good.endpoint, good.keys.p256dh, good.keys.auth, 'again'],
      ['http://127.0.0.1/x', good.keys.p256dh, good.keys.auth, ''],
      ['https://evil.example/x', good.keys.p256dh, good.keys.auth, '=HYPERLINK("x")'],
      [makeSubscription().endpoint, offCurve.toString('base64url'), good.keys.auth, ''],
      [makeSubscription().endpoint, good.keys.p256dh, 'AAAA', ''],
      [makeSubscription().endpoint, '', good.keys.auth, ''],
      [other.endpoint, good.keys.p256dh, good.keys.auth, ''],
    ];
    const text = `endpoint,p256dh,auth,name\n${rows.map(line).join('')}a,b\n`;
    const made = await upload(site, text);
    const expected = {
      createdCount: 1,
      updatedCount: 0,
      unchangedCount: 0,
      duplicateCount: 1,
      refusedCount: 7,
      reasons: expect.arrayContaining([
        { field: 'endpoint', message: 'must begin with https://', count: 1 },
        { field: 'endpoint', message: 'is not at a push service that this server sends to', count: 1 },
        { field: 'endpoint', message: 'is registered with other keys', count: 1 },
        { field: 'p256dh', message: 'is not a point on the P-256 curve', count: 1 },
        { field: 'p256dh', message: 'is required', count: 1 },
        { field: 'auth', message: 'must be exactly 16 bytes, not 3', count: 1 },
        { field: '', message: 'has 2 values, and the first line 4', count: 1 },
      ]),
    };
    expect((await check(site, made)).check).toEqual(expected);
    expect((await errorsOf(site, made)).split('\r\n')).toHaveLength(9);
    expect((await run(site, made)).result).toEqual(expected);
    const file = await errorsOf(site, made);
    const [header, first, second] = file.split('\r\n');
    expect(header).toBe('importLine,importField,importProblem,importAdvice,endpoint,p256dh,auth,name');
    expect(first).toMatch(/^4,endpoint,must begin with https:\/\/,.*,http:\/\/127.0.0.1\/x,/);
    // A cell that a spreadsheet would run is text.
    expect(second).toMatch(/^5,endpoint,.*,"'=HYPERLINK\(""x""\)"$/);
    // Mended rows go in again as they are.
    const again = await upload(site, file.replace('http://127.0.0.1/x', makeSubscription().endpoint));
    expect((await run(site, again)).result).toMatchObject({ createdCount: 1, refusedCount: 6 });
  });

  it('made with another key pair is sent to with that one', async () => {
    const [site, origin] = [await makeTestSite(), await makeTestSite()];
    const { generateVapidPair } = await import('@/lib/sites/vapid-pair');
    const pair = generateVapidPair();
    const publicKey = pair.publicKey.toString('base64url');
    const rows = listOf(2, (n) => [n === 0 ? publicKey : origin.vapidPublicKey]);
    const made = await upload(site, `endpoint,p256dh,auth,vapidPublicKey\n${rows}`);
    expect((await check(site, made)).check).toMatchObject({
      createdCount: 0,
      reasons: [{ field: 'vapidPublicKey', message: 'is no key of this site', count: 2 }],
    });
    const vapidKeys = { publicKey, privateKey: pair.privateKey.toString('base64url') };
    expect(await updateImport(site.actor, site.publicId, made.id, { vapidKeys })).toMatchObject({
      vapidPublicKey: publicKey,
      check: null,
    });
    expect((await run(site, made)).result).toMatchObject({ createdCount: 1, refusedCount: 1 });
    const { rows: keys } = await pool.query<{ public_key: Buffer }>(
      'SELECT k.public_key FROM subscribers s JOIN vapid_keys k ON k.id = s.vapid_key_id WHERE s.site_id = $1',
      [site.id],
    );
    expect(keys.map((key) => key.public_key.toString('base64url'))).toEqual([publicKey]);
  });
});

describe('undoing, for those whom the import made', () => {
  it('removes them, but for those of whom anything was changed since', async () => {
    const site = await makeTestSite();
    const columns = 'endpoint,p256dh,auth,external_id,language,timezone,country,is_test,topics,plan\r\n';
    const given = (n: number) => [`user-${n}`, 'de', 'Europe/Berlin', 'DE', 'true', 'news', 'free'];
    const patches: SubscriberPatch[] = [
      { language: 'fr' },
      { language: null },
      { timezone: 'Asia/Tokyo' },
      { country: 'AT' },
      { isTest: false },
      { externalId: 'other' },
      { topics: ['offers'] },
      { tags: { plan: 'gold' } },
      { tags: { city: 'Ulm' } },
    ];
    const placeOf = { event: patches.length, left: patches.length + 1, gone: patches.length + 2 };
    const made = await upload(site, columns + listOf(patches.length + 5, given));
    await run(site, made);
    const ids = new Map(
      (await db.subscriber.findMany({ where: { siteId: site.id } })).map((each) => [
        Number(each.externalId?.slice('user-'.length)),
        each.id,
      ]),
    );
    const idOf = (n: number) => encodeId('subscriber', ids.get(n) ?? 0n);
    for (const [n, patch] of patches.entries()) await updateSubscriber(site.actor, site.publicId, idOf(n), patch);
    // Changed and changed back is as the import made it.
    await updateSubscriber(site.actor, site.publicId, idOf(placeOf.gone + 1), { country: 'AT' });
    await updateSubscriber(site.actor, site.publicId, idOf(placeOf.gone + 1), { country: 'DE' });
    const tell = (n: number, kind: string) =>
      db.subscriberEvent.create({ data: { siteId: site.id, subscriberId: ids.get(n) ?? 0n, kind, name: 'x' } });
    await tell(placeOf.event, 'custom');
    await tell(placeOf.left, 'unsubscribed');
    await tell(placeOf.gone, 'gone');

    expect((await undo(site, made)).undo).toEqual({
      removedCount: 3,
      restoredCount: 0,
      keptCount: patches.length + 2,
    });
    const left = await db.subscriber.findMany({ where: { siteId: site.id }, select: { id: true } });
    const kept = [...ids].filter(([n]) => n < placeOf.gone).map(([, id]) => id);
    expect(new Set(left.map(({ id }) => id))).toEqual(new Set(kept));
  });

  it('removes those of whom the file told nothing but their keys', async () => {
    const site = await makeTestSite();
    const made = await upload(site, `endpoint,p256dh,auth\r\n${listOf(2)}`);
    await run(site, made);
    const [one] = await db.subscriber.findMany({ where: { siteId: site.id } });
    await updateSubscriber(site.actor, site.publicId, encodeId('subscriber', one?.id ?? 0n), { isTest: true });
    expect((await undo(site, made)).undo).toEqual({ removedCount: 1, restoredCount: 0, keptCount: 1 });
  });
});

describe('a list of attributes', () => {
  it('changes whom it finds, and undoing puts back what was not changed since', async () => {
    const site = await makeTestSite();
    const add = (externalId: string, tags: Record<string, string | number> = {}) =>
      createSubscriber(site.actor, site.publicId, { ...makeSubscription(), externalId, tags });
    const a = (await add('a', { plan: 'free', city: 'Ulm' })).subscriber;
    const b = (await add('b')).subscriber;
    await add('b');
    const before = await peopleOf(site);
    const made = await upload(site, 'external id;plan;score\na;plus;7\nb;plus;8\nnobody;x;1\na;late;9\n');
    expect(made).toMatchObject({ kind: 'attributes' });
    expect((await check(site, made)).check).toMatchObject({ updatedCount: 2, duplicateCount: 1, refusedCount: 1 });
    expect(await peopleOf(site)).toEqual(before);
    expect((await run(site, made)).result).toMatchObject({ updatedCount: 2, duplicateCount: 1, refusedCount: 1 });
    // Browsers of one person come in no order.
    const sorted = (rows: [unknown, unknown][]) =>
      rows.toSorted((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1));
    const tagsOf = async () => sorted((await peopleOf(site)).map((each) => [each.external_id, each.tags]));
    expect(await tagsOf()).toEqual([
      ['a', { plan: 'plus', city: 'Ulm', score: 7 }],
      ['b', { plan: 'plus', score: 8 }],
      ['b', { plan: 'plus', score: 8 }],
    ]);
    expect(await errorsOf(site, made)).toContain('4,external id,names nobody of this site,');

    // The same once more changes nothing.
    expect((await run(site, await upload(site, 'external id;plan\na;plus\n'))).result).toMatchObject({
      updatedCount: 0,
      unchangedCount: 1,
    });
    await updateSubscriber(site.actor, site.publicId, a.id, { tags: { plan: 'gold' } });
    await updateSubscriber(site.actor, site.publicId, b.id, { tags: { plan: 'own', score: 99 } });
    expect((await undo(site, made)).undo).toEqual({ removedCount: 0, restoredCount: 2, keptCount: 1 });
    expect(await tagsOf()).toEqual(
      sorted([
        ['a', { plan: 'gold', city: 'Ulm' }],
        ['b', {}],
        ['b', { plan: 'own', score: 99 }],
      ]),
    );
  });

  it('gives external ids by endpoint or subscriber id', async () => {
    const site = await makeTestSite();
    const wanted = makeSubscription();
    const one = (await createSubscriber(site.actor, site.publicId, wanted)).subscriber;
    const two = (await createSubscriber(site.actor, site.publicId, makeSubscription())).subscriber;
    await run(site, await upload(site, `endpoint,external_id\n${wanted.endpoint},first\n`));
    const made = await upload(site, `subscriber_id,external_id\n${two.id},second\n${encodeId('site', 5n)},x\n`);
    expect((await run(site, made)).result).toMatchObject({ updatedCount: 1, refusedCount: 1 });
    const { rows } = await pool.query('SELECT id, external_id FROM subscribers WHERE site_id = $1 ORDER BY id', [
      site.id,
    ]);
    expect(
      rows.map((row: { id: bigint; external_id: string }) => [encodeId('subscriber', row.id), row.external_id]),
    ).toEqual([
      [one.id, 'first'],
      [two.id, 'second'],
    ]);
  });

  it('touches nobody of another site', async () => {
    const [site, other] = [await makeTestSite(), await makeTestSite()];
    const theirs = (await createSubscriber(other.actor, other.publicId, { ...makeSubscription(), externalId: 'x' }))
      .subscriber;
    const before = await peopleOf(other);
    for (const text of [`subscriberId,plan\n${theirs.id},p\n`, 'externalId,plan\nx,p\n']) {
      expect((await run(site, await upload(site, text))).result).toMatchObject({ updatedCount: 0, refusedCount: 1 });
    }
    expect(await peopleOf(other)).toEqual(before);
  });
});

describe('the way of an import', () => {
  it('is paused between two pieces, resumed and cancelled', async () => {
    const site = await makeTestSite();
    const made = await upload(site, `endpoint,p256dh,auth\n${listOf(2_500)}`);
    await startImport(site.actor, site.publicId, made.id);
    await pauseImport(site.actor, site.publicId, made.id);
    expect(await work(site, made)).toMatchObject({ state: 'paused', processedCount: 0 });
    await expect(checkImport(site.actor, site.publicId, made.id)).rejects.toMatchObject({ code: 'conflict' });
    expect(await run(site, made)).toMatchObject({ state: 'done', result: { createdCount: 2_500 } });
    const next = await upload(site, `endpoint,p256dh,auth\n${listOf(3)}`);
    await cancelImport(site.actor, site.publicId, next.id);
    await expect(startImport(site.actor, site.publicId, next.id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(undoImport(site.actor, site.publicId, next.id)).rejects.toMatchObject({
      detail: 'It was never started.',
    });
    expect((await pool.query('SELECT FROM import_pieces WHERE site_id = $1', [site.id])).rowCount).toBe(0);
  });

  it('is not begun with columns that do not say enough', async () => {
    const site = await makeTestSite();
    const made = await upload(site, 'colour,size\nred,1\n');
    expect(made.problems).toEqual([expect.stringContaining('Nothing says whom a row is about')]);
    await expect(checkImport(site.actor, site.publicId, made.id)).rejects.toMatchObject({ code: 'invalid_input' });
    const mended = await updateImport(site.actor, site.publicId, made.id, {
      columns: [{ name: 'size', field: 'externalId' }],
    });
    expect(mended.problems).toEqual([]);
    await expect(
      updateImport(site.actor, site.publicId, made.id, { columns: [{ name: 'none', field: 'ignore' }] }),
    ).rejects.toMatchObject({ fields: [{ path: 'columns.0.name' }] });
  });
});

describe('a file', () => {
  it.each([
    [
      'of Latin-1',
      Buffer.concat([Buffer.from('externalId,city\na,x\nb,K'), Buffer.of(0xf6), Buffer.from('ln\n')]),
      'Line 3: The text is not UTF-8',
    ],
    ['of UTF-16', Buffer.from('\ufeffexternalId,city\na,b\n', 'utf16le'), 'Line 1: The file is UTF-16'],
    ['with an open quote', 'externalId,city\na,"b\n', 'Line 2: A quote is opened'],
    ['with a stray quote', 'externalId,city\na,b\nc,d"e\n', 'Line 3: A quote stands in the middle'],
    ['without a header', `${makeSubscription().endpoint},x\n`, 'Line 1: The first line must name'],
    ['without rows', 'externalId,city\n', 'The file has no rows'],
    ['without anything', '', 'The file is empty'],
    ['of broken gzip', Buffer.of(0x1f, 0x8b, 1, 2, 3, 4), 'The gzip file is damaged'],
    ['of JSON cut short', '[{"endpoint":"x"},{"endp', 'Line 1: The file is cut short'],
    ['of JSON that is none', '[{"a":1},\n{b}]', 'Line 2: The object is not valid JSON'],
    ['of JSON text', '{"a":1} b', 'Line 1: Expected an array of objects'],
  ])('%s is refused, with the line', async (_name, content, message) => {
    const site = await makeTestSite();
    await expect(upload(site, content)).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'file', message: expect.stringContaining(message) }],
    });
    expect(await db.import.count({ where: { siteId: site.id } })).toBe(0);
  });

  it('may be cut anywhere on its way, and names the line of a row with line breaks in it', async () => {
    const site = await makeTestSite();
    const text = 'externalId\tcity\r\na\t"Zür\r\nich"\r\nnobody\tx\r\n';
    const { createImport } = await import('./create-import');
    const made = await createImport(site.actor, site.publicId, bodyOf(text, 1));
    expect((await check(site, made)).check).toMatchObject({ refusedCount: 2 });
    expect((await errorsOf(site, made)).match(/^\d+/gm)).toEqual(['2', '4']);
    expect(made.columns[1]?.samples[0]).toBe('Zür\r\nich');
  });

  it('has a largest size, unpacked', async () => {
    const site = await makeTestSite();
    const { createImport } = await import('./create-import');
    const { gzipSync } = await import('node:zlib');
    const body = () => bodyOf(gzipSync(`externalId,a\n${'x,y\n'.repeat(50_000)}`));
    await expect(createImport(site.actor, site.publicId, body(), { maxBytes: 100_000 })).rejects.toMatchObject({
      code: 'payload_too_large',
    });
    expect(await createImport(site.actor, site.publicId, body())).toMatchObject({ rowCount: 50_000 });
  });
});
