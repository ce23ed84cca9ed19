import { beforeAll, describe, expect, it } from 'vitest';
import type { Receipt } from '@/lib/contracts/embed';
import { signTokens } from '@/lib/delivery/tokens';
import { pool } from '@/lib/platform/db';
import { compareCounters } from '@/tests/support/compare-counters';
import { waitFor } from '@/tests/support/wait-for';
import { followClick } from './follow-click';
import { recordReceipts } from './record-receipts';
import { makeTestRun } from './test-support';
import { markValues, WRITE_MARKS_SQL } from './write-marks';

const soon = new Date(Date.now() + 3_600_000);
let run: Awaited<ReturnType<typeof makeTestRun>>;
beforeAll(async () => {
  run = await makeTestRun(400);
});

const tokensOf = (index: number) =>
  signTokens({ runId: run.id, subscriberId: run.subscriberIds[index] ?? 0n, expiresAt: soon, actionCount: 2 });
const receipt = (index: number, k: Receipt['k'], part = 0): Receipt => {
  const tokens = tokensOf(index);
  return { k, t: (k === 'clicked' ? tokens.clicks[part] : tokens.receipt) ?? '' };
};
const delivery = async (index: number) =>
  (
    await pool.query(
      `SELECT received_at IS NOT NULL AS received, shown_at IS NOT NULL AS shown, clicked_at IS NOT NULL AS clicked,
         dismissed_at IS NOT NULL AS dismissed, clicked_actions AS actions
       FROM deliveries WHERE run_id = $1 AND subscriber_id = $2`,
      [run.id, run.subscriberIds[index]],
    )
  ).rows[0];
const counted = async () => {
  const { counters, rows } = await compareCounters(run.id);
  const marks = ({ received, shown, clicked, dismissed }: typeof counters) => ({ received, shown, clicked, dismissed });
  expect(marks(counters)).toEqual(marks(rows));
  return marks(counters);
};

describe('receipts', () => {
  it.each([
    ['received', { received: true, shown: false, clicked: false, dismissed: false, actions: 0 }],
    ['shown', { received: true, shown: true, clicked: false, dismissed: false, actions: 0 }],
    ['clicked', { received: true, shown: true, clicked: true, dismissed: false, actions: 1 }],
    ['dismissed', { received: true, shown: true, clicked: false, dismissed: true, actions: 0 }],
    ['closed', { received: true, shown: true, clicked: false, dismissed: false, actions: 0 }],
  ] as const)('%s implies what must have come before', async (kind, expected) => {
    const index = ['received', 'shown', 'clicked', 'dismissed', 'closed'].indexOf(kind);
    await recordReceipts([receipt(index, kind)]);
    expect(await delivery(index)).toEqual(expected);
    await counted();
  });

  it('count once per row, whatever is repeated, at once or later', async () => {
    const before = await counted();
    await Promise.all(
      Array.from({ length: 200 }, () => recordReceipts([receipt(10, 'shown'), receipt(10, 'clicked')])),
    );
    await recordReceipts([receipt(10, 'clicked'), receipt(10, 'received')]);
    expect(await counted()).toEqual({
      ...before,
      received: before.received + 1,
      shown: before.shown + 1,
      clicked: before.clicked + 1,
    });
  });

  it('keep each button that was pressed, and count the row once', async () => {
    const before = await counted();
    await recordReceipts([receipt(11, 'clicked', 1)]);
    await recordReceipts([receipt(11, 'clicked', 2), receipt(11, 'clicked', 1)]);
    expect((await delivery(11)).actions).toBe(6);
    expect((await counted()).clicked).toBe(before.clicked + 1);
  });

  it('count nothing for tokens that are forged, expired, of the other kind or without a row', async () => {
    const before = await counted();
    const tokens = tokensOf(12);
    const late = signTokens({
      runId: run.id,
      subscriberId: run.subscriberIds[12] ?? 0n,
      expiresAt: new Date(Date.now() - 2_000),
      actionCount: 0,
    });
    const nobody = signTokens({ runId: run.id, subscriberId: 5n, expiresAt: soon, actionCount: 0 });
    const forged = `${tokens.receipt.slice(0, -4)}AAAA`;
    await recordReceipts([
      { t: forged, k: 'shown' },
      { t: late.receipt, k: 'shown' },
      { t: tokens.receipt, k: 'clicked' },
      { t: tokens.clicks[0] ?? '', k: 'shown' },
      { t: nobody.receipt, k: 'shown' },
      { t: '', k: 'shown' },
    ]);
    expect(await counted()).toEqual(before);
    expect(await delivery(12)).toMatchObject({ received: false });
  });

  it('of many at once and in any order leave counters equal to rows', async () => {
    const kinds = ['received', 'shown', 'clicked', 'dismissed'] as const;
    const all = Array.from({ length: 1_500 }, (_, i) => receipt(20 + ((i * 7) % 300), kinds[(i * 11) % 4] ?? 'shown'));
    await Promise.all(all.map((one, i) => recordReceipts([one, all[(i * 13) % all.length] ?? one])));
    const marks = await counted();
    expect(marks.received).toBeGreaterThan(300);
    const ticks = await pool.query(
      'SELECT sum(shown_count)::int AS shown, sum(clicked_count)::int AS clicked FROM run_ticks WHERE run_id = $1',
      [run.id],
    );
    expect(ticks.rows[0]).toEqual({ shown: marks.shown, clicked: marks.clicked });
  });

  it('wait for a row that a sender is settling, without holding it up', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query('UPDATE deliveries SET reason = $3 WHERE run_id = $1 AND subscriber_id = $2', [
      run.id,
      run.subscriberIds[330],
      'x',
    ]);
    let isDone = false;
    const recorded = recordReceipts([receipt(330, 'shown'), receipt(331, 'shown')]).then(() => {
      isDone = true;
    });
    await waitFor(async () => (await delivery(331))?.shown === true);
    expect(isDone).toBe(false);
    await client.query('COMMIT');
    client.release();
    await recorded;
    expect(await delivery(330)).toMatchObject({ shown: true });
    await counted();
  });

  it('mark a click as a visit of the subscriber', async () => {
    const lastSeen = async () =>
      (await pool.query('SELECT last_seen_at FROM subscribers WHERE id = $1', [run.subscriberIds[340]])).rows[0]
        .last_seen_at as Date;
    const before = await lastSeen();
    await recordReceipts([receipt(340, 'shown')]);
    expect(await lastSeen()).toEqual(before);
    await recordReceipts([receipt(340, 'clicked')]);
    expect((await lastSeen()).getTime()).toBeGreaterThan(before.getTime());
  });

  it('find their rows by an index on both ids', async () => {
    const marks = run.subscriberIds.slice(0, 50).map((subscriberId) => ({
      runId: run.id,
      subscriberId,
      isReceived: true,
      isShown: true,
      isClicked: false,
      isDismissed: false,
      clickedActions: 0,
    }));
    const client = await pool.connect();
    try {
      await client.query('BEGIN; SET LOCAL enable_seqscan = off');
      const plan = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${WRITE_MARKS_SQL}`, markValues(marks));
      const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(text).toMatch(/Index Scan using deliveries_\w+/);
      expect(text).toMatch(/run_id = m\.run_id\) AND \(\w*\.?subscriber_id|subscriber_id = m\.subscriber_id\) AND \(/);
      expect(text).not.toMatch(/Seq Scan on deliveries/);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});

describe('a click', () => {
  it('leads to the stored address of the part that was pressed', async () => {
    const { clicks, receipt: shown } = tokensOf(1);
    const found = await Promise.all(clicks.map((token) => followClick(token)));
    expect(found).toEqual([
      'https://shop.example/sale?utm_source=push',
      'https://shop.example/a?utm_source=push',
      'https://shop.example/b%C3%BC?utm_source=push',
    ]);
    for (const token of [shown, '', 'x', `${clicks[0]?.slice(0, -3)}AAA`]) {
      expect(await followClick(token)).toBeNull();
    }
    const noRun = signTokens({ runId: 5n, subscriberId: 5n, expiresAt: soon, actionCount: 0 });
    expect(await followClick(noRun.clicks[0] ?? '')).toBeNull();
  });
});
