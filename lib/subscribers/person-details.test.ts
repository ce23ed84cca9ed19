import { beforeAll, describe, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { createSubscribers } from './create-subscribers';
import { findById } from './find-by-id';
import { personDetails } from './person-details';
import { makeSubscription, makeTestSite } from './test-support';

let made: Awaited<ReturnType<typeof makeTestSite>>;
let stranger: Awaited<ReturnType<typeof makeTestSite>>;
let laptop: string;
let phone: string;
let loner: string;

beforeAll(async () => {
  [made, stranger] = [await makeTestSite(), await makeTestSite()];
  const add = async (site: typeof made, externalId?: string) =>
    (await createSubscribers(site.actor, site.publicId, [{ ...makeSubscription(), externalId }]))[0]?.id ?? '';
  laptop = await add(made, 'u1');
  phone = await add(made, 'u1');
  loner = await add(made);
  await add(made, 'u2');
  await add(made);
  await add(stranger, 'u1');
});

describe('findById', () => {
  it('finds the browsers of a person, or the one with our id, of this site only', async () => {
    const find = async (text: string) => (await findById(made.actor, made.publicId, text, 5)).map(({ id }) => id);
    expect(await find('u1')).toEqual([phone, laptop]);
    expect(await find(loner)).toEqual([loner]);
    expect(await find('u')).toEqual([]);
    expect(await findById(stranger.actor, stranger.publicId, loner, 5)).toEqual([]);
    await expect(findById(stranger.actor, made.publicId, loner, 5)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('personDetails', () => {
  it('names the other devices of the person, and nobody else’s', async () => {
    expect((await personDetails(made.actor, made.publicId, laptop)).devices.map(({ id }) => id)).toEqual([phone]);
    expect((await personDetails(made.actor, made.publicId, loner)).devices).toEqual([]);
  });

  it('tells when and how they agreed and took it back, newest first', async () => {
    await pool.query(
      `INSERT INTO consent_records (site_id, subscriber_id, decision, text_version, prompt_kind, origin)
       VALUES ($1, $2, 'withdrawn', '', 'button', 'https://shop.example')`,
      [made.id, decodeId('subscriber', phone)],
    );
    const { consents } = await personDetails(made.actor, made.publicId, phone);
    expect(consents.map(({ decision, promptKind }) => [decision, promptKind])).toEqual([
      ['withdrawn', 'button'],
      ['granted', 'api'],
    ]);
  });

  it('tells another tenant nothing', async () => {
    await expect(personDetails(stranger.actor, made.publicId, phone)).rejects.toMatchObject({ code: 'not_found' });
    expect(await personDetails(stranger.actor, stranger.publicId, phone)).toEqual({ devices: [], consents: [] });
  });
});
