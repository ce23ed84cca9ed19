import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '@/lib/accounts/create-api-key';
import { makeSite, type TestSite } from '@/lib/delivery/test-kit/fixture';
import { closeQueues } from '@/lib/platform/queue';
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
    expect(await fields({ schedule: { ...recurring, timezone: 'Mars/Base' } })).toEqual([422, ['schedule.timezone']]);
    expect(await fields({ schedule: { ...recurring, until: day(-1) } })).toEqual([422, ['schedule.until']]);
    expect(await fields({ schedule: { ...recurring, rule: { every: 'month', day: 32 } } })).toEqual([
      422,
      ['schedule.rule.day'],
    ]);
    expect(await fields({ schedule: recurring, sendAt: `${day(2)}T09:00:00Z` })).toEqual([422, ['schedule']]);
  });
});
