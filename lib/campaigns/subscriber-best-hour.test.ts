import { beforeAll, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { createSubscribers } from '@/lib/subscribers/create-subscribers';
import { makeSubscription, makeTestSite } from '@/lib/subscribers/test-support';
import { explainByIndex } from '@/tests/support/explain-by-index';
import { MIN_SITE_SUBSCRIBERS } from './best-hour';
import { OWN_HOUR_SQL, subscriberBestHour } from './subscriber-best-hour';

type TestSite = Awaited<ReturnType<typeof makeTestSite>>;

let made: TestSite;
let stranger: TestSite;
let people: string[];

beforeAll(async () => {
  [made, stranger] = [await makeTestSite(), await makeTestSite()];
  const rows = Array.from({ length: MIN_SITE_SUBSCRIBERS }, () => makeSubscription());
  people = (await createSubscribers(made.actor, made.publicId, rows)).map(({ id }) => id ?? '');
});

async function learned(subscriberId: string, hour: number | null, isOwn: boolean, isUtc = false): Promise<void> {
  await pool.query(
    `INSERT INTO active_hours (subscriber_id, site_id, hour, is_own, is_utc, computed_at)
     VALUES ($1, $2, $3, $4, $5, now())
     ON CONFLICT (subscriber_id) DO UPDATE SET hour = excluded.hour, is_own = excluded.is_own, is_utc = excluded.is_utc`,
    [decodeId('subscriber', subscriberId), made.id, hour, isOwn, isUtc],
  );
}
const ask = (index: number) => subscriberBestHour(made.actor, made.publicId, people[index] ?? '');

it('is their own where it was learned, else the site’s, else the start', async () => {
  await learned(people[0] ?? '', 7, true);
  await learned(people[1] ?? '', 22, true, true);
  await learned(people[2] ?? '', 19, false);
  await learned(people[3] ?? '', null, false);
  expect(await ask(0)).toEqual({ from: 'own', hour: 7, isUtc: false });
  expect(await ask(1)).toEqual({ from: 'own', hour: 22, isUtc: true });
  // Of too few something is known, so that there is no hour of the site's either.
  for (const index of [2, 3, 4]) expect(await ask(index)).toEqual({ from: 'start' });

  for (const id of people.slice(2)) await learned(id, 19, false);
  expect(await ask(0)).toEqual({ from: 'own', hour: 7, isUtc: false });
  for (const index of [2, 3, 4]) expect(await ask(index)).toEqual({ from: 'site', hour: 19 });
});

it('tells another tenant nothing', async () => {
  const person = people[0] ?? '';
  await learned(person, 7, true);
  await expect(subscriberBestHour(stranger.actor, made.publicId, person)).rejects.toMatchObject({ code: 'not_found' });
  expect(await subscriberBestHour(stranger.actor, stranger.publicId, person)).toEqual({ from: 'start' });
});

it('is read by key', async () => {
  const plan = await explainByIndex(OWN_HOUR_SQL, [decodeId('subscriber', people[0] ?? ''), made.id]);
  expect(plan).not.toMatch(/Seq Scan/);
  expect(plan).toMatch(/active_hours_pkey/);
});
