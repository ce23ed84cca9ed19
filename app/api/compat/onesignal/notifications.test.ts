import { randomUUID } from 'node:crypto';
import type * as OneSignal from '@onesignal/node-onesignal';
import { describe, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { tomorrow, withNotifyingSite } from '../test-kit/notifying-site';
import { refusal } from '../test-support';
import { toUuid } from './uuid';

const made = withNotifyingSite();

async function ended(id: string) {
  for (const deadline = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 30))) {
    const found = await made.official.getNotification(made.appId, id);
    if (found.completed_at) return found;
    if (Date.now() > deadline) throw new Error(`not ended: ${JSON.stringify(found)}`);
  }
}

describe('the official client', () => {
  it('sends to everyone, and reads what became of it', async () => {
    const sent = await made.official.createNotification(
      made.notification({
        included_segments: ['Subscribed Users'],
        web_url: 'https://shop.example/sale',
        web_buttons: [{ id: 'shop', text: 'Shop', url: 'https://shop.example/shop' }],
        is_any_web: true,
        ttl: 0,
        throttle_rate_per_minute: '0',
      }),
    );
    const found = await ended(sent.id ?? '');
    expect(found).toMatchObject({ successful: 30, failed: 0, errored: 0, remaining: 0, canceled: false });
    expect(found).toMatchObject({ headings: { en: 'Sale' }, contents: { en: 'Until midnight' }, app_id: made.appId });
    expect(made.sink.messages.at(-1)?.message).toMatchObject({
      notification: {
        title: 'Sale',
        body: 'Until midnight',
        data: { u: ['https://shop.example/sale', 'https://shop.example/shop'] },
      },
    });
    expect(Number(made.sink.messages.at(-1)?.headers.ttl)).toBeLessThanOrEqual(60);
  });

  it.each<[string, () => Partial<OneSignal.Notification>, () => number]>([
    ['a segment', () => ({ included_segments: ['Plus'] }), () => made.plusCount()],
    [
      'everyone but a segment',
      () => ({ included_segments: ['All'], excluded_segments: ['Plus'] }),
      () => 30 - made.plusCount(),
    ],
    [
      'filters',
      () => ({ filters: [{ field: 'tag', key: 'level', relation: '>', value: '6' }] }),
      () => made.plusCount(),
    ],
    [
      'filters in groups',
      () => ({
        filters: [
          { field: 'tag', key: 'plan', relation: '=', value: 'plus' },
          { operator: 'OR' },
          { field: 'tag', key: 'plan', relation: 'not_exists' },
          { field: 'first_session', relation: '<', hours_ago: '240' },
        ],
      }),
      () => 30,
    ],
    [
      'external ids',
      () => ({ include_aliases: { external_id: [`user-${made.people[0]?.token}`] }, target_channel: 'push' }),
      () => 1,
    ],
    [
      'subscription ids',
      () => ({
        include_subscription_ids: made.people
          .slice(0, 2)
          .map(({ id }) => toUuid('subscriber', encodeId('subscriber', id))),
      }),
      () => 2,
    ],
  ])('reaches %s', async (_name, fields, count) => {
    const sent = await made.official.createNotification(made.notification(fields()));
    expect(sent.errors).toBeUndefined();
    expect((await ended(sent.id ?? '')).successful).toBe(count());
  });

  it('tells which names have nobody behind them', async () => {
    const known = `user-${made.people[0]?.token}`;
    const some = await made.official.createNotification(
      made.notification({ include_aliases: { external_id: [known, 'nobody'] }, target_channel: 'push' }),
    );
    expect(some).toMatchObject({ errors: { invalid_aliases: { external_id: ['nobody'] } } });
    expect(some.id).not.toBe('');
    const none = await made.official.createNotification(
      made.notification({ include_aliases: { external_id: ['nobody'] }, target_channel: 'push' }),
    );
    expect(none).toMatchObject({ id: '', errors: ['All included players are not subscribed'] });
    const empty = [{ field: 'tag', key: 'plan', relation: '=', value: 'none' }];
    expect(
      await made.official.createNotification(made.notification({ filters: empty as OneSignal.FilterExpression[] })),
    ).toMatchObject({
      id: '',
    });
  });

  it('schedules, lists and cancels', async () => {
    const at = tomorrow();
    const { id = '' } = await made.official.createNotification(
      made.notification({ included_segments: ['All'], send_after: at, name: 'Later' }),
    );
    const found = await made.official.getNotification(made.appId, id);
    expect(found).toMatchObject({ name: 'Later', send_after: Math.floor(Date.parse(at) / 1000), canceled: false });
    const page = await made.official.getNotifications(made.appId, 1, 0);
    expect(page).toMatchObject({ limit: 1, offset: 0, notifications: [{ id }] });
    const second = await made.official.getNotifications(made.appId, 1, 1);
    expect(second.total_count).toBe(page.total_count);
    expect(second.notifications?.[0]?.id).not.toBe(id);
    expect(await made.official.cancelNotification(made.appId, id)).toEqual({ success: true });
    expect(await made.official.getNotification(made.appId, id)).toMatchObject({ canceled: true });
    const again = await refusal(made.official.cancelNotification(made.appId, id));
    expect(again).toMatchObject({ code: 400 });
  });

  it('sends once for an idempotency key', async () => {
    const key = randomUUID();
    const make = () =>
      made.official.createNotificationWithRetry(
        made.notification({ included_segments: ['Plus'], idempotency_key: key }),
      );
    const first = await make();
    const second = await make();
    expect(second.response).toEqual(first.response);
    expect(first).toMatchObject({ wasReplayed: false, response: { external_id: key } });
    expect(second.wasReplayed).toBe(true);
    // What is still under way would be taken for what the next test sends.
    await ended(first.response.id ?? '');
  });

  it('counts before it sends', async () => {
    const request = { app_id: made.appId, included_segments: ['Plus'] };
    expect(await made.official.estimateNotificationRecipients(request)).toMatchObject({
      count: made.plusCount(),
      cap_applied: false,
    });
  });

  it('speaks the language of each recipient, of a message and of a campaign', async () => {
    const some = made.people.slice(0, 3);
    const languages = ['de-at', 'pt', 'fr'];
    for (const [index, one] of some.entries()) {
      await pool.query('UPDATE subscribers SET language = $2 WHERE id = $1', [one.id, languages[index]]);
    }
    const said = {
      contents: { de: 'Bis Mitternacht', en: 'Until midnight', pt: 'Olá' },
      headings: { en: 'Sale', de: 'Los' },
    };
    for (const target of [
      { include_aliases: { external_id: some.map(({ token }) => `user-${token}`) }, target_channel: 'push' as const },
      { included_segments: ['All'] },
    ]) {
      made.sink.messages.length = 0;
      const { id = '' } = await made.official.createNotification(made.notification({ ...said, ...target }));
      await ended(id);
      const got = some.map(({ token }) => made.sink.messages.find((one) => one.token === token)?.message.notification);
      expect(got.map((one) => [one?.title, one?.body])).toEqual([
        ['Los', 'Bis Mitternacht'],
        ['Sale', 'Olá'],
        ['Sale', 'Until midnight'],
      ]);
      if ('included_segments' in target) {
        expect(await made.official.getNotification(made.appId, id)).toMatchObject({
          contents: said.contents,
          headings: { ...said.headings, pt: 'Sale' },
        });
      }
    }
  });

  it("sends at a time of each recipient's own clock", async () => {
    const date = tomorrow().slice(0, 10);
    const { id = '' } = await made.official.createNotification(
      made.notification({
        included_segments: ['All'],
        delayed_option: 'timezone',
        delivery_time_of_day: '9:30PM',
        send_after: `${date} 08:00:00 GMT-0700`,
      }),
    );
    expect(await made.official.getNotification(made.appId, id)).toMatchObject({
      delayed_option: 'timezone',
      delivery_time_of_day: '21:30',
    });
    const { rows } = await pool.query(`SELECT schedule FROM campaigns WHERE schedule IS NOT NULL`);
    expect(rows).toEqual([
      { schedule: { kind: 'local_time', at: `${date}T21:30`, fallbackTimezone: 'UTC', whenPassed: 'next_day' } },
    ]);
    expect(await made.official.cancelNotification(made.appId, id)).toEqual({ success: true });
  });

  it('sends when each was last active, as best time', async () => {
    const sendAfter = new Date(Date.now() + 3 * 86_400_000).toISOString();
    const { id = '' } = await made.official.createNotification(
      made.notification({ included_segments: ['All'], delayed_option: 'last-active', send_after: sendAfter }),
    );
    expect(await made.official.getNotification(made.appId, id)).toMatchObject({ delayed_option: 'last-active' });
    const { rows } = await pool.query(`SELECT schedule FROM campaigns WHERE schedule ->> 'kind' = 'best_time'`);
    expect(rows).toEqual([{ schedule: { kind: 'best_time', startsAt: sendAfter, fallbackTimezone: 'UTC' } }]);
    expect(await made.official.cancelNotification(made.appId, id)).toEqual({ success: true });
  });
});

describe('onesignal-node', () => {
  it('sends, schedules, views, lists and cancels', async () => {
    const content = { contents: { en: 'Hello' }, headings: { en: 'Old client' } };
    const players = [toUuid('subscriber', encodeId('subscriber', made.people[1]?.id ?? 0n))];
    const sent = await made.community.createNotification({ ...content, include_player_ids: players });
    expect((await ended(sent.body.id)).successful).toBe(1);
    const toUser = await made.community.createNotification({
      ...content,
      include_external_user_ids: [`user-${made.people[2]?.token}`],
    });
    expect((await ended(toUser.body.id)).successful).toBe(1);
    const later = await made.community.createNotification({
      ...content,
      included_segments: ['All'],
      send_after: tomorrow(),
    });
    const viewed = await made.community.viewNotification(later.body.id);
    expect(viewed.body).toMatchObject({ id: later.body.id, headings: { en: 'Old client' }, canceled: false });
    const list = await made.community.viewNotifications({ limit: 1 });
    expect(list.body.notifications).toMatchObject([{ id: later.body.id }]);
    expect((await made.community.cancelNotification(later.body.id)).body).toEqual({ success: true });
    const error = await refusal(made.community.viewNotification(randomUUID()));
    expect(error).toMatchObject({ statusCode: 404, body: '{"errors":["Notification not found"]}' });
  });
});
