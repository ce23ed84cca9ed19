import { beforeAll, expect, it } from 'vitest';
import { addSubscribers, makeSite, type TestSite, type TestSubscriber } from '@/lib/delivery/test-kit/fixture';
import { startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { findUnknown } from './find-unknown';

let site: TestSite;
let people: TestSubscriber[];

beforeAll(async () => {
  const sink = await startPushSink();
  site = await makeSite();
  people = await addSubscribers(site, sink, 3);
  await sink.close();
  await pool.query(`UPDATE subscribers SET status = 'gone', ended_at = now() WHERE id = $1`, [people[2]?.id]);
});

it('tells each name once that has no active subscriber', async () => {
  const names = [0, 2].map((index) => `user-${people[index]?.token}`);
  const unknown = await findUnknown(site.actor, site.publicId, { externalIds: [...names, 'nobody', 'nobody'] });
  expect(unknown.sort()).toEqual(['nobody', names[1]].sort());
});

it('tells ids of others, ended ones and what is no id', async () => {
  const ids = people.map(({ id }) => encodeId('subscriber', id));
  const given = [...ids, 'sub_0000000000001', 'nonsense'];
  expect(await findUnknown(site.actor, site.publicId, { subscriberIds: given })).toEqual([
    ids[2],
    'sub_0000000000001',
    'nonsense',
  ]);
  const other = await makeSite('Other');
  expect(await findUnknown(other.actor, other.publicId, { subscriberIds: ids })).toEqual(ids);
  expect(await findUnknown(other.actor, other.publicId, { externalIds: [`user-${people[0]?.token}`] })).toHaveLength(1);
  await expect(findUnknown(other.actor, site.publicId, { subscriberIds: ids })).rejects.toMatchObject({
    code: 'not_found',
  });
});
