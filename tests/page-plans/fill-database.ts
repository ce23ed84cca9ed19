import type { SystemActor, UserActor } from '@/lib/contracts/actors';
import { pool } from '@/lib/platform/db';
import { encodeId } from '@/lib/platform/ids';
import { makeTestSite } from '@/lib/subscribers/test-support';
import { addSentCampaign, addSeries, fillCampaigns, fillRuns } from './fill-campaigns';
import { addAudit, addWebhookLog, fillShelves } from './fill-logs';
import { fillPeople, PEOPLE } from './fill-people';

/** What the pages under test are pages of: one site among the rows of another, larger one. */
export interface FilledSite {
  actor: SystemActor;
  user: UserActor;
  siteId: string;
  subscriberId: string;
  /** Two that went to everybody. */
  campaignIds: [string, string];
  draftId: string;
  versionId: string;
  abTestId: string;
  /** Sent on each of 450 days. */
  seriesId: string;
  goalId: string;
  templateId: string;
  imageId: string;
  exportId: string;
  importId: string;
  webhookId: string;
  deliveryId: string;
  auditId: string;
}

export async function fillDatabase(): Promise<FilledSite> {
  const site = await makeTestSite();
  const other = await makeTestSite();
  await pool.query(`INSERT INTO push_origins (id, origin) VALUES (1, 'https://push.example')`);
  await fillPeople(site.id, site.currentVapidKeyId, 1);
  await fillPeople(other.id, other.currentVapidKeyId, PEOPLE + 1);
  await fillShelves(site.id, 100);
  await fillShelves(other.id, 5_000);
  await pool.query(
    `INSERT INTO segments (site_id, name, rule, updated_at)
     VALUES ($1, 'Team', '{"field": "tag", "key": "plan", "operator": "is", "value": "team"}', now()),
       ($1, 'Ordered', '{"field": "event", "operator": "did", "event": "order_placed", "withinDays": 30}', now())`,
    [site.id],
  );
  const sent = [await addSentCampaign(site.id, 1), await addSentCampaign(site.id, 1)] as const;
  await addSentCampaign(other.id, PEOPLE + 1);
  await fillCampaigns(site.id, 200);
  await fillCampaigns(other.id, 8_000);
  const series = await addSeries(site.id);
  await fillRuns();
  await pool.query(`INSERT INTO goals (site_id, name, event_name) VALUES ($1, 'Order', 'order_placed')`, [site.id]);
  await pool.query(
    `INSERT INTO attributions (goal_id, event_id, site_id, campaign_id, run_id, variant, subscriber_id, at)
     SELECT (SELECT id FROM goals LIMIT 1) * (n % 2), n, CASE WHEN n % 3 = 0 THEN $1::bigint ELSE $2 END, $3::bigint + n % 100, 1, 0, n,
       now() - n % 400 * interval '1 day'
     FROM generate_series(1, 30000) n`,
    [site.id, other.id, sent[0]],
  );
  const log = await addWebhookLog(site.id);
  const auditId = await addAudit(site.id);
  const user = await addUser(site.actor.workspaceId, site.id);
  await pool.query('VACUUM ANALYZE');

  const find = async (kind: Parameters<typeof encodeId>[0], from: string) => {
    const { rows } = await pool.query<{ id: bigint }>(`SELECT id FROM ${from} ORDER BY id DESC LIMIT 1`, [site.id]);
    return encodeId(kind, rows[0]?.id ?? 0n);
  };
  const draftId = await find('campaign', `campaigns WHERE site_id = $1 AND status = 'draft'`);
  return {
    actor: site.actor,
    user,
    siteId: site.publicId,
    subscriberId: encodeId('subscriber', BigInt(PEOPLE)),
    campaignIds: [encodeId('campaign', sent[0]), encodeId('campaign', sent[1])],
    draftId,
    versionId: await find(
      'draftVersion',
      `draft_versions WHERE campaign_id = (SELECT max(id) FROM campaigns WHERE site_id = $1 AND status = 'draft')`,
    ),
    abTestId: await find(
      'campaign',
      'campaigns WHERE site_id = $1 AND ab_test IS NOT NULL AND launched_at IS NOT NULL',
    ),
    seriesId: encodeId('campaign', series),
    goalId: await find('goal', 'goals WHERE site_id = $1'),
    templateId: await find('template', 'templates WHERE site_id = $1'),
    imageId: await find('image', 'images WHERE site_id = $1'),
    exportId: await find('export', 'exports WHERE site_id = $1'),
    importId: await find('import', 'imports WHERE site_id = $1'),
    ...log,
    auditId,
  };
}

async function addUser(workspaceId: string, site: bigint): Promise<UserActor> {
  const name = 'Ada';
  const email = 'ada@shop.example';
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO users (email, name, password_hash) VALUES ($1, $2, '') RETURNING id`,
    [email, name],
  );
  await pool.query(
    `INSERT INTO memberships (workspace_id, user_id, role) SELECT workspace_id, $2, 'owner' FROM sites WHERE id = $1`,
    [site, rows[0]?.id],
  );
  return { kind: 'user', userId: encodeId('user', rows[0]?.id ?? 0n), workspaceId, role: 'owner', name, email };
}
