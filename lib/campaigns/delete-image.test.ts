import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Actor } from '@/lib/contracts/actors';
import type { CampaignInput } from '@/lib/contracts/campaigns';
import { pool, systemDb } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { waitFor } from '@/tests/support/wait-for';
import { createCampaign } from './create-campaign';
import { createTemplate } from './create-template';
import { deleteImage } from './delete-image';
import { editSeries } from './edit-series';
import { launchCampaign } from './launch-campaign';
import { scheduleCampaign } from './schedule-campaign';
import { updateTemplate } from './update-template';

const HOUR_MS = 3_600_000;
let actor: Actor;
let siteId: string;
beforeAll(async () => {
  ({ actor, publicId: siteId } = await makeTestSite());
});
afterAll(closeQueues);

async function addImage(): Promise<{ id: string; url: string }> {
  const name = `${randomBytes(16).toString('base64url')}.png`;
  const { id } = await systemDb.image.create({
    data: {
      siteId: decodeId('site', siteId),
      name,
      mediaType: 'image/png',
      width: 256,
      height: 256,
      byteCount: 1,
      content: randomBytes(1),
    },
  });
  return { id: encodeId('image', id), url: `https://push.example/i/${name}` };
}
const input = (message: object = {}): CampaignInput => ({
  name: 'Sale',
  message: { title: 'Sale', url: 'https://shop.example/', ...message },
  audience: { all: true },
});
const remove = (id: string) =>
  deleteImage(actor, siteId, id).then(
    () => 'deleted',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

/** Nobody writes down what was done, which is the last thing that all of them do: they stand just before their end. */
async function beforeTheEnd(
  work: (heldUpCount: () => Promise<number>, letGo: () => Promise<unknown>) => Promise<void>,
) {
  const holder = await pool.connect();
  try {
    const { rows } = await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE audit_entries IN SHARE MODE');
    // By this backend, or by one that it holds up.
    const heldUpCount = async () => {
      const held = await pool.query<{ count: number }>(
        `WITH RECURSIVE held (pid) AS (SELECT $1::int UNION
           SELECT a.pid FROM pg_stat_activity a JOIN held h ON h.pid = ANY(pg_blocking_pids(a.pid))
           WHERE a.datname = current_database())
         SELECT count(*)::int - 1 AS count FROM held`,
        [rows[0]?.pid],
      );
      return held.rows[0]?.count ?? 0;
    };
    await work(heldUpCount, () => holder.query('COMMIT'));
  } finally {
    // Ends what an assertion has left open; without a transaction it does nothing.
    await holder.query('ROLLBACK');
    holder.release();
  }
}

/** What begins to hold a picture, each with the picture that it begins to hold. */
const HOLDERS: [string, (url: string) => Promise<() => Promise<unknown>>][] = [
  [
    'a campaign that is scheduled',
    async (url) => {
      const { id } = await createCampaign(actor, siteId, input({ icon: url }));
      return () => scheduleCampaign(actor, id, new Date(Date.now() + HOUR_MS).toISOString());
    },
  ],
  [
    'a campaign that is launched, for the picture of a translation',
    async (url) => {
      const translations = { de: { title: 'Verkauf', image: url } };
      const { id } = await createCampaign(actor, siteId, { ...input(), translations });
      return () => launchCampaign(actor, id);
    },
  ],
  [
    'a series that is changed',
    async (url) => {
      const time = new Date(Date.now() + 12 * HOUR_MS).toISOString().slice(11, 16);
      const schedule = { kind: 'recurring', rule: { every: 'day' }, time, timezone: 'UTC' } as const;
      const { id } = await createCampaign(actor, siteId, { ...input(), schedule });
      return () => editSeries(actor, id, { message: input({ badge: url }).message });
    },
  ],
  [
    'a template that is made',
    async (url) => () => createTemplate(actor, siteId, { name: 'Weekly', message: { icon: url } }),
  ],
  [
    'a template that is changed',
    async (url) => {
      const { id } = await createTemplate(actor, siteId, { name: 'Monthly', message: { title: 'News' } });
      return () => updateTemplate(actor, siteId, id, { translations: { de: { icon: url } } });
    },
  ],
];

it.each(HOLDERS)('waits for %s at the same moment, and is refused', async (_name, prepare) => {
  const image = await addImage();
  const hold = await prepare(image.url);
  await beforeTheEnd(async (heldUpCount, letGo) => {
    const held = hold();
    await waitFor(async () => (await heldUpCount()) === 1);
    let outcome = '';
    const removed = remove(image.id).then((code) => {
      outcome = code;
    });
    // Held up too, or done without having waited.
    await waitFor(async () => outcome !== '' || (await heldUpCount()) === 2);
    await letGo();
    await Promise.all([held, removed]);
    expect(outcome).toBe('conflict');
  });
  expect(await systemDb.image.count({ where: { id: decodeId('image', image.id) } })).toBe(1);
});

it('is waited for by what would hold the picture a moment later, and of two deletions one has done it', async () => {
  const image = await addImage();
  const { id } = await createCampaign(actor, siteId, input({ icon: image.url }));
  await beforeTheEnd(async (heldUpCount, letGo) => {
    const first = remove(image.id);
    await waitFor(async () => (await heldUpCount()) === 1);
    const second = remove(image.id);
    const scheduled = scheduleCampaign(actor, id, new Date(Date.now() + HOUR_MS).toISOString());
    await waitFor(async () => (await heldUpCount()) === 3);
    await letGo();
    expect(await Promise.all([first, second])).toEqual(['deleted', 'not_found']);
    expect(await scheduled).toMatchObject({ status: 'scheduled' });
  });
});
