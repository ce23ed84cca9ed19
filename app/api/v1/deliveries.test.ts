import { beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntryView } from '@/lib/contracts/accounts';
import type { DeliveryView } from '@/lib/contracts/deliveries';
import type { Page } from '@/lib/contracts/paging';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { makeTestRun } from '@/lib/receipts/test-support';
import { listCampaignDeliveries } from '@/lib/stats/list-campaign-deliveries';
import { SCAN_DELIVERIES_SQL } from '@/lib/stats/page-deliveries';
import { planOf, readCount } from '@/tests/support/plan-of';
import { makeClient } from './test-support';

let run: Awaited<ReturnType<typeof makeTestRun>>;
let call: Awaited<ReturnType<typeof makeClient>>;
let campaignId: string;
let path: string;

beforeAll(async () => {
  run = await makeTestRun(500);
  call = await makeClient(run.site.actor);
  campaignId = encodeId('campaign', run.campaignId);
  path = `/campaigns/${campaignId}/deliveries`;
});

async function walk(query: string): Promise<{ items: DeliveryView[]; pageCount: number }> {
  const items: DeliveryView[] = [];
  let pageCount = 0;
  for (let cursor: string | null = ''; cursor !== null; pageCount++) {
    const { json }: { json: Page<DeliveryView> } = await call(
      'GET',
      `${path}?${query}${cursor ? `&cursor=${cursor}` : ''}`,
    );
    items.push(...json.items);
    cursor = json.nextCursor;
  }
  return { items, pageCount };
}

/** A further launch of the campaign, for the first `count` of its subscribers. */
async function launchAgain(count: number, isTest = false): Promise<bigint> {
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO runs (site_id, campaign_id, is_test, audience, messages, ttl_seconds, urgency, ambiguity_policy,
       expires_at, shard_count, bound_subscriber_id)
     SELECT site_id, campaign_id, $2, audience, messages, ttl_seconds, urgency, ambiguity_policy, expires_at,
       shard_count, bound_subscriber_id FROM runs WHERE id = $1 RETURNING id`,
    [run.id, isTest],
  );
  const id = rows[0]?.id ?? 0n;
  await pool.query(
    `INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard)
     SELECT $1, id, site_id, origin_id, 0 FROM subscribers WHERE id = ANY ($2::bigint[])`,
    [id, run.subscriberIds.slice(0, count)],
  );
  return id;
}

describe('the deliveries of a campaign', () => {
  it('tell what became of each browser, without its endpoint', async () => {
    const [first = 0n] = run.subscriberIds;
    await pool.query(
      `UPDATE deliveries SET status_code = 201, attempts = 2, shown_at = '2026-11-22T06:00:00Z',
         clicked_at = '2026-11-22T06:00:01Z', clicked_actions = 5 WHERE run_id = $1 AND subscriber_id = $2`,
      [run.id, first],
    );
    await pool.query(`UPDATE subscribers SET external_id = 'user-1' WHERE id = $1`, [first]);
    const { status, json } = await call<Page<DeliveryView>>('GET', `${path}?limit=1`);
    expect(status).toBe(200);
    expect(json.items).toEqual([
      {
        runId: encodeId('run', run.id),
        subscriberId: encodeId('subscriber', first),
        externalId: 'user-1',
        pushService: 'push.example',
        variant: 0,
        state: 'accepted',
        reason: null,
        statusCode: 201,
        attemptCount: 2,
        settledAt: expect.any(String),
        receivedAt: null,
        shownAt: '2026-11-22T06:00:00.000Z',
        clickedAt: '2026-11-22T06:00:01.000Z',
        clickedOn: ['body', 'button2'],
        dismissedAt: null,
      },
    ]);
    expect(JSON.stringify(json)).not.toContain('https://push.example/');
  });

  it('come each once and in one order, whatever happens to them meanwhile', async () => {
    const inOrder = run.subscriberIds.map((id) => encodeId('subscriber', id));
    const before = await call<Page<DeliveryView>>('GET', `${path}?limit=200`);
    await pool.query('UPDATE deliveries SET attempts = attempts + 1 WHERE run_id = $1', [run.id]);
    const after = await call<Page<DeliveryView>>('GET', `${path}?limit=200&cursor=${before.json.nextCursor}`);
    expect([...before.json.items, ...after.json.items].map((item) => item.subscriberId)).toEqual(inOrder.slice(0, 400));
    // A full last page is known to be the last.
    const { items, pageCount } = await walk('limit=100');
    expect([items.map((item) => item.subscriberId), pageCount]).toEqual([inOrder, 5]);
  });

  it('are filtered by state; a page looks only so far, and the next one goes on', async () => {
    const rare = [run.subscriberIds[7], run.subscriberIds[480]];
    await pool.query('UPDATE deliveries SET state = 4 WHERE run_id = $1 AND subscriber_id = ANY ($2::bigint[])', [
      run.id,
      rare,
    ]);
    expect((await walk('state=rejected&limit=1')).items.map((item) => item.subscriberId)).toEqual(
      rare.map((id) => encodeId('subscriber', id ?? 0n)),
    );
    expect((await walk('state=expired')).items).toEqual([]);
    expect((await call('GET', `${path}?state=lost`)).status).toBe(422);
    expect((await call('GET', `${path}?cursor=${campaignId}`)).status).toBe(400);

    await pool.query(
      `INSERT INTO deliveries (run_id, subscriber_id, site_id, origin_id, shard, state)
       SELECT run_id, n, site_id, origin_id, 0, 6 FROM deliveries, generate_series(1, 4000) n
       WHERE run_id = $1 AND subscriber_id = $2`,
      [run.id, run.subscriberIds[0]],
    );
    const query = { limit: 50, state: 'rejected' } as const;
    const found: DeliveryView[][] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: Page<DeliveryView> = await listCampaignDeliveries(
        run.site.actor,
        campaignId,
        { ...query, ...(cursor && { cursor }) },
        2_000,
      );
      found.push(page.items);
      cursor = page.nextCursor;
    }
    expect(found.map((items) => items.length)).toEqual([0, 0, 2]);
    await pool.query('DELETE FROM deliveries WHERE run_id = $1 AND subscriber_id <= 4000', [run.id]);
  });

  it('go on with the next launch, and leave tests out', async () => {
    await launchAgain(3, true);
    const again = await launchAgain(150);
    const { items } = await walk('limit=200');
    expect(items).toHaveLength(650);
    expect(new Set(items.slice(500).map((item) => item.runId))).toEqual(new Set([encodeId('run', again)]));
    expect((await walk('state=pending&limit=100')).items).toHaveLength(150);
  });

  it('are read by the primary key, as far as the step goes', async () => {
    await pool.query('ANALYZE deliveries, subscribers');
    for (const state of [null, 4]) {
      const nodes = await planOf(SCAN_DELIVERIES_SQL, [run.id, run.site.id, run.subscriberIds[100], 50, state]);
      const reads = nodes.filter((node) => /^deliveries/.test(node['Relation Name'] ?? ''));
      expect(reads.some((node) => readCount(node) > 0)).toBe(true);
      for (const node of reads) expect([node['Node Type'], readCount(node) <= 50]).toEqual(['Index Scan', true]);
    }
  });
});

describe('audit entries', () => {
  it('are listed newest first, page by page, for keys of the whole workspace', async () => {
    const { json } = await call<Page<AuditEntryView>>('GET', '/audit-entries?limit=1');
    expect(json.items).toMatchObject([{ action: 'api_key.create', actorKind: 'system', detail: { name: 'Test' } }]);
    await makeClient(run.site.actor);
    const first = await call<Page<AuditEntryView>>('GET', '/audit-entries?limit=1');
    const second = await call<Page<AuditEntryView>>('GET', `/audit-entries?limit=1&cursor=${first.json.nextCursor}`);
    expect(second.json.items).toEqual(json.items);
    expect((await call('GET', '/audit-entries?cursor=nonsense')).status).toBe(400);
    const bound = await makeClient(run.site.actor, { siteId: run.site.publicId });
    expect((await bound('GET', '/audit-entries')).status).toBe(403);
  });
});

describe('the deliveries of a single message', () => {
  it('are listed page by page, however many there are, and of that message only', async () => {
    const sent = await makeTestRun(150);
    const own = await makeClient(sent.site.actor);
    // A message is a run without a campaign.
    await pool.query('UPDATE runs SET campaign_id = NULL WHERE id = $1', [sent.id]);
    const message = `/messages/${encodeId('message', sent.id)}`;
    expect((await own<{ recipients: unknown }>('GET', message)).json.recipients).toBe(null);
    const found: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = `limit=60${cursor && `&cursor=${cursor}`}`;
      const page: Page<DeliveryView> = (await own<Page<DeliveryView>>('GET', `${message}/deliveries?${query}`)).json;
      found.push(...page.items.map(({ subscriberId }) => subscriberId));
      cursor = page.nextCursor;
    }
    expect(found).toEqual(sent.subscriberIds.map((id) => encodeId('subscriber', id)));
    await pool.query('UPDATE deliveries SET state = 4 WHERE run_id = $1 AND subscriber_id = $2', [
      sent.id,
      sent.subscriberIds[70],
    ]);
    const rejected = await own<Page<DeliveryView>>('GET', `${message}/deliveries?state=rejected&fields=subscriberId`);
    expect(rejected.json.items).toEqual([{ subscriberId: found[70] }]);
    const strange = `${encodeId('run', run.id)}.${encodeId('subscriber', run.subscriberIds[0] ?? 0n)}`;
    expect((await own('GET', `${message}/deliveries?cursor=${strange}`)).status).toBe(400);
    // A campaign's launch is no message, and another tenant's is not there.
    expect((await call('GET', `/messages/${encodeId('message', run.id)}/deliveries`)).status).toBe(404);
    expect((await call('GET', `${message}/deliveries`)).status).toBe(404);
    const narrow = await makeClient(sent.site.actor, { scopes: ['campaigns.read'] });
    expect((await narrow('GET', `${message}/deliveries`)).status).toBe(403);
  });
});
