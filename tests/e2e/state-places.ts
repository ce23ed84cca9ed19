import { decodeId } from '@/lib/platform/ids';
import { eventually } from '../push-service/wait-for';
import { failJob, holdExport, makeImport, type Office } from './work-states';

/** Ids of what is to be seen in a state that passes, or that needs some history. */
export type StatePlaces = Awaited<ReturnType<typeof makeStates>>;

const message = (title: string, body: string) => ({ title, body, url: 'https://larkspur.example/' });

/** Fills a sample of a few hundred subscribers. @param siteId of the sample */
export async function makeStates(office: Office, siteId: string) {
  const { belfry, post } = office;
  const here = `/sites/${siteId}`;
  const makeCampaign = async (name: string, more: object) =>
    (await post<{ id: string }>(`${here}/campaigns`, { name, audience: { all: true }, ...more })).id;
  const isSo = (what: string, sql: string, ...ids: string[]) =>
    eventually(async () => (await belfry.sql(sql, ids)).length > 0, { what, timeoutMs: 120_000 });
  const hasCounted = (what: 'accepted' | 'shown', count: number) =>
    `SELECT FROM run_counters c JOIN runs r ON r.id = c.run_id WHERE r.campaign_id = $1
     HAVING sum(c.${what}_count) >= ${count}`;
  const numberOf = (id: string) => String(decodeId('campaign', id));

  // At a pace at which the last still waits when the last picture is taken.
  const running = await makeCampaign('Tasting on Thursday', {
    message: message('Tasting on Thursday', 'Six coffees from one hill, at seven.'),
    throttlePerMinute: 30,
  });
  await post(`/campaigns/${running}/launch`);
  const paused = await makeCampaign('Closed on Monday', {
    message: message('Closed on Monday', 'We are at the roasters’ fair, and back on Tuesday.'),
    throttlePerMinute: 600,
  });
  await post(`/campaigns/${paused}/launch`);
  await isSo('a part that was sent', hasCounted('accepted', 80), numberOf(paused));
  await post(`/campaigns/${paused}/pause`);

  const series = await makeSeries(makeCampaign, belfry, isSo);
  const decided = await makeCampaign('Two titles for the winter sale', {
    message: message('The winter sale ends tonight', 'Everything from last year’s harvest.'),
    abTest: {
      variants: [{ weight: 1 }, { weight: 1, message: { title: 'Last hours of the winter sale' } }],
      holdoutPercent: 5,
      testPercent: 50,
      winner: { decide: 'manual' },
    },
  });
  await post(`/campaigns/${decided}/launch`);
  // Of about 188, give or take 10, whom chance puts into the test, nine in ten.
  await isSo('a test that was seen', hasCounted('shown', 120), numberOf(decided));
  // Of two titles the second is liked better, as no simulated subscriber would tell.
  await belfry.sql(
    `UPDATE run_counters SET clicked_count = CASE WHEN slot < 32 THEN 0 ELSE ceil(shown_count / 4.0) END
     WHERE run_id IN (SELECT id FROM runs WHERE campaign_id = $1)`,
    [numberOf(decided)],
  );
  await post(`/campaigns/${decided}/winner`, { variant: 'B' });
  await isSo(
    'a test whose rest was sent',
    `SELECT FROM campaigns WHERE id = $1 AND status = 'done'`,
    numberOf(decided),
  );

  const goal = await post<{ id: string }>(`${here}/goals`, {
    name: 'Coffee club',
    event: 'club_joined',
    valueProperty: 'fee',
    currency: 'EUR',
  });
  await post(`${here}/goals`, { name: 'Newsletter', event: 'newsletter_signed_up', windowHours: 1 });
  await belfry.sql(
    `INSERT INTO attributions (goal_id, event_id, site_id, campaign_id, run_id, variant, subscriber_id, amount, currency, at)
     SELECT $2, n, r.site_id, r.campaign_id, r.id, n % 2, n, 12.5, 'EUR', now() FROM runs r CROSS JOIN generate_series(1, 17) n
     WHERE r.campaign_id = $1 AND r.seed_run_id IS NULL`,
    [numberOf(decided), String(decodeId('goal', goal.id))],
  );

  const imports = {
    running: await makeImport(office, `${here}/imports`, 'running'),
    paused: await makeImport(office, `${here}/imports`, 'paused'),
    failed: await makeImport(office, `${here}/imports`, 'failed'),
    untried: await makeImport(office, `${here}/imports`, 'untried'),
    done: await makeImport(office, `${here}/imports`, 'done'),
    undone: await makeImport(office, `${here}/imports`, 'undone'),
  };
  await post(`${here}/exports`, { kind: 'subscribers', format: 'csv' });
  await isSo('an export that is done', `SELECT FROM exports WHERE state = 'done'`);
  await holdExport(office, `${here}/exports`);
  await failJob(office);
  return { running, paused, series, decided, imports, ...(await failWebhook(office, here)) };
}

/** A weekly one: three dates that were sent, and one that was missed. */
async function makeSeries(
  makeCampaign: (name: string, more: object) => Promise<string>,
  belfry: Office['belfry'],
  isSo: (what: string, sql: string, ...ids: string[]) => Promise<unknown>,
): Promise<string> {
  const id = await makeCampaign('Friday’s roast list', {
    message: message('This week’s roast list', 'Three that are new, and one that is nearly gone.'),
    schedule: { kind: 'recurring', rule: { every: 'week', weekdays: ['fri'] }, time: '09:00', timezone: 'UTC' },
  });
  const number = String(decodeId('campaign', id));
  for (const count of [1, 2, 3]) {
    await belfry.sql(`UPDATE campaigns SET next_at = now() - interval '1 second' WHERE id = $1`, [number]);
    await isSo(
      `date ${count}`,
      `SELECT FROM runs WHERE campaign_id = $1 AND status = 'done' HAVING count(*) = ${count}`,
      number,
    );
  }
  await belfry.sql(
    `UPDATE campaign_occurrences o SET occurs_at = c.next_at - n.weeks * interval '7 days'
     FROM campaigns c, (SELECT run_id, row_number() OVER (ORDER BY occurs_at DESC) AS weeks FROM campaign_occurrences WHERE campaign_id = $1) n
     WHERE c.id = $1 AND o.campaign_id = c.id AND o.run_id = n.run_id`,
    [number],
  );
  await belfry.sql(
    `INSERT INTO campaign_occurrences (campaign_id, occurs_at, site_id, reason)
     SELECT id, next_at - interval '28 days', site_id, 'missed' FROM campaigns WHERE id = $1`,
    [number],
  );
  return id;
}

/** One whose test was tried in vain, for as long as it is tried. */
async function failWebhook({ belfry, post }: Office, here: string) {
  const { id: webhook } = await post<{ id: string }>(`${here}/webhooks`, {
    url: 'https://till.larkspur.example/hooks/belfry',
    description: 'Till',
    events: ['subscriber.created'],
  });
  await post(`${here}/webhooks/${webhook}/test`);
  const number = String(decodeId('webhook', webhook));
  const isTried = async () =>
    (await belfry.sql('SELECT FROM webhook_deliveries WHERE webhook_id = $1 AND attempt_count > 0', [number])).length >
    0;
  await eventually(isTried, { what: 'a delivery that was tried', timeoutMs: 60_000 });
  await belfry.sql(
    `UPDATE webhook_deliveries SET state = 'failed', due_at = NULL, settled_at = now(), fence = NULL WHERE webhook_id = $1`,
    [number],
  );
  return { webhook };
}
