import { afterAll, describe, expect, it } from 'vitest';
import { db, pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { createSubscriber } from '@/lib/subscribers/create-subscriber';
import { makeSubscription, makeTestSite } from '@/lib/subscribers/test-support';
import { updateSubscriber } from '@/lib/subscribers/update-subscriber';
import { check, errorsOf, line, listOf, peopleOf, run, undo, upload } from './test-support';
import { updateImport } from './update-import';

afterAll(closeQueues);

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

  it('has its dates in the past: one to come is refused by its name, but for clocks that go wrong', async () => {
    const site = await makeTestSite();
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const columns = ['subscribedAt', 'lastSeenAt', 'endedAt'];
    const dates = [
      ...columns.map((_, i) => columns.map((_, j) => (i === j ? inHours(26) : ''))),
      columns.map(() => inHours(22)),
    ];
    const made = await upload(site, `endpoint,p256dh,auth,${columns.join(',')}\n${listOf(4, (n) => dates[n] ?? [])}`);
    const message = 'is still to come: give the time at which it happened, or leave the cell empty';
    expect((await run(site, made)).result).toMatchObject({
      createdCount: 1,
      refusedCount: 3,
      reasons: expect.arrayContaining(columns.map((field) => ({ field, message, count: 1 }))),
    });
    expect(await errorsOf(site, made)).toContain(message);
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
