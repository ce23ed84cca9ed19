import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyPool, pool } from '@/lib/platform/db';
import { closeQueues } from '@/lib/platform/queue';
import { type ClaimedBatch, claimBatch } from './claim-batch';
import { CLAIM_MESSAGES_SQL, claimMessage, MAX_SHARED_ROWS } from './claim-messages';
import { fanOutRun } from './fan-out-run';
import { type SettleInput, type Settlement, settleBatch } from './settle-batch';
import { settleMessage } from './settle-messages';
import { addSubscribers, countersOf, makeRun, makeSite, statesOf, type TestSite } from './test-kit/fixture';
import { type PushSink, startPushSink } from './test-kit/push-sink';

// Messages of the API share statements that say the same as those for one run: each is compared with the other.

let sink: PushSink;
beforeAll(async () => {
  sink = await startPushSink();
});
afterAll(async () => {
  await closeQueues();
  await sink.close();
});

interface Way {
  claim(runId: bigint): Promise<ClaimedBatch>;
  settle(input: SettleInput): Promise<number>;
}
const OWN: Way = { claim: (runId) => claimBatch(runId, 0, MAX_SHARED_ROWS), settle: settleBatch };
const SHARED: Way = { claim: claimMessage, settle: async (input) => (await settleMessage(input)).changedCount };

async function makeMessages(site: TestSite, count: number): Promise<bigint[]> {
  const runIds: bigint[] = [];
  for (let i = 0; i < count; i++) {
    const { id } = await makeRun(site, { lane: 'priority', shardCount: 1 });
    await fanOutRun(id);
    runIds.push(id);
  }
  return runIds;
}

/** Everything that a claim and a settle may change, without ids and instants. */
async function readAll(site: TestSite, runIds: bigint[], subscriberIds: bigint[]): Promise<unknown> {
  const read = async (text: string, values: unknown[]) => (await pool.query(text, values)).rows;
  const ids = [runIds, subscriberIds];
  return {
    deliveries: await read(
      `SELECT array_position($1::bigint[], run_id) AS run, array_position($2::bigint[], subscriber_id) AS subscriber, state,
         reason, status_code, attempts, fence > 0 AS fenced, lease_until IS NULL AS free, settled_at IS NULL AS open,
         round(extract(epoch FROM due_at - now()) / 30) AS due
       FROM deliveries WHERE run_id = ANY($1) ORDER BY 1, 2`,
      ids,
    ),
    counters: await Promise.all(runIds.map(countersOf)),
    reasons: await read(
      `SELECT array_position($1::bigint[], run_id) AS run, outcome, reason, count FROM run_reasons
       WHERE run_id = ANY($1) ORDER BY 1, 2, 3`,
      [runIds],
    ),
    runs: await read(
      `SELECT array_position($1::bigint[], id) AS run, status, finished_at IS NULL AS open FROM runs
       WHERE id = ANY($1) ORDER BY 1`,
      [runIds],
    ),
    alerts: await read(
      `SELECT array_position($1::bigint[], run_id) AS run, code, resolved_at IS NULL AS open FROM run_alerts
       WHERE run_id = ANY($1) ORDER BY 1`,
      [runIds],
    ),
    subscribers: await read(
      `SELECT array_position($2::bigint[], id) AS subscriber, status, ended_at IS NULL AS open FROM subscribers
       WHERE site_id = $1 ORDER BY 1`,
      [site.id, subscriberIds],
    ),
    events: await read(
      `SELECT array_position($2::bigint[], subscriber_id) AS subscriber, kind FROM subscriber_events
       WHERE site_id = $1 ORDER BY 1, 2`,
      [site.id, subscriberIds],
    ),
    outbox: await read(
      `SELECT array_position($2::bigint[], run_id) AS run, type,
         ARRAY(SELECT unnest(details) ORDER BY 1) AS details FROM webhook_outbox
       WHERE site_id = $1 AND run_id IS NOT NULL ORDER BY 1, 2, 3`,
      [site.id, runIds],
    ),
    origins: await read(`SELECT consecutive_count, fault_reason FROM origin_states WHERE vapid_key_id = $1`, [
      site.vapidKeyId,
    ]),
  };
}

const OUTCOMES: Partial<Settlement>[] = [
  {},
  { state: 3, reason: 'gone_410', statusCode: 410 },
  { state: 0, reason: 'throttled', statusCode: 429, delayMs: 60_000 },
  { state: 0, reason: null, statusCode: null, isUnsent: true, delayMs: 30_000 },
  { state: 7, reason: 'no_answer', statusCode: null },
  { state: 4, reason: 'rejected_400', statusCode: 400 },
];

/** The same story for both: who is claimed, what became of it, and a second result that comes too late. */
async function tell(way: Way): Promise<unknown> {
  const site = await makeSite();
  const people = await addSubscribers(site, sink, 8);
  const subscriberIds = people.map(({ id }) => id);
  const runIds = await makeMessages(site, 5);
  const [first, second, expiring, cancelled, paused] = runIds;
  const { rows: origins } = await pool.query<{ id: number }>(
    'SELECT origin_id AS id FROM subscribers WHERE site_id = $1 LIMIT 1',
    [site.id],
  );
  const originId = origins[0]?.id ?? 0;
  await pool.query(
    `INSERT INTO webhooks (site_id, url, events, status, secret_sealed, updated_at)
     SELECT id, 'https://hooks.example/', ARRAY['message.accepted', 'message.failed'], 'active', 'x', now()
     FROM sites WHERE id = $1`,
    [site.id],
  );
  await pool.query(
    `INSERT INTO origin_states (origin_id, vapid_key_id, consecutive_count, fault_reason) VALUES ($1, $2, 3, 'refused')`,
    [originId, site.vapidKeyId],
  );
  await pool.query(
    `INSERT INTO run_alerts (run_id, site_id, origin_id, code, detail, count) VALUES ($1, $2, $3, 'refused', 'no', 1)`,
    [first, site.id, originId],
  );
  await pool.query(`UPDATE subscribers SET status = 'unsubscribed' WHERE id = $1`, [subscriberIds[0]]);
  await pool.query('DELETE FROM subscribers WHERE id = $1', [subscriberIds[1]]);
  await pool.query(`UPDATE runs SET expires_at = now() + interval '59 seconds' WHERE id = $1`, [expiring]);
  await pool.query(`UPDATE runs SET status = 'cancelled' WHERE id = $1`, [cancelled]);

  const claims = await Promise.all([first, second, expiring, cancelled].map((id) => way.claim(id ?? 0n)));
  await pool.query(`UPDATE origin_states SET paused_until = now() + interval '10 minutes' WHERE vapid_key_id = $1`, [
    site.vapidKeyId,
  ]);
  claims.push(await way.claim(paused ?? 0n));
  const afterClaim = await readAll(site, runIds, subscriberIds);
  const seen = claims.map(({ rows, seenCount }) => ({
    seenCount,
    rows: rows
      .map(({ fence, endpoint, p256dh, auth, endpointSetAt, ...row }) => ({
        ...row,
        subscriberId: subscriberIds.indexOf(row.subscriberId),
        originId: row.originId === originId,
        vapidKeyId: row.vapidKeyId === site.vapidKeyId,
        msLeft: Math.round(row.msLeft / 60_000),
        subscriptionAgeMs: Math.round(row.subscriptionAgeMs / 3_600_000),
        hasFence: fence > 0n,
        lengths: [endpoint.startsWith(sink.origin), p256dh.length, auth.length, endpointSetAt instanceof Date],
      }))
      .sort((a, b) => a.subscriberId - b.subscriberId),
  }));

  const inputOf = (index: number): SettleInput => ({
    runId: runIds[index] ?? 0n,
    siteId: site.id,
    settlements: (claims[index]?.rows ?? [])
      .toSorted((a, b) => Number(a.subscriberId - b.subscriberId))
      .map((row, i) => ({
        subscriberId: row.subscriberId,
        originId: row.originId,
        fence: row.fence,
        state: 2,
        reason: null,
        statusCode: 201,
        delayMs: 0,
        isUnsent: false,
        ...OUTCOMES[i % OUTCOMES.length],
        ...(OUTCOMES[i % OUTCOMES.length]?.state === 3
          ? // In the second message the subscription was renewed meanwhile: it is not ended twice, nor for nothing.
            {
              endSubscription: {
                status: 'gone' as const,
                endpointSetAt: index === 0 ? row.endpointSetAt : new Date(row.endpointSetAt.getTime() - 1),
              },
            }
          : {}),
      })),
    working: [{ originId, vapidKeyId: site.vapidKeyId }],
    pauses: [],
    alerts: [],
  });
  const changed = await Promise.all([0, 1].map((index) => way.settle(inputOf(index))));
  const late = await Promise.all([0, 1].map((index) => way.settle(inputOf(index))));
  const afterSettle = await readAll(site, runIds, subscriberIds);
  return { seen, afterClaim, changed, late, afterSettle };
}

describe('statements shared by messages', () => {
  it('claim and settle as those of one run do, whatever became of a row', async () => {
    const own = await tell(OWN);
    expect(own).toMatchObject({ changed: [6, 6], late: [0, 0] });
    expect(await tell(SHARED)).toEqual(own);
  });

  it('give every row to one claimer only', async () => {
    const site = await makeSite();
    await addSubscribers(site, sink, 6);
    const runIds = await makeMessages(site, 4);
    const batches = await Promise.all([...runIds, ...runIds, ...runIds].map((runId) => claimMessage(runId)));
    const taken = batches.flatMap(({ rows }) => rows.map(({ fence, subscriberId }) => `${fence} ${subscriberId}`));
    expect(taken).toHaveLength(24);
    expect(new Set(taken).size).toBe(24);
    for (const runId of runIds) expect(await statesOf(runId)).toEqual({ sending: 6 });
  });

  it('settle the others when one of them cannot be', async () => {
    const site = await makeSite();
    await addSubscribers(site, sink, 3);
    const runIds = await makeMessages(site, 3);
    const claims = await Promise.all(runIds.map((runId) => claimMessage(runId)));
    const settled = await Promise.allSettled(
      claims.map(({ rows }, index) =>
        settleMessage({
          runId: runIds[index] ?? 0n,
          siteId: site.id,
          settlements: rows.map((row) => ({
            ...row,
            state: 2,
            reason: null,
            // No smallint: the statement fails.
            statusCode: index === 1 ? 100_000 : 201,
            delayMs: 0,
            isUnsent: false,
          })),
          working: [],
          pauses: [],
          alerts: [],
        }),
      ),
    );
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await Promise.all(runIds.map(statesOf))).toEqual([{ accepted: 3 }, { sending: 3 }, { accepted: 3 }]);
  });

  it('end the messages whose last row they settle, and no others', async () => {
    const site = await makeSite();
    await addSubscribers(site, sink, 2);
    const runIds = await makeMessages(site, 4);
    const [, , cancelled, halted] = runIds;
    await pool.query('UPDATE runs SET campaign_id = NULL WHERE id = ANY($1)', [runIds]);
    const claims = await Promise.all(runIds.map((runId) => claimMessage(runId)));
    await pool.query(`UPDATE runs SET status = 'cancelled' WHERE id = $1`, [cancelled]);
    await pool.query(`UPDATE runs SET status = 'paused' WHERE id = $1`, [halted]);
    const settle = (index: number, from: number, to: number) =>
      settleMessage({
        runId: runIds[index] ?? 0n,
        siteId: site.id,
        settlements: (claims[index]?.rows ?? [])
          .slice(from, to)
          .map((row) => ({ ...row, state: 2, reason: null, statusCode: 201, delayMs: 0, isUnsent: false })),
        working: [],
        pauses: [],
        alerts: [],
      });
    const settled = await Promise.all([settle(0, 0, 2), settle(1, 0, 1), settle(2, 0, 2), settle(3, 0, 2)]);
    expect(settled).toEqual([
      { changedCount: 2, hasEnded: true },
      { changedCount: 1, hasEnded: false },
      { changedCount: 2, hasEnded: false },
      { changedCount: 2, hasEnded: false },
    ]);
    const statuses = async () => {
      const { rows } = await pool.query(
        'SELECT status::text, finished_at IS NOT NULL AS over FROM runs WHERE id = ANY($1) ORDER BY array_position($1, id)',
        [runIds],
      );
      return rows;
    };
    expect(await statuses()).toEqual([
      { status: 'done', over: true },
      { status: 'running', over: false },
      { status: 'cancelled', over: false },
      { status: 'paused', over: false },
    ]);
    expect(await settle(1, 1, 2)).toEqual({ changedCount: 1, hasEnded: true });
  });
});

describe('the plan of a shared claim', () => {
  it('is by key also while the tables are small, since it is kept while they grow', async () => {
    await pool.query('ANALYZE');
    const client = await keyPool.connect();
    await client.query(`PREPARE claim (bigint[]) AS ${CLAIM_MESSAGES_SQL}`);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN EXECUTE claim (ARRAY[1, 2])`);
    client.release(true);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index Scan using deliveries_/);
    // By $1 as such: the plan is of no value in particular.
    expect(plan).toContain('ANY ($1)');
    expect(plan).not.toContain('Seq Scan');
  });

  it('reads the rows of its messages only', async () => {
    const site = await makeSite();
    await pool.query(`INSERT INTO push_origins (origin) VALUES ('https://fcm.googleapis.com') ON CONFLICT DO NOTHING`);
    await pool.query(
      `INSERT INTO subscribers (site_id, endpoint, endpoint_hash, origin_id, p256dh, auth, vapid_key_id)
       SELECT $1, 'https://fcm.googleapis.com/fcm/send/' || n, sha256(n::text::bytea),
         (SELECT id FROM push_origins WHERE origin = 'https://fcm.googleapis.com'), 'x', 'y', $2
       FROM generate_series(1, 20000) n`,
      [site.id, site.vapidKeyId],
    );
    await fanOutRun((await makeRun(site)).id);
    const small = await makeSite();
    await addSubscribers(small, sink, 5);
    const runIds = await makeMessages(small, 20);
    await pool.query('ANALYZE');
    const { rows } = await keyPool.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE) ${CLAIM_MESSAGES_SQL}`, [runIds]);
    // Empty months are in the plan, and are not looked at.
    const plan = rows
      .map((row) => row['QUERY PLAN'])
      .filter((line) => !line.includes('never executed'))
      .join('\n');
    expect(plan).toMatch(/Index (Only )?Scan using deliveries_/);
    expect(plan).not.toMatch(/Seq Scan on (deliveries|subscribers)/);
  });
});
