import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { makeSubscription, makeTestSite } from '@/lib/subscribers/test-support';
import { createImport } from './create-import';
import { bodyOf, check, errorsOf, upload } from './test-support';

afterAll(closeQueues);

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
    const made = await createImport(site.actor, site.publicId, bodyOf(text, 1));
    expect((await check(site, made)).check).toMatchObject({ refusedCount: 2 });
    expect((await errorsOf(site, made)).match(/^\d+/gm)).toEqual(['2', '4']);
    expect(made.columns[1]?.samples[0]).toBe('Zür\r\nich');
  });

  it('is a list whatever its first column is called, and neither columns nor rows of nothing count', async () => {
    const site = await makeTestSite();
    const text = '#,externalId,plan,\n1,a,plus,\n\n,,,\n , ,\t,\n2,b,pro,\n';
    const made = await upload(site, text);
    expect(made).toMatchObject({ format: 'csv', rowCount: 2 });
    expect(made.columns.map(({ name, field }) => [name, field])).toEqual([
      ['#', 'tag:#'],
      ['externalId', 'externalId'],
      ['plan', 'tag:plan'],
      ['column 4', 'ignore'],
    ]);
    await check(site, made);
    expect((await errorsOf(site, made)).match(/^\d+/gm), 'lines of the file').toEqual(['2', '6']);
    expect((await upload(site, 'sep=;\r\nexternalId;plan, old\r\na;plus\r\n')).columns.map(({ name }) => name)).toEqual(
      ['externalId', 'plan, old'],
    );
    expect(await upload(site, 'Set up on,externalId\nMonday,a\n')).toMatchObject({ format: 'csv' });
  });

  it('shows of names and samples what the database can keep, where they are cut within an emoji, too', async () => {
    const site = await makeTestSite();
    const name = `${'n'.repeat(199)}😀`;
    const kept = `${'n'.repeat(199)}\ufffd`;
    const list = await upload(site, `externalId,${name}\na,${'s'.repeat(58)}😀 and more\n`);
    expect(list.columns[1]).toMatchObject({ name: kept, samples: [`${'s'.repeat(58)}\ufffd…`] });
    const objects = await upload(site, JSON.stringify([{ externalId: 'a', [name]: 'x', 'nul\0': 'y' }]), 'people.json');
    expect(objects.columns.map((column) => column.name)).toEqual(['externalId', kept, 'nul\ufffd']);
  });

  it('may have columns whose names can be no tag’s: they are ignored', async () => {
    const site = await makeTestSite();
    const made = await upload(site, 'externalId,"two\nlines"\na,x\n');
    expect(made.columns.map(({ name, field }) => [name, field])).toEqual([
      ['externalId', 'externalId'],
      ['two\nlines', 'ignore'],
    ]);
  });

  it('has a largest size, unpacked', async () => {
    const site = await makeTestSite();
    const body = () => bodyOf(gzipSync(`externalId,a\n${'x,y\n'.repeat(50_000)}`));
    await expect(createImport(site.actor, site.publicId, body(), { maxBytes: 100_000 })).rejects.toMatchObject({
      code: 'payload_too_large',
    });
    expect(await createImport(site.actor, site.publicId, body())).toMatchObject({ rowCount: 50_000 });
  });
});
