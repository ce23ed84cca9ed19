import * as OneSignal from '@onesignal/node-onesignal';
import { Client } from 'onesignal-node';
import { afterAll, beforeAll } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import type { Action } from '@/lib/contracts/actors';
import { API_KEY_SCOPES } from '@/lib/contracts/api-keys';
import { addSubscribers, makeSite, type TestSite, type TestSubscriber } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { createSegment } from '@/lib/segments/create-segment';
import { runWorker } from '@/workers/run-worker';
import { toUuid } from '../onesignal/uuid';
import { startCompatServer } from '../test-support';

/** A site with 30 people and a worker that sends to them. The clients are the published ones: only address and key are ours. */
export interface NotifyingSite {
  sink: PushSink;
  site: TestSite;
  /** Of another tenant. */
  other: TestSite;
  people: TestSubscriber[];
  appId: string;
  official: OneSignal.DefaultApi;
  /** With the other tenant's key. */
  stranger: OneSignal.DefaultApi;
  community: Client;
  clientOf(restApiKey: string): OneSignal.DefaultApi;
  /** "Sale" with a text, in English. */
  notification(fields: Partial<OneSignal.Notification>): OneSignal.Notification;
  /** Half of the people, in the segment "Plus". */
  plusCount(): number;
}

/** Started before the tests of a file, and closed after them; its fields are there from the first test on. */
export function withNotifyingSite(): NotifyingSite {
  const made = {} as NotifyingSite;
  let close = async () => {};
  beforeAll(async () => {
    const sink = await startPushSink();
    process.env.BELFRY_PUSH_HOSTS = sink.host;
    const server = await startCompatServer();
    const stop = runWorker();
    close = async () => {
      await stop();
      await closeQueues();
      await server.close();
      await sink.close();
    };
    const site = await makeSite();
    const other = await makeSite('Other');
    const people = await addSubscribers(site, sink, 30);
    await pool.query(`UPDATE subscribers SET tags = '{"plan":"plus","level":7}' WHERE site_id = $1 AND id % 2 = 0`, [
      site.id,
    ]);
    const isPlus = { field: 'tag', key: 'plan', operator: 'is', value: 'plus' } as const;
    await createSegment(site.actor, site.publicId, { name: 'Plus', rule: isPlus });
    const appId = toUuid('site', site.publicId);
    const clientOf = (restApiKey: string) => {
      const baseServer = new OneSignal.ServerConfiguration(`${server.url}/onesignal`, {});
      return new OneSignal.DefaultApi(OneSignal.createConfiguration({ restApiKey, baseServer }));
    };
    Object.assign(made, {
      sink,
      site,
      other,
      people,
      appId,
      clientOf,
      official: clientOf(await keyOf(site)),
      stranger: clientOf(await keyOf(other)),
      community: new Client(appId, await keyOf(site), { apiRoot: `${server.url}/onesignal` }),
      notification: (fields) =>
        Object.assign(new OneSignal.Notification(), {
          app_id: appId,
          contents: { en: 'Until midnight' },
          headings: { en: 'Sale' },
          ...fields,
        }),
      plusCount: () => people.filter((person) => person.id % 2n === 0n).length,
    } satisfies NotifyingSite);
  });
  afterAll(() => close());
  return made;
}

export const keyOf = async (owner: TestSite, scopes: readonly Action[] = API_KEY_SCOPES) =>
  (await createApiKey(owner.actor, { name: 'k', scopes: [...scopes] })).token;

export const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();
