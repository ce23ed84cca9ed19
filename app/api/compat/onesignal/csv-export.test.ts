import { gunzipSync } from 'node:zlib';
import * as OneSignal from '@onesignal/node-onesignal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import type { Action } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { addSubscribers, makeSite, type TestSite, type TestSubscriber } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { PAGE_ROWS, runExport } from '@/lib/exports/run-export';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { api } from '../../app';
import { type CompatServer, refusal, startCompatServer } from '../test-support';
import { openExportLink, sealExportLink } from './export-link';
import { toUuid } from './uuid';

let sink: PushSink;
let server: CompatServer;
let site: TestSite;
let appId: string;
let people: TestSubscriber[];
let official: OneSignal.DefaultApi;

// More than a page of the export, so that lines come over the border of two pieces.
const COUNT = PAGE_ROWS + 5;

beforeAll(async () => {
  sink = await startPushSink();
  server = await startCompatServer();
  site = await makeSite();
  appId = toUuid('site', site.publicId);
  people = await addSubscribers(site, sink, COUNT);
  await addSubscribers(await makeSite('Other'), sink, 1);
  official = await clientOf(site);
}, 60_000);
afterAll(async () => {
  await closeQueues();
  await server.close();
  await sink.close();
});

async function clientOf(owner: TestSite, scopes: readonly Action[] = API_KEY_SCOPES): Promise<OneSignal.DefaultApi> {
  const { token } = await createApiKey(owner.actor, { name: 'k', scopes: [...scopes] });
  const baseServer = new OneSignal.ServerConfiguration(`${server.url}/onesignal`, {});
  return new OneSignal.DefaultApi(OneSignal.createConfiguration({ restApiKey: token, baseServer }));
}

/** By the link alone: no key, as their users fetch it. */
async function fetchFile(url: string | undefined) {
  const response = await api.request(new URL(url ?? '').pathname);
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

/** As the worker does. */
async function makeAll(): Promise<void> {
  const { rows } = await pool.query<{ id: bigint }>(`SELECT id FROM exports WHERE state = 'pending'`);
  for (const { id } of rows) await runExport(id, new AbortController().signal);
}

const errorsOf = (error: Record<string, unknown>) => (error.body as { errors: string[] }).errors.join(' ');

describe('a CSV export', () => {
  it('is a link that answers 404 until the file is there, and then the columns that are known', async () => {
    const [first] = people;
    const at = '2026-01-31T09:30:15Z';
    await pool.query(
      `UPDATE subscribers SET tags = '{"plan":"a,b","n":7}', language = 'de', timezone = 'Europe/Berlin', country = 'DE',
         browser = 'Firefox', browser_version = '140', os = 'Linux', last_seen_at = $2, subscribed_at = $2,
         external_id = '=cmd' WHERE id = $1`,
      [first?.id, at],
    );
    const { csv_file_url: url } = await official.exportSubscriptions(appId, {
      extra_fields: ['external_user_id', 'country', 'notification_types'],
    });
    const waiting = await fetchFile(url);
    expect([waiting.status, waiting.headers.get('retry-after')]).toEqual([404, '5']);
    await makeAll();
    const { status, headers, bytes } = await fetchFile(url);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/gzip']);
    const lines = gunzipSync(bytes).toString().trimEnd().split('\r\n');
    expect(lines.length).toBe(1 + COUNT);
    expect(lines[0]).toBe(
      'id,identifier,session_count,language,timezone,game_version,device_os,device_type,device_model,ad_id,tags,' +
        'last_active,playtime,amount_spent,created_at,invalid_identifier,badge_count,external_user_id,country,' +
        'notification_types',
    );
    const id = toUuid('subscriber', encodeId('subscriber', first?.id ?? 0n));
    expect(lines.find((line) => line.startsWith(id))).toBe(
      `${id},,1,de,Europe/Berlin,,140,8,Linux,,"{""n"":""7"",""plan"":""a,b""}",2026-01-31 09:30:15 UTC,0,0,` +
        `2026-01-31 09:30:15 UTC,f,0,"'=cmd",DE,1`,
    );
    const ids = lines.slice(1).map((line) => line.slice(0, 36));
    expect(new Set(ids)).toEqual(new Set(people.map((one) => toUuid('subscriber', encodeId('subscriber', one.id)))));
    // Everyone's push secrets stay where a key is asked for.
    expect(gunzipSync(bytes).toString()).not.toContain(sink.origin);
  });

  it('may be of those who were there since', async () => {
    await pool.query(`UPDATE subscribers SET last_seen_at = '2099-03-01T00:00:00Z' WHERE id = ANY ($1)`, [
      people.slice(1, 4).map(({ id }) => id),
    ]);
    const since = String(Date.parse('2099-03-01T00:00:00Z') / 1_000);
    const { csv_file_url: url } = await official.exportSubscriptions(appId, { last_active_since: since });
    await makeAll();
    const text = gunzipSync((await fetchFile(url)).bytes).toString();
    expect(text.trimEnd().split('\r\n').length).toBe(4);
  });

  it('may be of what became of a notification', async () => {
    const notification = Object.assign(new OneSignal.Notification(), {
      app_id: appId,
      contents: { en: 'x' },
      included_segments: ['All'],
      send_after: new Date(Date.now() + 86_400_000).toISOString(),
    });
    const { id = '' } = await official.createNotification(notification);
    const { csv_file_url: url } = await official.exportEvents(id, appId);
    await makeAll();
    const { status, bytes } = await fetchFile(url);
    expect(status).toBe(200);
    expect(gunzipSync(bytes).toString()).toMatch(/^campaignId,runId,subscriberId,.*\r\n$/);
  });

  it('has three under way at most', async () => {
    for (let count = 0; count < 3; count++) await official.exportSubscriptions(appId);
    const error = await refusal(official.exportSubscriptions(appId));
    expect(error).toMatchObject({ code: 429 });
    await makeAll();
  });

  it('ends with its export', async () => {
    const { csv_file_url: url } = await official.exportSubscriptions(appId);
    await makeAll();
    await pool.query(`UPDATE exports SET expires_at = now() - interval '1 second'`);
    expect((await fetchFile(url)).status).toBe(404);
  });

  it('needs a link that was made here', async () => {
    const link = {
      workspaceId: site.actor.workspaceId,
      siteId: site.publicId,
      exportId: encodeId('export', 1n),
      kind: 'players' as const,
      extraFields: [],
      since: null,
    };
    const sealed = sealExportLink(link);
    expect(openExportLink(sealed)).toEqual(link);
    const middle = Math.floor(sealed.length / 2);
    const changed = `${sealed.slice(0, middle)}${sealed[middle] === 'A' ? 'B' : 'A'}${sealed.slice(middle + 1)}`;
    for (const token of [changed, sealed.slice(0, -4), 'nonsense', '%00']) {
      const { status, bytes } = await fetchFile(`http://x/compat/onesignal/csv_exports/${token}.csv.gz`);
      expect([token, status, JSON.parse(bytes.toString())]).toEqual([token, 404, { errors: [expect.any(String)] }]);
    }
  });

  it.each<[string, OneSignal.ExportSubscriptionsRequestBody, RegExp]>([
    ['a segment', { segment_name: 'x' }, /^segment_name is not supported/],
    ['keys', { extra_fields: ['web_auth'] }, /^extra_fields.0 web_auth is not supported/],
    ['a time that is none', { last_active_since: 'soon' }, /^last_active_since /],
  ])('is refused by name: %s', async (_name, body, message) => {
    const error = await refusal(official.exportSubscriptions(appId, body));
    expect(error).toMatchObject({ code: 400 });
    expect(errorsOf(error)).toMatch(message);
  });

  it('needs the permission, of its own tenant', async () => {
    const reader = await clientOf(site, ['subscribers.read']);
    expect(await refusal(reader.exportSubscriptions(appId))).toMatchObject({ code: 403 });
    const stranger = await clientOf(await makeSite('Third'));
    expect(await refusal(stranger.exportSubscriptions(appId))).toMatchObject({ code: 404 });
  });
});
