import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as OneSignal from '@onesignal/node-onesignal';
import { Client } from 'onesignal-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { getCampaign } from '@/lib/campaigns/get-campaign';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { addSubscribers, makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { closeQueues } from '@/lib/platform/queue';
import { type CompatServer, refusal, startCompatServer } from '../test-support';
import { fromUuid, toUuid } from './uuid';

// What a notification says is kept and shown as it was sent, field by field.

let sink: PushSink;
let server: CompatServer;
let site: TestSite;
let appId: string;
let token: string;
let official: OneSignal.DefaultApi;
let community: Client;

beforeAll(async () => {
  sink = await startPushSink();
  server = await startCompatServer();
  site = await makeSite();
  appId = toUuid('site', site.publicId);
  await addSubscribers(site, sink, 3);
  token = (await createApiKey(site.actor, { name: 'k', scopes: [...API_KEY_SCOPES] })).token;
  const baseServer = new OneSignal.ServerConfiguration(`${server.url}/onesignal`, {});
  official = new OneSignal.DefaultApi(OneSignal.createConfiguration({ restApiKey: token, baseServer }));
  community = new Client(appId, token, { apiRoot: `${server.url}/onesignal` });
});
afterAll(async () => {
  await closeQueues();
  await server.close();
  await sink.close();
});

const later = (fields: Partial<OneSignal.Notification> = {}) =>
  Object.assign(new OneSignal.Notification(), {
    app_id: appId,
    contents: { en: 'Until midnight' },
    included_segments: ['All'],
    send_after: new Date(Date.now() + 86_400_000).toISOString(),
    ...fields,
  });

const stored = (id: string) => getCampaign(site.actor, fromUuid('campaign', id));

describe('a notification of the official client', () => {
  it('keeps its images, topic, priority and buttons, and shows them as they were sent', async () => {
    const sent = {
      chrome_web_icon: 'https://shop.example/icon.png',
      chrome_web_image: 'https://shop.example/image.png',
      chrome_web_badge: 'https://shop.example/badge.png',
      web_push_topic: 'deals',
      priority: 10,
      ttl: 3_600,
      web_buttons: [
        { id: 'shop', text: 'Shop', icon: 'https://shop.example/b.png', url: 'https://shop.example/shop' },
        { id: 'later', text: 'Later', url: 'https://shop.example/later' },
      ],
    };
    const { id = '' } = await official.createNotification(later(sent));
    expect(await stored(id)).toMatchObject({
      message: {
        icon: sent.chrome_web_icon,
        image: sent.chrome_web_image,
        badge: sent.chrome_web_badge,
        tag: 'deals',
        actions: [
          { id: 'shop', title: 'Shop', icon: 'https://shop.example/b.png', url: 'https://shop.example/shop' },
          { id: 'later', title: 'Later', url: 'https://shop.example/later' },
        ],
      },
      ttlSeconds: 3_600,
      urgency: 'high',
    });
    const answer = await fetch(`${server.url}/onesignal/notifications/${id}?app_id=${appId}`, {
      headers: { authorization: `Key ${token}` },
    });
    const [shop, other] = sent.web_buttons;
    expect(await answer.json()).toMatchObject({ ...sent, web_buttons: [shop, { ...other, icon: null }] });
  });

  it('takes the icon for Firefox where there is none for Chrome, and lasts three days unless told', async () => {
    const icon = 'https://shop.example/firefox.png';
    const { id = '' } = await official.createNotification(later({ firefox_icon: icon }));
    expect(await stored(id)).toMatchObject({ message: { icon }, ttlSeconds: 259_200, urgency: 'normal' });
    const both = { firefox_icon: icon, chrome_web_icon: 'https://shop.example/chrome.png', priority: 5 };
    const { id: second = '' } = await official.createNotification(later(both));
    expect(await stored(second)).toMatchObject({ message: { icon: both.chrome_web_icon }, urgency: 'normal' });
  });

  it('is refused with more buttons, longer texts and other addresses than there can be', async () => {
    const button = { id: 'a', text: 'a', url: 'https://shop.example/' };
    for (const [fields, message] of [
      [{ web_buttons: [button, button, button] }, /^web_buttons may have at most 2 buttons/],
      [{ web_buttons: [{ ...button, colour: 'red' }] }, /^web_buttons.0.colour is not a known field/],
      [{ headings: { en: 'x'.repeat(121) } }, /^headings may have at most 120/],
      [{ contents: { en: 'x'.repeat(501) } }, /^contents may have at most 500/],
      [{ chrome_web_icon: 'icon.png' }, /^chrome_web_icon must be an address/],
    ] as const) {
      // The older client sends whatever it is given.
      const body = { contents: { en: 'x' }, included_segments: ['All'], ...fields };
      const error = await refusal(community.createNotification(body as never));
      expect(error).toMatchObject({ statusCode: 400 });
      expect(JSON.parse(String(error.body)).errors.join(' ')).toMatch(message);
    }
  });

  it('is listed fifty at a time, from an offset on', async () => {
    const made: string[] = [];
    for (let count = 0; count < 3; count++) made.unshift((await official.createNotification(later())).id ?? '');
    const page = await official.getNotifications(appId, 50, 1);
    expect(page).toMatchObject({ limit: 50, offset: 1 });
    expect(page.notifications?.slice(0, 2).map(({ id }) => id)).toEqual(made.slice(1));
    expect(page.notifications).toHaveLength((page.total_count ?? 0) - 1);
    expect(await official.getNotifications(appId, 50, 10_000)).toMatchObject({ offset: 10_000, notifications: [] });
    for (const call of [() => official.getNotifications(appId, 51), () => official.getNotifications(appId, 1, 10_001)])
      expect(await refusal(call())).toMatchObject({ code: 400 });
  });
});

describe('onesignal-node', () => {
  it('sends its key as Basic, which is taken', async () => {
    const seen: (string | undefined)[] = [];
    const listener = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{}');
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as AddressInfo;
    await new Client(appId, token, { apiRoot: `http://127.0.0.1:${port}` }).viewNotifications();
    await new Promise((resolve) => listener.close(resolve));
    expect(seen).toEqual([`Basic ${token}`]);
    expect((await community.viewNotifications()).statusCode).toBe(200);
  });
});
