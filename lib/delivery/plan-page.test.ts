import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { closeQueues } from '@/lib/platform/queue';
import { fanOutRun } from './fan-out-run';
import { finishRun } from './finish-run';
import { planPage } from './plan-page';
import {
  addSubscribers,
  countersOf,
  EVERYONE,
  makeRun,
  makeSite,
  runRow,
  statesOf,
  type TestSite,
  type TestSubscriber,
} from './test-kit/fixture';
import { type PushSink, startPushSink } from './test-kit/push-sink';

let sink: PushSink;
let site: TestSite;
let subscribers: TestSubscriber[];

beforeAll(async () => {
  sink = await startPushSink();
  site = await makeSite();
  subscribers = await addSubscribers(site, sink, 250);
  // Another tenant's, who must never be planned.
  await addSubscribers(await makeSite('Other'), sink, 20);
});
afterAll(async () => {
  await closeQueues();
  await sink.close();
});

const plannedIds = async (runId: bigint) => {
  const { rows } = await pool.query<{ id: bigint }>(
    'SELECT subscriber_id AS id FROM deliveries WHERE run_id = $1 ORDER BY 1',
    [runId],
  );
  return rows.map((row) => row.id);
};
const allIds = () => subscribers.map((one) => one.id).sort((a, b) => (a < b ? -1 : 1));

describe('planPage', () => {
  it('plans page by page, under the bound of the launch', async () => {
    const run = await makeRun(site);
    const late = await addSubscribers(site, sink, 5);
    const first = await planPage(run.id, site.id, EVERYONE, 100);
    expect(first).toMatchObject({ plannedCount: 100, isComplete: false, cursor: allIds()[99] });
    await planPage(run.id, site.id, EVERYONE, 100);
    expect(await planPage(run.id, site.id, EVERYONE, 100)).toMatchObject({ plannedCount: 50, isComplete: true });
    expect(await planPage(run.id, site.id, EVERYONE, 100)).toBeNull();
    expect(await plannedIds(run.id)).toEqual(allIds());
    expect(await runRow(run.id)).toMatchObject({ audience_count: 250, planned_at: expect.any(Date) });
    expect(await countersOf(run.id)).toEqual({ planned: 250 });
    await pool.query('DELETE FROM subscribers WHERE id = ANY($1)', [late.map((one) => one.id)]);
  });

  it('makes each row once when many workers plan at once (I2)', async () => {
    const run = await makeRun(site);
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        while (await planPage(run.id, site.id, EVERYONE, 40));
      }),
    );
    expect(await plannedIds(run.id)).toEqual(allIds());
    expect(await runRow(run.id)).toMatchObject({ audience_count: 250 });
    expect(await countersOf(run.id)).toEqual({ planned: 250 });
  });

  it('leaves nothing half done when its connection dies in the middle, and resumes', async () => {
    const run = await makeRun(site);
    await planPage(run.id, site.id, EVERYONE, 100);
    // Holds the run's row, so that the next page is under way when its backend is killed.
    const holder = await pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM runs WHERE id = $1 FOR UPDATE', [run.id]);
    const page = planPage(run.id, site.id, EVERYONE, 100).catch((error: Error) => error);
    for (let killed = 0; killed === 0; ) {
      const { rows } = await holder.query<{ count: bigint }>(
        `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%planned_at IS NULL FOR UPDATE%'`,
      );
      killed = Number(rows[0]?.count ?? 0);
    }
    expect(await page).toBeInstanceOf(Error);
    await holder.query('COMMIT');
    holder.release();
    expect((await plannedIds(run.id)).length).toBe(100);
    await fanOutRun(run.id);
    expect(await plannedIds(run.id)).toEqual(allIds());
    expect(await countersOf(run.id)).toEqual({ planned: 250 });
  });

  it('takes explicit ids and external ids, of the own site only', async () => {
    const [a, b] = subscribers;
    const other = await pool.query<{ id: bigint; external_id: string }>(
      'SELECT id, external_id FROM subscribers WHERE site_id <> $1 LIMIT 1',
      [site.id],
    );
    const ids = [a?.id ?? 0n, b?.id ?? 0n, other.rows[0]?.id ?? 0n].map((id) => encodeId('subscriber', id));
    const byId = { asOf: EVERYONE.asOf, selection: { kind: 'subscribers' as const, ids } };
    const run = await makeRun(site, { audience: byId });
    await fanOutRun(run.id);
    expect(await plannedIds(run.id)).toEqual([a?.id, b?.id].sort());

    const externalIds = [`user-${a?.token}`, other.rows[0]?.external_id ?? '', 'nobody'];
    const second = await makeRun(site, {
      audience: { asOf: EVERYONE.asOf, selection: { kind: 'externalIds', externalIds } },
    });
    await fanOutRun(second.id);
    expect(await plannedIds(second.id)).toEqual([a?.id]);
  });

  it('ends a run that matches nobody', async () => {
    const run = await makeRun(site, {
      audience: { asOf: EVERYONE.asOf, selection: { kind: 'externalIds', externalIds: ['nobody'] } },
    });
    await fanOutRun(run.id);
    expect(await runRow(run.id)).toMatchObject({ status: 'done', audience_count: 0 });
  });

  it('plans a cancelled run to its end as suppressed, so that its sum holds (I1)', async () => {
    const run = await makeRun(site);
    await planPage(run.id, site.id, EVERYONE, 100);
    await pool.query(`UPDATE runs SET status = 'cancelled' WHERE id = $1`, [run.id]);
    await fanOutRun(run.id);
    expect(await statesOf(run.id)).toEqual({ suppressed: 250 });
    expect(await countersOf(run.id)).toEqual({ planned: 250, suppressed: 250 });
    expect(await runRow(run.id)).toMatchObject({ status: 'cancelled', finished_at: expect.any(Date) });
  });

  it('is not done while a row is open, whatever else says so', async () => {
    const run = await makeRun(site);
    await fanOutRun(run.id);
    expect(await finishRun(run.id)).toBe(false);
    await pool.query(`INSERT INTO run_counters (run_id, slot, site_id, accepted_count) VALUES ($1, 3, $2, 249)`, [
      run.id,
      site.id,
    ]);
    expect(await finishRun(run.id)).toBe(false);
    expect(await runRow(run.id)).toMatchObject({ status: 'running', finished_at: null });
  });
});
