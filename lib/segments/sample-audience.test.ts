import { beforeAll, expect, it } from 'vitest';
import { systemDb } from '@/lib/platform/db';
import type { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { makeTestRun } from '@/lib/receipts/test-support';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { createSegment } from './create-segment';
import { sampleAudience } from './sample-audience';

let run: Awaited<ReturnType<typeof makeTestRun>>;
const segments: Record<string, string> = {};

beforeAll(async () => {
  run = await makeTestRun(30);
  const { actor, publicId } = run.site;
  // 20 of the thirty are VIP; of those, the five newest have lapsed.
  const tag = (from: number, to: number, tags: object) =>
    systemDb.subscriber.updateMany({ where: { id: { in: run.subscriberIds.slice(from, to) } }, data: { tags } });
  await tag(0, 15, { vip: true });
  await tag(15, 20, { vip: true, lapsed: true });
  for (const key of ['vip', 'lapsed']) {
    const rule = { field: 'tag' as const, key, operator: 'is' as const, value: true };
    segments[key] = (await createSegment(actor, publicId, { name: key, rule })).id;
  }
});
const ids = (from: number, to: number) =>
  run.subscriberIds
    .slice(from, to)
    .map((id) => encodeId('subscriber', id))
    .reverse();
const sample = async (audience: Parameters<typeof sampleAudience>[2]) =>
  (await sampleAudience(run.site.actor, run.site.publicId, audience)).map(({ id }) => id);

it('shows the newest of the included, and nobody of the excluded', async () => {
  expect(await sample({ include: [segments.vip ?? ''] })).toEqual(ids(12, 20));
  expect(await sample({ include: [segments.vip ?? ''], exclude: [segments.lapsed ?? ''] })).toEqual(ids(7, 15));
  expect(await sample({ all: true })).toEqual(ids(22, 30));
});

it('shows nothing of another workspace', async () => {
  const other = await makeTestSite();
  const work = sampleAudience(other.actor, run.site.publicId, { all: true });
  expect(await work.catch((error: AppError) => error.code)).toBe('not_found');
});
