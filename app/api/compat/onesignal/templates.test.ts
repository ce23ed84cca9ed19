import * as OneSignal from '@onesignal/node-onesignal';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { createTemplate } from '@/lib/campaigns/create-template';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { addSubscribers, makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { closeQueues } from '@/lib/platform/queue';
import { type CompatServer, refusal, startCompatServer } from '../test-support';
import { fromUuid, toUuid } from './uuid';

// The client is the published one, unmodified: only its address and its key are ours.
let sink: PushSink;
let server: CompatServer;
let site: TestSite;
let appId: string;
let official: OneSignal.DefaultApi;
let stranger: OneSignal.DefaultApi;

beforeAll(async () => {
  sink = await startPushSink();
  process.env.BELFRY_PUSH_HOSTS = sink.host;
  server = await startCompatServer();
  site = await makeSite();
  await addSubscribers(site, sink, 1);
  appId = toUuid('site', site.publicId);
  official = await clientOf(site);
  stranger = await clientOf(await makeSite('Other'));
});
afterAll(async () => {
  await closeQueues();
  await server.close();
  await sink.close();
});

async function clientOf(owner: TestSite): Promise<OneSignal.DefaultApi> {
  const { token } = await createApiKey(owner.actor, { name: 'k', scopes: [...API_KEY_SCOPES] });
  const baseServer = new OneSignal.ServerConfiguration(`${server.url}/onesignal`, {});
  const keys = { restApiKey: token, organizationApiKey: token };
  return new OneSignal.DefaultApi(OneSignal.createConfiguration({ ...keys, baseServer }));
}

const request = (fields: Partial<OneSignal.CreateTemplateRequest>) =>
  Object.assign(new OneSignal.CreateTemplateRequest(), { app_id: appId, ...fields });
const make = async (fields: Partial<OneSignal.CreateTemplateRequest>) =>
  (await official.createTemplate(request(fields))).id ?? '';
const texts = { contents: { en: 'Until midnight', de: 'Bis Mitternacht' }, headings: { en: 'Sale', de: 'Ausverkauf' } };

/** A notification for tomorrow, as it is kept. */
async function sendWith(fields: Partial<OneSignal.Notification>) {
  const sent = await official.createNotification(
    Object.assign(new OneSignal.Notification(), {
      app_id: appId,
      included_segments: ['All'],
      send_after: new Date(Date.now() + 86_400_000).toISOString(),
      ...fields,
    }),
  );
  return official.getNotification(appId, sent.id ?? '');
}

const errorsOf = (error: Record<string, unknown>) => (error.body as { errors: string[] }).errors.join(' ');

it('makes, reads, lists, changes and deletes a template', async () => {
  const id = await make({ name: 'Sale', ...texts });
  expect(await official.viewTemplate(id, appId)).toMatchObject({ id, name: 'Sale', channel: 'push', content: texts });
  await make({ name: 'Other', contents: { en: 'x' } });
  const listed = await official.viewTemplates(appId, 1, 1);
  expect(listed.templates?.map((each) => each.name)).toEqual(['Sale']);
  expect((await official.viewTemplates(appId, 50, 0, 'email')).templates).toEqual([]);

  const patch = Object.assign(new OneSignal.UpdateTemplateRequest(), { headings: { en: 'Last day' } });
  await official.updateTemplate(id, appId, patch);
  expect(await official.viewTemplate(id, appId)).toMatchObject({
    name: 'Sale',
    content: { contents: texts.contents, headings: { en: 'Last day' } },
  });
  expect(await official.deleteTemplate(id, appId)).toMatchObject({ success: true });
  expect(await refusal(official.viewTemplate(id, appId))).toMatchObject({ code: 404 });
});

it('sends what a template says, but for what the notification says itself', async () => {
  const id = await make({ name: 'Shipped', ...texts });
  expect(await sendWith({ template_id: id })).toMatchObject({ name: 'Shipped', ...texts });
  const own = await sendWith({ template_id: id, contents: { en: 'Today' }, web_url: 'https://shop.example/today' });
  expect(own).toMatchObject({ contents: { en: 'Today' }, headings: { en: 'Sale' }, url: 'https://shop.example/today' });
});

it('keeps what OneSignal has no field for', async () => {
  const message = { title: 'Sale', url: 'https://shop.example/sale', utm: { source: 'belfry' } };
  const made = await createTemplate(site.actor, site.publicId, { name: 'Ours', message, urgency: 'low' });
  const id = toUuid('template', made.id);
  expect(fromUuid('template', id)).toBe(made.id);
  await official.updateTemplate(
    id,
    appId,
    Object.assign(new OneSignal.UpdateTemplateRequest(), { name: 'Still ours' }),
  );
  const { contents, url } = await sendWith({ template_id: id, contents: { en: 'Now' } });
  expect({ contents, url }).toEqual({ contents: { en: 'Now' }, url: 'https://shop.example/sale' });
});

it.each<[string, () => Promise<unknown>, RegExp]>([
  [
    'mail',
    () => official.createTemplate(request({ name: 'm', ...texts, is_email: true })),
    /^isEmail is not supported/,
  ],
  [
    'a field of its own',
    () => official.createTemplate(request({ name: 'm', ...texts, dynamic_content: 'x' })),
    /^dynamic_/,
  ],
  ['no text', () => official.createTemplate(request({ name: 'm' })), /^contents/],
  ['no name', () => official.createTemplate(request({ ...texts })), /^name/],
  ['an unknown template', () => sendWith({ template_id: 'nonsense' }), /No template has the id given/],
])('refuses %s by name', async (_what, call, message) => {
  expect(errorsOf(await refusal(call()))).toMatch(message);
});

it("keeps another tenant's templates out of reach", async () => {
  const id = await make({ name: 'Mine', ...texts });
  const target = Object.assign(new OneSignal.CopyTemplateRequest(), { target_app_id: appId });
  const calls = [
    () => stranger.viewTemplates(appId),
    () => stranger.viewTemplate(id, appId),
    () => stranger.deleteTemplate(id, appId),
    () => stranger.updateTemplate(id, appId, Object.assign(new OneSignal.UpdateTemplateRequest(), { name: 'x' })),
    () => stranger.copyTemplateToApp(id, appId, target),
    () => stranger.createTemplate(request({ name: 'x', ...texts })),
  ];
  for (const call of calls) expect(await refusal(call())).toMatchObject({ code: 404 });
  expect(await official.viewTemplate(id, appId)).toMatchObject({ name: 'Mine' });
});
