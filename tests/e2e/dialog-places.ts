import { encodeId, type IdKind } from '@/lib/platform/ids';
import { until } from '../push-service/wait-for';
import type { Sample } from './start-sample';
import { failJob, holdExport, makeImport } from './work-states';

/** Where there are dialogs: addresses behind `/s/{siteId}` of what is in the state in which it has them. */
export type Places = Awaited<ReturnType<typeof makeDialogPlaces>>;

const DAY_MS = 86_400_000;
const message = { title: 'Coffee is here', url: 'https://shop.example/' };

/** Fills the sample with campaigns, imports, exports and keys whose dialogs are to be looked at. */
export async function makeDialogPlaces(sample: Sample) {
  const { belfry, siteId, post } = sample;
  const here = `/sites/${siteId}`;
  const make = async (path: string, data: unknown) => (await post<{ id: string }>(path, data)).id;
  const idOf = async (kind: IdKind, table: string, where: string) => {
    const [row] = await belfry.sql<{ id: string }>(`SELECT id FROM ${table} WHERE ${where} LIMIT 1`);
    if (!row) throw new Error(`no ${kind} with ${where}`);
    return encodeId(kind, BigInt(row.id));
  };
  const makeCampaign = (name: string, more: object = {}) =>
    make(`${here}/campaigns`, { name, message, audience: { all: true }, ...more });
  const isSo = (what: string, sql: string) => until(what, async () => (await belfry.sql(sql)).length > 0);

  const segment = await idOf('segment', 'segments', `name = 'German speakers'`);
  const draft = await makeCampaign('A draft', { audience: { include: [segment] } });
  const scheduled = await makeCampaign('Tomorrow', { sendAt: new Date(Date.now() + DAY_MS).toISOString() });
  const everyDay = {
    kind: 'recurring',
    rule: { every: 'day' },
    // Half a day away, so that none begins by itself.
    time: new Date(Date.now() + DAY_MS / 2).toISOString().slice(11, 16),
    timezone: 'UTC',
  };
  const runningSeries = await makeCampaign('Every day', { schedule: everyDay });
  await belfry.sql(`UPDATE campaigns SET next_at = now() - interval '1 second' WHERE name = 'Every day'`);
  const scheduledSeries = await makeCampaign('From tomorrow on', { schedule: everyDay });
  // So slow that they are still going out when the last dialog is closed.
  const running = await makeCampaign('Slowly', { throttlePerMinute: 1 });
  await post(`/campaigns/${running}/launch`);
  const test = await makeCampaign('Two titles', {
    abTest: {
      variants: [{ weight: 1 }, { weight: 1, message: { title: 'There is coffee' } }],
      testPercent: 50,
      winner: { decide: 'manual' },
    },
  });
  await post(`/campaigns/${test}/launch`);

  const readyImport = await make(`${here}/imports?fileName=ready.csv`, 'externalId,plan\nnobody,plus\n');
  const doneImport = await makeImport(sample, `${here}/imports`, 'done');
  await make(`${here}/exports`, { kind: 'subscribers', format: 'csv' });
  await isSo('an export that is done', `SELECT 1 FROM exports WHERE state = 'done'`);
  await holdExport(sample, `${here}/exports`);

  await make(`${here}/goals`, { name: 'Order', event: 'order_placed' });
  await make(`${here}/templates`, { name: 'Opening hours', message });
  await make('/api-keys', { name: 'Shop server', scopes: ['subscribers.write'], siteId });
  const webhook = await make(`${here}/webhooks`, {
    url: 'https://crm.larkspur.example/hooks',
    description: 'CRM',
    events: ['subscriber.created'],
  });
  await failJob(sample);
  await isSo('the first date', `SELECT 1 FROM campaigns WHERE name = 'Every day' AND status = 'running'`);
  const subscriber = await idOf('subscriber', 'subscribers', `status = 'active' AND external_id IS NOT NULL`);
  return {
    draft: `/campaigns/${draft}`,
    composer: `/campaigns/${draft}/edit`,
    scheduled: `/campaigns/${scheduled}`,
    running: `/campaigns/${running}`,
    test: `/campaigns/${test}`,
    runningSeries: `/campaigns/${runningSeries}`,
    scheduledSeries: `/campaigns/${scheduledSeries}`,
    seriesComposer: `/campaigns/${scheduledSeries}/edit`,
    readyImport: `/subscribers/imports/${readyImport}`,
    doneImport: `/subscribers/imports/${doneImport}`,
    subscriber: `/subscribers/${subscriber}`,
    webhook: `/developers/webhooks/${webhook}`,
    exports: '/exports',
    keys: '/developers/api-keys',
    queues: '/workspace/queues',
    settings: '/settings',
    templates: '/templates',
    topics: '/topics',
    workspace: '/workspace/settings',
  };
}
