import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { CampaignDraftInput } from '@/lib/contracts/campaigns';
import { db } from '@/lib/platform/db';
import { decodeId } from '@/lib/platform/ids';
import { parse } from '@/lib/platform/parse';
import { authorizeSite } from '@/lib/sites/authorize-site';
import {
  type CampaignSummary,
  toCampaignSummary,
  toStoredAbTest,
  toStoredSchedule,
  toStoredUrgency,
  WITH_VARIANTS,
} from './campaign-row';
import { storableDraft } from './draft-fields';
import { storeDraftVersion } from './store-draft-version';
import { storeVariants } from './store-variants';

/**
 * Saves a new draft, which may be incomplete: it is checked whole when it is launched or scheduled.
 * @throws AppError `forbidden`, `not_found`, `invalid_input`
 */
export async function createDraft(actor: Actor, siteId: string, input: CampaignDraftInput): Promise<CampaignSummary> {
  const site = await authorizeSite(actor, 'campaigns.write', siteId);
  const draft = parse(CampaignDraftInput, input);
  const message = storableDraft(draft.message);
  return db.$transaction(async (tx) => {
    const created = await tx.campaign.create({
      data: {
        siteId: site,
        name: draft.name,
        audience: draft.audience,
        ttlSeconds: draft.ttlSeconds,
        urgency: toStoredUrgency(draft.urgency),
        throttlePerMinute: draft.throttlePerMinute,
        ambiguityPolicy: draft.ambiguityPolicy,
        sendAt: draft.sendAt ? new Date(draft.sendAt) : null,
        schedule: toStoredSchedule(draft.schedule ?? null),
        abTest: toStoredAbTest(draft.abTest ?? null),
        createdByUserId: actor.kind === 'user' ? decodeId('user', actor.userId) : null,
      },
      select: { id: true },
    });
    await tx.variant.create({ data: { siteId: site, campaignId: created.id, message } });
    const { translations = {}, abTest = null } = draft;
    await storeVariants(tx, { id: created.id, siteId: site }, { translations, abTest });
    const row = await tx.campaign.findFirstOrThrow({
      where: { id: created.id, siteId: site },
      include: WITH_VARIANTS,
    });
    await storeDraftVersion(tx, actor, { after: row, before: null });
    const summary = toCampaignSummary(row);
    await recordAudit(actor, 'campaign.create', summary.id, { name: draft.name }, tx);
    return summary;
  });
}
