import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { TrackRequest, UpdateRequest } from '@/lib/contracts/embed';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { ask, device, events, keepSite, refusal, row, site } from './test-kit/device-calls';
import { makeTestIdentity, makeTestSite } from './test-support';
import { trackEvent } from './track-event';
import { unsubscribeDevice } from './unsubscribe-device';
import { updateDevice } from './update-device';

keepSite();

describe('what a device says of itself', () => {
  const update = (answer: { id: string; secret?: string }, more: object) =>
    updateDevice(site, UpdateRequest.parse({ device: device(answer), ...more }));

  it('merges tags, replaces topics, and tells only what changed', async () => {
    const first = await ask();
    await update(first, { tags: { plan: 'pro', count: 1, ok: true }, topics: ['a', 'b', 'a'] });
    await update(first, { tags: { plan: null, count: 2 }, language: 'DE', timezone: 'Europe/Berlin' });
    await update(first, { tags: { count: 2 }, topics: ['a', 'b'] });
    expect(await row(first.id)).toMatchObject({
      tags: { count: 2, ok: true },
      topics: ['a', 'b'],
      language: 'de',
      timezone: 'Europe/Berlin',
    });
    expect(await events(first.id)).toEqual(['subscribed', 'updated', 'updated']);
  });

  it('logs in and out', async () => {
    const first = await ask();
    await update(first, { externalId: 'person-1' });
    expect((await row(first.id)).externalId).toBe('person-1');
    await update(first, { language: 'fr' });
    expect((await row(first.id)).externalId).toBe('person-1');
    await update(first, { externalId: null });
    expect((await row(first.id)).externalId).toBeNull();
    expect(await events(first.id)).toEqual(['subscribed', 'identified', 'identified']);
  });

  it('proves who it is where the site asks for it', async () => {
    const first = await ask();
    const strict = { ...site, ...makeTestIdentity(site.siteKey) };
    const log = (externalId: string, proof?: string) =>
      updateDevice(strict, UpdateRequest.parse({ device: device(first), externalId, proof }));
    const proof = createHmac('sha256', strict.identitySecret).update('person-1').digest('hex');
    for (const wrong of [undefined, '', 'zz', proof.replace(/^./, (c) => (c === '0' ? '1' : '0'))])
      expect((await refusal(log('person-1', wrong))).code).toBe('forbidden');
    expect((await refusal(log('person-2', proof))).code).toBe('forbidden');
    await log('person-1', proof);
    expect((await row(first.id)).externalId).toBe('person-1');
  });

  it('never makes more than 100 tags, also step by step; deleting stays possible', async () => {
    const first = await ask();
    const tags = (from: number, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${from + i}`, i]));
    await update(first, { tags: tags(0, 100) });
    expect((await refusal(update(first, { tags: { more: 1 } }))).fields[0]?.path).toBe('tags');
    await update(first, { tags: { t0: 5 } });
    await update(first, { tags: { t0: null, more: 1 } });
    expect(Object.keys((await row(first.id)).tags as object)).toHaveLength(100);
  });

  it('loses no tag of 50 updates at once', async () => {
    const first = await ask();
    await Promise.all(Array.from({ length: 50 }, (_, i) => update(first, { tags: { [`k${i}`]: i } })));
    expect(Object.keys((await row(first.id)).tags as object)).toHaveLength(50);
  });

  it('is refused from anyone else, in the same words whatever was wrong', async () => {
    const first = await ask();
    const other = await makeTestSite();
    const wrong = { id: first.id, secret: randomBytes(32).toString('base64url') };
    const requests = [
      refusal(update(wrong, { tags: { a: 1 } })),
      refusal(update({ ...first, id: 'sub_junk' }, { tags: { a: 1 } })),
      refusal(updateDevice(other, UpdateRequest.parse({ device: device(first), tags: { a: 1 } }))),
      refusal(unsubscribeDevice(site.id, wrong, 'https://shop.example')),
      refusal(unsubscribeDevice(other.id, device(first), 'https://shop.example')),
      refusal(trackEvent(site.id, TrackRequest.parse({ device: wrong, event: 'x' }))),
    ];
    const errors = await Promise.all(requests);
    expect(new Set(errors.map((error) => `${error.code} ${error.detail}`)).size).toBe(1);
    expect(errors[0]?.code).toBe('not_found');
    expect(await row(first.id)).toMatchObject({ status: 'active', tags: {} });
  });

  it('records custom events with their properties', async () => {
    const first = await ask();
    await trackEvent(site.id, TrackRequest.parse({ device: device(first), event: 'cart_left', props: { value: 9.5 } }));
    const event = await db.subscriberEvent.findFirstOrThrow({
      where: { siteId: site.id, subscriberId: decodeId('subscriber', first.id), kind: 'custom' },
    });
    expect(event).toMatchObject({ name: 'cart_left', props: { value: 9.5 } });
  });
});
