import { randomUUID } from 'node:crypto';
import type * as OneSignal from '@onesignal/node-onesignal';
import { describe, expect, it } from 'vitest';
import { encodeId } from '@/lib/platform/ids';
import { keyOf, tomorrow, withNotifyingSite } from '../test-kit/notifying-site';
import { refusal } from '../test-support';
import { toUuid } from './uuid';

// What the official client is refused: a notification that cannot be sent, a call that there is not, a key that may not.

const made = withNotifyingSite();

const errorsOf = (error: Record<string, unknown>) => (error.body as { errors: string[] }).errors.join(' ');

describe('a call', () => {
  it.each<[string, Partial<OneSignal.Notification>, RegExp]>([
    ['no target', {}, /which players, segments, or tags/],
    ['two targets', { included_segments: ['All'], include_subscription_ids: ['x'] }, /one way of targeting/],
    ['an unknown segment', { included_segments: ['Nope'] }, /included_segments.*Nope/],
    ['data', { included_segments: ['All'], data: { a: 1 } }, /^data is not supported/],
    ['a mail', { included_segments: ['All'], email_subject: 'x' }, /^email_subject is not supported/],
    ['a delay', { included_segments: ['All'], delayed_option: 'tomorrow' }, /^delayed_option is not supported/],
    ['a time of day', { included_segments: ['All'], delivery_time_of_day: '9:00AM' }, /^delivery_time_of_day is for/],
    [
      'a time that is none',
      { included_segments: ['All'], delayed_option: 'timezone', delivery_time_of_day: '13:00PM' },
      /^delivery_time_of_day must be a time/,
    ],
    [
      'a language',
      { included_segments: ['All'], contents: { en: 'a', de: 'b'.repeat(5_000) } },
      /^contents.de may have/,
    ],
    ['a bad url', { included_segments: ['All'], url: 'javascript:1' }, /^url must be an address/],
    [
      'a filter',
      { filters: [{ field: 'amount_spent', relation: '>', value: '1' }] },
      /filters.0.field amount_spent is not/,
    ],
    [
      'more than a rule holds: a number is looked for as text too',
      { filters: Array.from({ length: 51 }, (_, n) => ({ field: 'tag', key: 'n', relation: '=', value: `${n}` })) },
      /^filters may have at most 100 conditions/,
    ],
    ['an alias', { include_aliases: { crm: ['1'] }, target_channel: 'push' }, /include_aliases.crm is not supported/],
    ['a channel', { include_aliases: { external_id: ['1'] }, target_channel: 'email' }, /target_channel email is not/],
    ['a past year', { included_segments: ['All'], send_after: 'soon' }, /^send_after must be/],
  ])('is told what is wrong: %s', async (_name, fields, message) => {
    const error = await refusal(made.official.createNotification(made.notification(fields)));
    expect(error).toMatchObject({ code: 400 });
    expect(errorsOf(error)).toMatch(message);
  });

  it('is told what there is not', async () => {
    const error = await refusal(made.official.viewJourneys(made.appId));
    expect(error).toMatchObject({ code: 400 });
    expect(errorsOf(error)).toMatch(/^viewJourneys is not supported by Belfry/);
  });
});

describe('keys', () => {
  it('refuses one that is none', async () => {
    const error = await refusal(made.clientOf('bk_nonsense').getNotifications(made.appId));
    expect(error).toMatchObject({ code: 403 });
    expect(errorsOf(error)).toMatch(/Access denied/);
  });

  it('respects permissions', async () => {
    await made.official.createNotification(made.notification({ included_segments: ['All'], send_after: tomorrow() }));
    const reader = made.clientOf(await keyOf(made.site, ['campaigns.read']));
    expect((await reader.getNotifications(made.appId)).notifications).not.toEqual([]);
    const error = await refusal(reader.createNotification(made.notification({ included_segments: ['All'] })));
    expect(error).toMatchObject({ code: 403 });
    expect(errorsOf(error)).toMatch(/campaigns.send/);
  });

  it("does not find another tenant's site or notification", async () => {
    const { id = '' } = await made.official.createNotification(
      made.notification({ included_segments: ['All'], send_after: tomorrow() }),
    );
    const otherApp = toUuid('site', made.other.publicId);
    const calls = [
      () => made.stranger.createNotification(made.notification({ included_segments: ['All'] })),
      () => made.stranger.getNotifications(made.appId),
      () => made.stranger.getNotification(made.appId, id),
      () => made.stranger.getNotification(otherApp, id),
      () => made.stranger.cancelNotification(made.appId, id),
      () => made.stranger.cancelNotification(otherApp, id),
      () => made.stranger.estimateNotificationRecipients({ app_id: made.appId, included_segments: ['All'] }),
      () => made.official.getNotification(otherApp, id),
      () => made.official.getNotification(made.appId, randomUUID()),
    ];
    for (const call of calls) expect(await refusal(call())).toMatchObject({ code: 404 });
    expect(await made.official.getNotification(made.appId, id)).toMatchObject({ canceled: false });
    const mine = {
      app_id: otherApp,
      include_subscription_ids: [toUuid('subscriber', encodeId('subscriber', made.people[0]?.id ?? 0n))],
    };
    expect(await made.stranger.createNotification(made.notification(mine))).toMatchObject({ id: '' });
  });
});
