import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { fanOutRun } from '@/lib/delivery/fan-out-run';
import { addSubscribers, makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { type PushSink, startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { campaignProgress } from '@/lib/stats/campaign-progress';
import { explainDelivery } from '@/lib/stats/explain-delivery';
import { api } from '../app';

let sink: PushSink;
let site: TestSite;
let token: string;
let people: bigint[];

beforeAll(async () => {
  sink = await startPushSink();
  site = await makeSite();
  const scopes = ['campaigns.read', 'campaigns.write', 'campaigns.send'] as const;
  token = (await createApiKey(site.actor, { name: 'k', scopes: [...scopes] })).token;
  people = (await addSubscribers(site, sink, 25)).map((one) => one.id);
  // Five hours from now by UTC's clock, so that they wait, whenever the test runs; three have it for themselves.
  await pool.query(
    `INSERT INTO active_hours (subscriber_id, site_id, hour, is_own, is_utc, computed_at)
     SELECT id, $2, extract(hour FROM now() AT TIME ZONE 'UTC' + interval '5 hours'), n <= 3, true, now()
     FROM unnest($1::bigint[]) WITH ORDINALITY AS p (id, n)`,
    [people, site.id],
  );
});
afterAll(async () => {
  await closeQueues();
  await sink.close();
});

async function call(method: string, path: string, body?: unknown) {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  const response = await api.request(path, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}
const input = { name: 'Sale', message: { title: 'Sale', url: 'https://shop.example/' }, audience: { all: true } };
const make = (more: object) => call('POST', `/api/v1/sites/${site.publicId}/campaigns`, { ...input, ...more });
const best = { kind: 'best_time', fallbackTimezone: 'UTC' };

describe('best time by REST', () => {
  it('tells what is known of the site', async () => {
    const { status, body } = await call('GET', `/api/v1/sites/${site.publicId}/best-time`);
    expect(status).toBe(200);
    expect(body).toEqual({ hour: expect.any(Number), ownCount: 3, seenCount: 25 });
    const { rows } = await pool.query<{ hour: number }>('SELECT DISTINCT hour FROM active_hours WHERE site_id = $1', [
      site.id,
    ]);
    expect(rows).toEqual([{ hour: body.hour }]);
  });

  it('launches at once, keeps everyone for their hour, and says whose turn comes when', async () => {
    const made = await make({ schedule: best });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ status: 'running', schedule: best, nextAt: null });
    const campaignId = decodeId('campaign', made.body.id);
    const { rows } = await pool.query<{ id: bigint; local_time: unknown }>(
      'SELECT id, local_time FROM runs WHERE campaign_id = $1',
      [campaignId],
    );
    expect(rows[0]?.local_time).toEqual({ ...best, siteHour: expect.any(Number) });
    await fanOutRun(rows[0]?.id ?? 0n);
    const { waiting, stats, secondsLeft } = await campaignProgress(site.actor, made.body.id);
    expect({ waiting: waiting?.subscriberCount, pending: stats.pending, secondsLeft }).toEqual({
      waiting: 25,
      pending: 25,
      secondsLeft: null,
    });
    const person = encodeId('subscriber', people[0] ?? 0n);
    const explained = await explainDelivery(site.actor, site.publicId, person, made.body.id);
    expect(explained).toMatchObject({ code: 'waiting', detail: expect.stringContaining('best hour') });
    expect(explained.evidence).toEqual([{ what: 'Their turn comes', found: waiting?.next.at }]);

    await call('POST', `/api/v1/campaigns/${made.body.id}/pause`);
    expect((await call('POST', `/api/v1/campaigns/${made.body.id}/resume`)).body).toMatchObject({ status: 'running' });
    await call('POST', `/api/v1/campaigns/${made.body.id}/cancel`);
    await fanOutRun(rows[0]?.id ?? 0n);
    expect(await campaignProgress(site.actor, made.body.id)).toMatchObject({
      waiting: null,
      stats: { pending: 0, suppressed: 25 },
    });
  });

  it('waits for its start, and can be taken back and launched for all at once instead', async () => {
    const startsAt = new Date(Date.now() + 3 * 86_400_000).toISOString();
    const made = await make({ schedule: { ...best, startsAt } });
    expect(made.body).toMatchObject({ status: 'scheduled', sendAt: startsAt, schedule: { ...best, startsAt } });
    expect((await call('POST', `/api/v1/campaigns/${made.body.id}/unschedule`)).body.status).toBe('draft');
    const launched = await call('POST', `/api/v1/campaigns/${made.body.id}/launch`);
    expect(launched.body).toMatchObject({ status: 'running', schedule: null });
    await call('POST', `/api/v1/campaigns/${made.body.id}/cancel`);
  });

  it('goes with a test of all and a pace, and refuses what makes no sense by naming the field', async () => {
    const fields = async (more: object) => {
      const answer = await make(more);
      return [answer.status, (answer.body.errors ?? []).map((each: { path: string }) => each.path)];
    };
    const abTest = { variants: [{}, { message: { title: 'B' } }] };
    const startsAt = new Date(Date.now() + 3 * 86_400_000).toISOString();
    const fine = { schedule: { ...best, startsAt }, abTest, throttlePerMinute: 600 };
    expect(await fields(fine)).toEqual([201, []]);
    const winner = { decide: 'after', metric: 'clicks', afterSeconds: 3_600 };
    expect(await fields({ ...fine, abTest: { ...abTest, testPercent: 20, winner } })).toEqual([
      422,
      ['abTest.testPercent'],
    ]);
    expect(await fields({ schedule: { ...best, startsAt: '2020-01-01T00:00:00Z' } })).toEqual([
      422,
      ['schedule.startsAt'],
    ]);
    expect(await fields({ schedule: { ...best, startsAt: '9999-01-01T00:00:00Z' } })).toEqual([
      422,
      ['schedule.startsAt'],
    ]);
    expect(await fields({ schedule: { ...best, fallbackTimezone: 'Mars/Base' } })).toEqual([
      422,
      ['schedule.fallbackTimezone'],
    ]);
    expect(await fields({ schedule: best, sendAt: startsAt })).toEqual([422, ['schedule']]);
    const recurring = { kind: 'recurring', rule: { every: 'day' }, time: '09:00', timezone: 'UTC', bestTime: true };
    expect((await make({ schedule: recurring })).status).toBe(422);
  });
});
