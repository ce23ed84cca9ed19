import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { fanOutRun } from '@/lib/delivery/fan-out-run';
import { addSubscribers, makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { startPushSink } from '@/lib/delivery/test-kit/push-sink';
import { pool } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { campaignProgress } from '@/lib/stats/campaign-progress';
import { api } from '../app';

let site: TestSite;
let token: string;

beforeAll(async () => {
  site = await makeSite();
  const scopes = ['campaigns.read', 'campaigns.write', 'campaigns.send'] as const;
  token = (await createApiKey(site.actor, { name: 'k', scopes: [...scopes] })).token;
});
afterAll(closeQueues);

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
const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
const recurring = { kind: 'recurring', rule: { every: 'day' }, time: '09:00', timezone: 'Europe/Paris' };

describe('schedules by REST', () => {
  it("takes one in each subscriber's own time zone, which starts with the first zone's time", async () => {
    const at = `${day(3)}T09:00`;
    const made = await make({ schedule: { kind: 'local_time', at, fallbackTimezone: 'Europe/Paris' } });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      status: 'scheduled',
      sendAt: new Date(Date.parse(`${at}:00Z`) - 14 * 3_600_000).toISOString(),
      schedule: { kind: 'local_time', at, fallbackTimezone: 'Europe/Paris', whenPassed: 'next_day' },
      nextAt: null,
    });
    expect((await call('POST', `/api/v1/campaigns/${made.body.id}/unschedule`)).body).toMatchObject({
      status: 'draft',
    });
  });

  it('starts at once where the time has come in the first zones, and tells who waits for theirs', async () => {
    const sink = await startPushSink();
    try {
      const people = (await addSubscribers(site, sink, 3)).map((one) => one.id);
      await pool.query(`UPDATE subscribers SET timezone = 'Etc/GMT+11' WHERE id = ANY($1)`, [people]);
      // Eleven hours and more from now on the clock of those people.
      const at = new Date(Date.now() + 30 * 60_000).toISOString().slice(0, 16);
      const made = await make({ schedule: { kind: 'local_time', at, fallbackTimezone: 'UTC', whenPassed: 'skip' } });
      expect(made.body).toMatchObject({ status: 'running', schedule: { at } });
      const { rows } = await pool.query<{ id: bigint }>('SELECT id FROM runs WHERE campaign_id = $1', [
        decodeId('campaign', made.body.id),
      ]);
      await fanOutRun(rows[0]?.id ?? 0n);
      const progress = await campaignProgress(site.actor, made.body.id);
      const startsAt = new Date(Date.parse(`${at}:00Z`) + 11 * 3_600_000).toISOString();
      expect(progress.waiting).toEqual({
        subscriberCount: 3,
        next: { at: startsAt, subscriberCount: 3, timezones: ['Etc/GMT+11'], timezoneCount: 1 },
        lastAt: startsAt,
      });
      expect(progress).toMatchObject({ status: 'running', secondsLeft: null, stats: { audience: 3, pending: 3 } });
      await call('POST', `/api/v1/campaigns/${made.body.id}/cancel`);
      await fanOutRun(rows[0]?.id ?? 0n);
      expect(await campaignProgress(site.actor, made.body.id)).toMatchObject({
        waiting: null,
        stats: { pending: 0, suppressed: 3 },
      });
    } finally {
      await sink.close();
    }
  });

  it('takes a rule of the calendar and tells its dates', async () => {
    const draft = await make({});
    const path = `/api/v1/campaigns/${draft.body.id}`;
    const scheduled = await call('POST', `${path}/schedule`, { schedule: { ...recurring, count: 3 } });
    expect(scheduled.body).toMatchObject({ status: 'scheduled', schedule: { ...recurring, count: 3 } });
    const dates = await call('GET', `${path}/occurrences`);
    expect(dates.body).toEqual({ next: expect.any(Array), past: [] });
    expect(dates.body.next).toHaveLength(3);
    expect(dates.body.next[0]).toBe(scheduled.body.nextAt);
    expect((await call('GET', `/api/v1/campaigns/cmp_000000000000a/occurrences`)).status).toBe(404);
  });

  it('changes a series that goes on, from its next date on, and only as it was read', async () => {
    const made = await make({ schedule: { ...recurring, count: 5 } });
    const path = `/api/v1/campaigns/${made.body.id}`;
    const change = { message: { ...input.message, title: 'New' }, schedule: { ...recurring, time: '21:00' } };
    const changed = await call('PATCH', path, change);
    expect([changed.status, changed.body.status]).toEqual([200, 'scheduled']);
    expect(changed.body).toMatchObject(change);
    expect((await call('GET', `${path}/occurrences`)).body.next[0]).toBe(changed.body.nextAt);
    const stale = await api.request(path, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'if-match': `"v${Date.parse(made.body.updatedAt)}"`,
      },
      body: JSON.stringify({ name: 'Stale' }),
    });
    expect(stale.status).toBe(412);
    expect((await call('PATCH', path, { message: { title: '' } })).status).toBe(422);
    expect((await call('PATCH', path, { schedule: null })).body.errors[0].path).toBe('schedule');
    expect((await call('GET', path)).body).toMatchObject(change);
  });

  it('names the field and the rule of a schedule that cannot be taken', async () => {
    const fields = async (more: object) => {
      const answer = await make(more);
      return [
        answer.status,
        (answer.body.errors ?? answer.body.fields ?? []).map((each: { path: string }) => each.path),
      ];
    };
    const past = { kind: 'local_time', at: `${day(-3)}T09:00`, fallbackTimezone: 'UTC' };
    expect(await fields({ schedule: past })).toEqual([422, ['schedule.at']]);
    expect(await fields({ schedule: { ...past, at: '9999-01-01T09:00' } })).toEqual([422, ['schedule.at']]);
    expect(await fields({ schedule: { ...past, at: '2027-02-31T09:00' } })).toEqual([422, ['schedule.at']]);
    // A time that the clocks skip is taken for the first instant after it, in each person's own zone.
    const skipped = { ...past, at: '2027-03-28T02:30', fallbackTimezone: 'Europe/Berlin' };
    expect(await fields({ schedule: skipped })).toEqual([201, []]);
    expect(await fields({ schedule: { ...recurring, timezone: 'Mars/Base' } })).toEqual([422, ['schedule.timezone']]);
    expect(await fields({ schedule: { ...recurring, until: day(-1) } })).toEqual([422, ['schedule.until']]);
    expect(await fields({ schedule: { ...recurring, rule: { every: 'month', day: 32 } } })).toEqual([
      422,
      ['schedule.rule.day'],
    ]);
    expect(await fields({ schedule: recurring, sendAt: `${day(2)}T09:00:00Z` })).toEqual([422, ['schedule']]);
  });
});
