import { afterAll, describe, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { cancelImport } from './cancel-import';
import { checkImport } from './check-import';
import { pauseImport } from './pause-import';
import { startImport } from './start-import';
import { listOf, run, upload, work } from './test-support';
import { undoImport } from './undo-import';
import { updateImport } from './update-import';

afterAll(closeQueues);

describe('the way of an import', () => {
  it('is paused, resumed and cancelled', async () => {
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

  it('is tried again after a dry run that failed, and never begun by that', async () => {
    const site = await makeTestSite();
    const made = await upload(site, `endpoint,p256dh,auth\n${listOf(3)}`);
    await checkImport(site.actor, site.publicId, made.id);
    await pool.query('UPDATE imports SET attempt_count = 5 WHERE site_id = $1', [site.id]);
    expect(await work(site, made)).toMatchObject({ state: 'failed', startedAt: null });
    await checkImport(site.actor, site.publicId, made.id);
    expect(await work(site, made)).toMatchObject({ state: 'ready', check: { createdCount: 3 }, finishedAt: null });
    // Once it was started there is nothing more to try.
    await startImport(site.actor, site.publicId, made.id);
    await pool.query('UPDATE imports SET attempt_count = 5 WHERE site_id = $1', [site.id]);
    expect(await work(site, made)).toMatchObject({ state: 'failed', canBeUndone: true });
    await expect(checkImport(site.actor, site.publicId, made.id)).rejects.toMatchObject({ code: 'conflict' });
    expect(await run(site, made)).toMatchObject({ state: 'done', result: { createdCount: 3 } });
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
