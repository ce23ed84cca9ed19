import { afterAll, beforeEach, expect, it } from 'vitest';
import { MessageInput } from '@/lib/contracts/messages';
import { db } from '@/lib/platform/db';
import type { AppError } from '@/lib/platform/errors';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { getSite } from '@/lib/sites/get-site';
import { createSubscriber } from '@/lib/subscribers/create-subscriber';
import { listTestSubscribers } from '@/lib/subscribers/list-test-subscribers';
import { makeSubscription, makeTestSite } from '@/lib/subscribers/test-support';
import { explainByIndex } from '@/tests/support/explain-by-index';
import { HAS_TEST_SQL, hasSentTest } from './has-sent-test';
import { sendFirstTest } from './send-first-test';

afterAll(closeQueues);

let site: Awaited<ReturnType<typeof makeTestSite>>;
let id: string;
beforeEach(async () => {
  site = await makeTestSite();
  id = (await createSubscriber(site.actor, site.publicId, makeSubscription())).subscriber.id;
});
const runsOf = () => db.run.findMany({ where: { siteId: site.id } });

it('marks the browser as a test subscriber and sends it a few words in the site’s name', async () => {
  expect(await hasSentTest(site.actor, site.publicId)).toBe(false);
  await sendFirstTest(site.actor, site.publicId, id);
  expect((await listTestSubscribers(site.actor, site.publicId)).map((each) => each.id)).toEqual([id]);
  const [run] = await runsOf();
  expect(run).toMatchObject({ isTest: true, lane: 'priority', campaignId: null });
  expect(run?.audience).toMatchObject({ selection: { kind: 'subscribers', ids: [id] } });
  const [message] = (run?.messages ?? []) as unknown[];
  const { name } = await getSite(site.actor, site.publicId);
  expect(MessageInput.parse(message).title).toBe(`${name} can reach you`);
  expect(await hasSentTest(site.actor, site.publicId)).toBe(true);
  const entry = await db.auditEntry.findFirst({
    where: { workspaceId: decodeId('workspace', site.actor.workspaceId), action: 'site.test' },
  });
  expect(entry).toMatchObject({
    target: site.publicId,
    detail: { subscriber: id, run: encodeId('run', run?.id ?? 0n) },
  });
});

it('sends nothing to who gets nothing any more, nor to another site’s', async () => {
  await db.subscriber.updateMany({ where: { siteId: site.id }, data: { status: 'gone', endedAt: new Date() } });
  const codeOf = (work: Promise<unknown>) => work.catch((error: AppError) => error.code);
  expect(await codeOf(sendFirstTest(site.actor, site.publicId, id))).toBe('invalid_input');
  const other = await makeTestSite();
  expect(await codeOf(sendFirstTest(other.actor, other.publicId, id))).toBe('not_found');
  expect(await codeOf(sendFirstTest(other.actor, site.publicId, id))).toBe('not_found');
  expect(await runsOf()).toEqual([]);
});

it('knows of a test without reading the runs', async () => {
  expect(await explainByIndex(HAS_TEST_SQL, [String(site.id)])).toContain('runs_test_idx');
});
