import { CampaignPatch } from '@/lib/contracts/campaigns';
import { type CampaignRow, type CampaignSummary, toCampaignSummary } from './campaign-row';

/** All that a change of a draft may set: what its versions keep. */
export type DraftContent = Pick<CampaignSummary, keyof CampaignPatch>;

const FIELDS = Object.keys(CampaignPatch.shape) as (keyof CampaignPatch)[];

/** What a campaign's draft says, as a Json column holds it. */
export function draftContent(row: CampaignRow): DraftContent {
  const summary = toCampaignSummary(row);
  const content = Object.fromEntries(FIELDS.map((field) => [field, summary[field]]));
  // As it will be read: without what is undefined.
  return JSON.parse(JSON.stringify(content));
}
