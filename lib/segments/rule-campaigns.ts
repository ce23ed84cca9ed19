import type { Actor } from '@/lib/contracts/actors';
import type { SegmentRule } from '@/lib/contracts/segments';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId, tryDecodeId } from '@/lib/platform/ids';
import { authorizeSite } from '@/lib/sites/authorize-site';

/**
 * Names of the campaigns that rules refer to, by id, for `describeRule`. One that the site does not have is left out.
 * @throws AppError `forbidden`; `not_found`
 */
export async function nameRuleCampaigns(
  actor: Actor,
  siteId: string,
  rules: readonly SegmentRule[],
): Promise<Record<string, string>> {
  const site = await authorizeSite(actor, 'segments.read', siteId);
  return Object.fromEntries(await findNames(site, rules));
}

/** @throws AppError `invalid_input` when a rule refers to a campaign that the site does not have */
export async function requireRuleCampaigns(siteId: bigint, rule: SegmentRule): Promise<void> {
  const wanted = campaignIdsOf(rule);
  if (wanted.size === 0) return;
  const names = await findNames(siteId, [rule]);
  if ([...wanted].every((id) => names.has(id))) return;
  throw new AppError('invalid_input', {
    fields: [{ path: 'rule', message: 'refers to a campaign that this site does not have' }],
  });
}

async function findNames(siteId: bigint, rules: readonly SegmentRule[]): Promise<Map<string, string>> {
  const ids = rules
    .flatMap((rule) => [...campaignIdsOf(rule)])
    .map((id) => tryDecodeId('campaign', id))
    .filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const rows = await db.campaign.findMany({ where: { siteId, id: { in: ids } }, select: { id: true, name: true } });
  return new Map(rows.map(({ id, name }) => [encodeId('campaign', id), name]));
}

function campaignIdsOf(rule: SegmentRule): Set<string> {
  if (!('op' in rule)) return new Set(rule.field === 'campaign' && rule.campaignId ? [rule.campaignId] : []);
  const parts = rule.op === 'not' ? [rule.rule] : rule.rules;
  return new Set(parts.flatMap((part) => [...campaignIdsOf(part)]));
}
