import { createECDH, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SubscribeRequest, UpdateRequest } from '@/lib/contracts/embed';
import { db } from '@/lib/platform/db';
import { subscribe } from './subscribe';
import { ask, consents, context, device, end, events, keepSite, refusal, row, site } from './test-kit/device-calls';
import { makeSubscription, makeTestSite } from './test-support';
import { unsubscribeDevice } from './unsubscribe-device';
import { updateDevice } from './update-device';

keepSite();

describe('a first subscription', () => {
  it('is stored with what the request tells, an event and the consent, but no address', async () => {
    const answer = await ask(makeSubscription(), {
      language: 'de-AT',
      timezone: 'Europe/Vienna',
      prompt: 'dialog',
      textVersion: 'v3',
    });
    expect(answer).toEqual({
      id: expect.stringMatching(/^sub_/),
      secret: expect.stringMatching(/^.{43}$/),
      action: 'ok',
    });
    const stored = await row(answer.id);
    expect(stored).toMatchObject({
      status: 'active',
      language: 'de-at',
      timezone: 'Europe/Vienna',
      country: 'DE',
      browser: 'Firefox',
      browserVersion: '140.0',
      os: 'Linux',
      device: 'desktop',
      sessionCount: 1,
      tags: {},
      topics: [],
    });
    expect(Buffer.from(stored.deviceSecretHash ?? []).toString('base64url')).not.toBe(answer.secret);
    expect(await events(answer.id)).toEqual(['subscribed']);
    const consent = await db.consentRecord.findFirstOrThrow({ where: { siteId: site.id, subscriberId: stored.id } });
    expect(consent).toMatchObject({
      decision: 'granted',
      promptKind: 'dialog',
      textVersion: 'v3',
      origin: 'https://shop.example',
    });
    const dump = JSON.stringify([stored, consent], (_key, value) => (typeof value === 'bigint' ? `${value}` : value));
    expect(dump).not.toContain('193.99');
  });

  it('makes one row of 1,000 equal requests at once, and every answer holds', async () => {
    const subscription = makeSubscription();
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => ask(subscription)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const count = await db.subscriber.count({ where: { siteId: site.id, endpoint: subscription.endpoint } });
    expect(count).toBe(1);
    const [answer] = answers;
    if (!answer) throw new Error('no answer');
    expect(await events(answer.id)).toEqual(['subscribed']);
    expect(await consents(answer.id)).toEqual(['granted']);
    await updateDevice(site, UpdateRequest.parse({ device: device(answer), tags: { ok: true } }));
  });

  it('is refused with every reason when it cannot be sent to', async () => {
    const bad = {
      endpoint: 'http://fcm.googleapis.com/x',
      keys: { p256dh: randomBytes(64).toString('base64url'), auth: randomBytes(15).toString('base64url') },
    };
    const error = await refusal(ask(bad));
    expect(error.code).toBe('invalid_input');
    expect(error.fields.map((field) => field.path)).toEqual([
      'subscription.endpoint',
      'subscription.keys.p256dh',
      'subscription.keys.auth',
    ]);
  });

  it('with a key that is not the site’s is not stored: the browser is asked to subscribe again', async () => {
    const subscription = makeSubscription();
    const stranger = createECDH('prime256v1').generateKeys().toString('base64url');
    expect(await ask(subscription, { applicationServerKey: stranger })).toEqual({ id: '', action: 'resubscribe' });
    expect(await db.subscriber.count({ where: { siteId: site.id, endpoint: subscription.endpoint } })).toBe(0);
  });

  it('with an older key of the site is kept and asked to move', async () => {
    const older = createECDH('prime256v1').generateKeys();
    const key = await db.vapidKey.create({
      data: { siteId: site.id, publicKey: new Uint8Array(older), privateKeySealed: new Uint8Array(1) },
    });
    const answer = await ask(makeSubscription(), { applicationServerKey: older.toString('base64url') });
    expect(answer.action).toBe('resubscribe');
    expect((await row(answer.id)).vapidKeyId).toBe(key.id);
  });
});

describe('a subscription that comes again', () => {
  it('is seen: session counted, nothing told twice, no new secret for the device', async () => {
    const subscription = makeSubscription();
    const first = await ask(subscription);
    const again = await ask(subscription, { device: device(first), newSession: true, language: 'fr' });
    expect(again).toEqual({ id: first.id, action: 'ok' });
    expect(await row(first.id)).toMatchObject({ sessionCount: 2, language: 'fr' });
    expect(await events(first.id)).toEqual(['subscribed']);
  });

  it('with other keys and no secret, or a wrong one, is refused and changes nothing', async () => {
    const subscription = makeSubscription();
    const first = await ask(subscription);
    const before = await row(first.id);
    const taken = { endpoint: subscription.endpoint, keys: makeSubscription().keys };
    const wrong = { id: first.id, secret: randomBytes(32).toString('base64url') };
    for (const error of [await refusal(ask(taken)), await refusal(ask(taken, { device: wrong }))])
      expect(error.code).toBe('endpoint_taken');
    expect(await row(first.id)).toEqual(before);
  });

  it('with other keys and its secret is replaced', async () => {
    const subscription = makeSubscription();
    const first = await ask(subscription);
    const moved = { endpoint: subscription.endpoint, keys: makeSubscription().keys };
    expect(await ask(moved, { device: device(first) })).toEqual({ id: first.id, action: 'ok' });
    expect(Buffer.from((await row(first.id)).auth).toString('base64url')).toBe(moved.keys.auth);
    expect(await events(first.id)).toEqual(['subscribed', 'healed']);
  });

  it('after unsubscribing is active again, as a new consent', async () => {
    const subscription = makeSubscription();
    const first = await ask(subscription);
    await unsubscribeDevice(site.id, device(first), 'https://shop.example');
    await unsubscribeDevice(site.id, device(first), 'https://shop.example');
    expect(await row(first.id)).toMatchObject({ status: 'unsubscribed', endedAt: expect.any(Date) });
    expect((await ask(subscription)).id).toBe(first.id);
    expect(await row(first.id)).toMatchObject({ status: 'active', endedAt: null });
    expect(await events(first.id)).toEqual(['subscribed', 'unsubscribed', 'subscribed']);
    expect(await consents(first.id)).toEqual(['granted', 'withdrawn', 'granted']);
  });

  it('after the push service dropped it is active again', async () => {
    const subscription = makeSubscription();
    const first = await ask(subscription);
    await end(first.id, 'gone');
    expect((await row(first.id)).status).toBe('gone');
    await ask(subscription, { device: device(first) });
    expect((await row(first.id)).status).toBe('active');
    expect(await events(first.id)).toEqual(['subscribed', 'healed']);
  });

  it('quarantined, is told to subscribe anew until it shows another endpoint', async () => {
    const subscription = makeSubscription();
    const first = await ask(subscription);
    await end(first.id, 'key_mismatch');
    expect(await ask(subscription, { device: device(first) })).toEqual({ id: first.id, action: 'resubscribe' });
    expect((await row(first.id)).status).toBe('key_mismatch');
    expect(await ask(makeSubscription(), { device: device(first) })).toEqual({ id: first.id, action: 'ok' });
    expect((await row(first.id)).status).toBe('active');
    expect(await events(first.id)).toEqual(['subscribed', 'healed']);
  });
});

describe('healing', () => {
  it('keeps id, tags and topics, and the old endpoint is free', async () => {
    const old = makeSubscription();
    const first = await ask(old);
    await updateDevice(site, UpdateRequest.parse({ device: device(first), tags: { plan: 'pro' }, topics: ['a'] }));
    const renewed = makeSubscription();
    expect(await ask(renewed, { device: device(first) })).toEqual({ id: first.id, action: 'ok' });
    expect(await row(first.id)).toMatchObject({ endpoint: renewed.endpoint, tags: { plan: 'pro' }, topics: ['a'] });
    expect(await events(first.id)).toEqual(['subscribed', 'updated', 'healed']);
    expect((await ask(old)).id).not.toBe(first.id);
  });

  it('merges the row that this device made before its id was read', async () => {
    const first = await ask(makeSubscription());
    await updateDevice(site, UpdateRequest.parse({ device: device(first), tags: { plan: 'pro' } }));
    const renewed = makeSubscription();
    const twin = await ask(renewed);
    await updateDevice(site, UpdateRequest.parse({ device: device(twin), tags: { plan: 'free', city: 'Graz' } }));
    expect((await ask(renewed, { device: device(first) })).id).toBe(first.id);
    expect(await row(first.id)).toMatchObject({ status: 'active', tags: { plan: 'pro', city: 'Graz' } });
    expect(await row(twin.id)).toMatchObject({ status: 'gone', endpoint: '' });
  });

  it('does not take an endpoint that another row holds with other keys', async () => {
    const first = await ask(makeSubscription());
    const other = makeSubscription();
    await ask(other);
    const stolen = { endpoint: other.endpoint, keys: makeSubscription().keys };
    expect((await refusal(ask(stolen, { device: device(first) }))).code).toBe('endpoint_taken');
  });

  it('with the id of an erased subscriber, or of another site, subscribes anew', async () => {
    const other = await makeTestSite();
    const foreign = await subscribe(
      other,
      SubscribeRequest.parse({ subscription: makeSubscription(), applicationServerKey: other.vapidPublicKey }),
      context,
    );
    const answer = await ask(makeSubscription(), { device: device(foreign) });
    expect(answer.id).not.toBe(foreign.id);
    expect(answer.secret).toBeDefined();
  });

  it('of one device from many tabs at once ends with one row for the endpoint', async () => {
    const first = await ask(makeSubscription());
    const renewed = makeSubscription();
    const asks = Array.from({ length: 60 }, (_, i) => ask(renewed, i % 2 ? { device: device(first) } : {}));
    await Promise.all(asks);
    expect(await db.subscriber.count({ where: { siteId: site.id, endpoint: renewed.endpoint } })).toBe(1);
  });
});
