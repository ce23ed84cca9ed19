import { beforeAll, describe, expect, it } from 'vitest';
import type { CampaignReport } from '@/lib/contracts/reports';
import { renderReport } from '@/lib/exports/render-report';
import { pool } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId } from '@/lib/platform/ids';
import { makeTestRun } from '@/lib/receipts/test-support';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { explainByIndex } from '@/tests/support/explain-by-index';
import { campaignReport } from './campaign-report';
import { foldReports } from './fold-reports';
import { BREAKDOWNS_SQL } from './read-breakdowns';
import { HEAT_SQL, resolutionFor, SERIES_SQL, SPAN_SQL } from './read-report-times';

let run: Awaited<ReturnType<typeof makeTestRun>>;
let campaignId: string;
let report: CampaignReport;

beforeAll(async () => {
  run = await makeTestRun(40);
  campaignId = encodeId('campaign', run.campaignId);
  await pool.query(`INSERT INTO variants (site_id, campaign_id, position, message) VALUES ($1, $2, 0, $3)`, [
    run.site.id,
    run.campaignId,
    JSON.stringify(run.message),
  ]);
  await pool.query(
    `INSERT INTO variants (site_id, campaign_id, position, language, message) VALUES ($1, $2, 1, 'de', '{"title":"Angebot"}')`,
    [run.site.id, run.campaignId],
  );
  // The first ten clicked on a Monday in Berlin that was still Sunday in UTC.
  const ids = run.subscriberIds;
  await pool.query(
    `UPDATE deliveries SET shown_at = '2026-11-22 22:50Z', received_at = shown_at, clicked_at = '2026-11-22 23:05Z',
       clicked_actions = 3, variant = 1 WHERE run_id = $1 AND subscriber_id = ANY($2::bigint[])`,
    [run.id, ids.slice(0, 10)],
  );
  await pool.query(`UPDATE deliveries SET settled_at = '2026-11-22 22:45Z' WHERE run_id = $1`, [run.id]);
  await pool.query(`UPDATE deliveries SET received_at = shown_at WHERE run_id = $1`, [run.id]);
  await pool.query(`UPDATE subscribers SET country = 'DE', language = 'de-at' WHERE id = ANY($1::bigint[])`, [
    ids.slice(0, 15),
  ]);
  await pool.query(
    `UPDATE run_counters SET received_count = 10, shown_count = 10, clicked_count = 10 WHERE run_id = $1`,
    [run.id],
  );
  await foldReports();
  report = await campaignReport(run.site.actor, campaignId, 'Europe/Berlin');
});

describe('the report of a campaign', () => {
  it('names groups as people do, keeps unknown, and adds up to the audience', () => {
    expect(report.isCurrent).toBe(true);
    expect(
      report.breakdowns.country.map(({ value, label, audience, clicked }) => [value, label, audience, clicked]),
    ).toEqual([
      [null, 'Unknown', 25, 0],
      ['DE', 'Germany', 15, 10],
    ]);
    expect(report.breakdowns.language[1]).toMatchObject({ value: 'de', label: 'German', audience: 15 });
    for (const rows of Object.values(report.breakdowns)) {
      expect(rows.reduce((sum, row) => sum + row.audience, 0)).toBe(report.stats.audience);
      expect(rows.reduce((sum, row) => sum + row.clicked, 0)).toBe(report.stats.clicked);
    }
  });

  it('tells messages apart, and which part of each was pressed', () => {
    expect(report.breakdowns.variant.map(({ label, audience }) => [label, audience])).toEqual([
      ['Default language', 30],
      ['German', 10],
    ]);
    expect(report.buttons.map(({ message, part, label, clicked }) => [message, part, label, clicked])).toEqual([
      ['Default language', 'body', 'The message itself', 0],
      ['Default language', 'button_1', 'A', 0],
      ['Default language', 'button_2', 'B', 0],
      ['German', 'body', 'The message itself', 10],
      ['German', 'button_1', 'A', 10],
      ['German', 'button_2', 'B', 0],
    ]);
  });

  it('puts clicks into the hours of the zone asked for, and of UTC when there is no such zone', async () => {
    expect(report).toMatchObject({ timeZone: 'Europe/Berlin', heatMap: [{ weekday: 1, hour: 0, clicked: 10 }] });
    expect(await campaignReport(run.site.actor, campaignId, 'Mars/Olympus')).toMatchObject({
      timeZone: 'UTC',
      heatMap: [{ weekday: 7, hour: 23, clicked: 10 }],
    });
  });

  it('loses nothing over time', () => {
    const sum = (name: 'accepted' | 'shown' | 'clicked') => report.series.reduce((all, point) => all + point[name], 0);
    expect([sum('accepted'), sum('shown'), sum('clicked')]).toEqual([40, 10, 10]);
  });

  it('says when it is behind', async () => {
    await pool.query('UPDATE run_counters SET clicked_count = clicked_count + 1 WHERE run_id = $1', [run.id]);
    const behind = await campaignReport(run.site.actor, campaignId);
    expect(behind.isCurrent).toBe(false);
    expect(Date.parse(behind.asOf ?? '')).toBeLessThanOrEqual(Date.now());
    await pool.query('UPDATE run_counters SET clicked_count = clicked_count - 1 WHERE run_id = $1', [run.id]);
    const fresh = await makeTestRun(1);
    const uncounted = await campaignReport(fresh.site.actor, encodeId('campaign', fresh.campaignId));
    expect(uncounted).toMatchObject({ asOf: null, isCurrent: false, stats: { audience: 1 } });
  });

  it('of another workspace is not found', async () => {
    const other = await makeTestSite();
    const error = await campaignReport(other.actor, campaignId).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('not_found');
  });

  it('is read from what was counted, by key', async () => {
    const params = [run.campaignId, run.site.id];
    for (const [sql, more] of [
      [BREAKDOWNS_SQL, []],
      [SPAN_SQL, []],
      [SERIES_SQL, [900]],
      [HEAT_SQL, ['Europe/Berlin']],
    ] as const) {
      const plan = await explainByIndex(sql, [...params, ...more]);
      expect(plan).toMatch(/Index Cond: \(campaign_id = /);
      expect(plan).toMatch(/Index Cond: \(\(run_id = f.run_id\) AND \(generation = f.generation\)\)/);
      expect(plan).not.toMatch(/Seq Scan|deliveries|subscribers/);
    }
  });
});

it('an interval fits the length of a campaign', () => {
  const hour = 3_600;
  expect([0, hour, 2 * hour, 30 * hour, 100 * hour, 20 * 24 * hour, 90 * 24 * hour].map(resolutionFor)).toEqual([
    60, 60, 900, 900, 3_600, 21_600, 86_400,
  ]);
});

describe('a table of the report as a file', () => {
  it('has every row, and cells that no spreadsheet runs', () => {
    const risky = { ...report, buttons: report.buttons.map((row) => ({ ...row, label: '=HYPERLINK("http://x")' })) };
    const lines = renderReport(risky, 'buttons', 'csv').trim().split('\r\n');
    expect(lines[0]).toBe('variant,message,part,label,clicked,clickers');
    expect(lines).toHaveLength(7);
    expect(lines[1]).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(renderReport(report, 'country', 'csv').split('\r\n')[1]).toBe(',Unknown,25,25,0,0,0,0,0,0,0');
  });

  it('is JSON with the fields of the contract', () => {
    expect(JSON.parse(renderReport(report, 'heat_map', 'json'))).toEqual([
      { weekday: 1, hour: 0, clicked: 10, timeZone: 'Europe/Berlin' },
    ]);
    expect(JSON.parse(renderReport(report, 'summary', 'json'))).toMatchObject([{ audience: 40, unsubscribed: 0 }]);
  });
});
