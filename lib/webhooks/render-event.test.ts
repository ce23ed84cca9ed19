import { beforeAll, describe, expect, it } from 'vitest';
import {
  addSubscribers,
  makeRun,
  makeSite,
  type TestRun,
  type TestSite,
  type TestSubscriber,
} from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { renderEvent, type StoredEvent } from './render-event';

let sink: PushSink;
let site: TestSite;
let run: TestRun;
let people: TestSubscriber[];
const at = new Date('2026-11-22T10:00:00Z');

beforeAll(async () => {
  sink = await startPushSink();
  site = await makeSite();
  people = await addSubscribers(site, sink, 2);
  run = await makeRun(site);
  return () => sink.close();
});

async function render(event: Partial<StoredEvent>) {
  const ids = people.map((one) => String(one.id));
  const stored = {
    id: 1n,
    siteId: site.id,
    type: '',
    runId: run.id,
    subscriberIds: ids,
    details: ['', ''],
    times: [at, at],
    createdAt: at,
  };
  return JSON.parse(await renderEvent({ ...stored, ...event }));
}
const subscriberId = (i: number) => encodeId('subscriber', people[i]?.id ?? 0n);

describe('renderEvent', () => {
  it('tells one item for each target that was clicked', async () => {
    const { type, timestamp, data } = await render({ type: 'message.clicked', details: ['1', '6'] });
    expect([type, timestamp]).toEqual(['message.clicked', '2026-11-22T10:00:00.000Z']);
    expect(data).toMatchObject({
      siteId: site.publicId,
      campaignId: encodeId('campaign', run.campaignId),
      runId: encodeId('run', run.id),
      messageId: null,
      isTest: false,
    });
    expect(
      data.items.map((item: { subscriberId: string; target: string }) => [item.subscriberId, item.target]),
    ).toEqual([
      [subscriberId(0), 'body'],
      [subscriberId(1), 'button-1'],
      [subscriberId(1), 'button-2'],
    ]);
    expect(data.items[0]).toMatchObject({ externalId: `user-${people[0]?.token}`, at: '2026-11-22T10:00:00.000Z' });
  });

  it('tells what became of a message that failed, and why', async () => {
    const { data } = await render({ type: 'message.failed', details: ['3 gone', '7 '] });
    expect(data.items).toMatchObject([
      { outcome: 'gone', reason: 'gone' },
      { outcome: 'unknown', reason: null },
    ]);
  });

  it('tells how a campaign ended, with counts that add up', async () => {
    await pool.query(`UPDATE runs SET status = 'done', finished_at = $2, audience_count = 5 WHERE id = $1`, [
      run.id,
      at,
    ]);
    await pool.query(
      `INSERT INTO run_counters (run_id, slot, site_id, accepted_count, gone_count) VALUES ($1, 0, $2, 3, 0), ($1, 1, $2, 1, 1)`,
      [run.id, site.id],
    );
    const { data } = await render({ type: 'campaign.finished', subscriberIds: [], details: [] });
    expect(data).toMatchObject({
      name: 'Test',
      status: 'done',
      finishedAt: '2026-11-22T10:00:00.000Z',
      counts: { audience: 5, accepted: 4, gone: 1, rejected: 0, expired: 0, suppressed: 0, unknown: 0 },
    });
  });

  it('names a message that has no campaign by its own id', async () => {
    const message = await makeRun(site);
    await pool.query('UPDATE runs SET campaign_id = NULL WHERE id = $1', [message.id]);
    const { data } = await render({ type: 'message.accepted', runId: message.id });
    expect(data).toMatchObject({ campaignId: null, messageId: encodeId('message', message.id) });
  });

  it('shows nobody of another site, whatever ids an event has', async () => {
    const other = await makeSite('Other');
    const stranger = await render({
      siteId: other.id,
      type: 'subscriber.created',
      details: ['subscribed', 'subscribed'],
    });
    expect(stranger.data.items).toMatchObject([{ subscriber: null }, { subscriber: null }]);
    const message = await render({ siteId: other.id, type: 'message.shown' });
    expect(message.data).toMatchObject({ campaignId: null, items: [{ externalId: null }, { externalId: null }] });
    expect(await render({ siteId: other.id, type: 'campaign.started' })).toMatchObject({ data: { campaignId: null } });
  });
});
