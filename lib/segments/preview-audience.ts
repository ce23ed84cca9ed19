import type { Actor } from '@/lib/contracts/actors';
import type { Audience, FrozenAudience } from '@/lib/contracts/campaigns';
import type { SegmentRule } from '@/lib/contracts/segments';
import { now } from '@/lib/platform/clock';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { countAudience } from './count-audience';
import { estimateRule } from './estimate-rule';
import { freezeAudience } from './freeze-audience';

export interface AudiencePreview {
  count: number;
  /** Null when the count is exact; else the true one is within this of it in 95 of 100 cases. */
  margin: number | null;
}

/**
 * How many active subscribers an audience has, while it is chosen: an estimate when a site is large (`countAudience` counts
 * exactly).
 * @throws AppError `forbidden`; `not_found`; `invalid_input` for a segment that is not there
 */
export async function previewAudience(actor: Actor, siteId: string, audience: Audience): Promise<AudiencePreview> {
  const site = await authorizeSite(actor, 'segments.read', siteId);
  const at = now();
  const rule = ruleOf(await freezeAudience(site, audience, at));
  const estimate = rule && (await estimateRule(site, rule, at));
  // Where the sample holds next to none of them, only a count can say whether there is anybody.
  if (estimate && estimate.count > estimate.margin) return { count: estimate.count, margin: estimate.margin };
  return { ...(await countAudience(actor, siteId, { audience })), margin: null };
}

/** Null for a list of people: that is counted quickly. */
function ruleOf({ selection }: FrozenAudience): SegmentRule | null {
  if (selection.kind !== 'rule') return null;
  const include: SegmentRule = { op: 'or', rules: selection.include };
  if (selection.exclude.length === 0) return include;
  return { op: 'and', rules: [include, { op: 'not', rule: { op: 'or', rules: selection.exclude } }] };
}
