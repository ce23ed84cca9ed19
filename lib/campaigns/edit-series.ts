import { isDeepStrictEqual } from 'node:util';
import { authorize } from '@/lib/accounts/authorize';
import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { CampaignPatch, type CampaignStatus, type ParsedCampaignPatch } from '@/lib/contracts/campaigns';
import type { RecurringSchedule } from '@/lib/contracts/schedules';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { parse } from '@/lib/platform/parse';
import { freezeAudience } from '@/lib/segments/freeze-audience';
import {
  type CampaignRow,
  type CampaignSummary,
  storedAbTest,
  storedAudience,
  storedSchedule,
  storedTranslations,
  toCampaignSummary,
  WITH_VARIANTS,
} from './campaign-row';
import { enqueueLaunch } from './enqueue-launch';
import { findCampaign } from './find-campaign';
import { holdImages } from './hold-images';
import { moveDates } from './move-dates';
import { requireSendableContent } from './require-sendable-content';
import { requireTestFits } from './require-test-fits';
import { storeDraftVersion } from './store-draft-version';
import { storePatch } from './store-patch';
import { requireTestGoal } from './test-goal';

const GOING_ON: CampaignStatus[] = ['scheduled', 'running', 'paused'];
/** Without a version to be bound to, a date that begins at the same moment is no reason to refuse. */
const MOST_ATTEMPTS = 3;

/**
 * Changes message, audience or rule of a recurring campaign that goes on. The change holds from `nextAt` of the answer
 * on; dates that have begun keep what they froze. It is one transaction with a compare-and-set on what was read, as is
 * the start of a date: of the two, whoever comes second reads anew, so that a date goes out once, with the whole of the
 * old content or the whole of the new. With another rule the next date is the first that it names after this moment and
 * after the last date that has passed; one whose time has come and that has not begun is not lost, it begins with what
 * is saved now. Dates that fell into a pause are written down by the rule that they came from.
 * @param expectedUpdatedAt what the editor saw last: given, it is refused when a date has begun since, or anyone edited
 * @throws AppError `forbidden`, `not_found`, `invalid_input` (it could not be sent like this, or no date is left),
 *   `campaign_not_editable` (it has ended, or is not recurring), `precondition_failed`
 */
export async function editSeries(
  actor: Actor,
  campaignId: string,
  input: CampaignPatch,
  expectedUpdatedAt?: string | Date,
): Promise<CampaignSummary> {
  const patch = parse(CampaignPatch, input);
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const before = await findCampaign(actor, 'campaigns.write', campaignId);
    const old = requireSeries(before);
    authorize(actor, 'campaigns.send');
    if (expectedUpdatedAt !== undefined && +before.updatedAt !== +new Date(expectedUpdatedAt)) break;
    const schedule = requireRecurring(patch, old);
    await requireSendable(before, patch, schedule);
    const row = await save(actor, before, patch, isDeepStrictEqual(schedule, old) ? null : schedule);
    if (row) {
      if (row.nextAt && row.status !== 'paused') await enqueueLaunch(row.id, row.nextAt);
      return toCampaignSummary(row);
    }
    if (expectedUpdatedAt !== undefined) break;
  }
  throw new AppError('precondition_failed', {
    detail: 'One of its dates has begun since you opened it, or it was changed somewhere else.',
  });
}

function requireSeries(campaign: CampaignRow): RecurringSchedule {
  const schedule = storedSchedule(campaign);
  if (schedule?.kind === 'recurring' && GOING_ON.includes(campaign.status)) return schedule;
  throw new AppError('campaign_not_editable');
}

/** Both without what is undefined, which one of them may have and the other not. */
function requireRecurring({ schedule, sendAt }: ParsedCampaignPatch, old: RecurringSchedule): RecurringSchedule {
  const refuse = (path: string, message: string) => new AppError('invalid_input', { fields: [{ path, message }] });
  if (sendAt) throw refuse('sendAt', 'cannot be given: a recurring campaign has dates');
  if (schedule === undefined) return old;
  if (schedule?.kind !== 'recurring') {
    throw refuse('schedule', 'must stay recurring: stop the campaign, and copy it to send it another way');
  }
  return JSON.parse(JSON.stringify(schedule)) as RecurringSchedule;
}

/** What would keep its next date from being sent is told now. */
async function requireSendable(
  before: CampaignRow,
  patch: ParsedCampaignPatch,
  schedule: RecurringSchedule,
): Promise<void> {
  const abTest = patch.abTest === undefined ? storedAbTest(before) : patch.abTest;
  const translations = patch.translations ?? storedTranslations(before);
  requireSendableContent(patch.message ?? before.variants[0]?.message, translations, abTest);
  requireTestFits(abTest, schedule);
  await requireTestGoal(before.siteId, abTest);
  await freezeAudience(before.siteId, patch.audience ?? storedAudience(before), now());
}

/**
 * @param newRule null: the old one stays, and so do its dates
 * @returns null when it is no longer what was read
 */
async function save(
  actor: Actor,
  before: CampaignRow,
  { sendAt: _sendAt, schedule: _schedule, ...patch }: ParsedCampaignPatch,
  newRule: RecurringSchedule | null,
): Promise<CampaignRow | null> {
  const { id, siteId } = before;
  return db.$transaction(async (tx) => {
    // First, for its lock: a date that would begin now waits, then finds another `updatedAt` and reads anew.
    const unchanged = { status: { in: GOING_ON }, updatedAt: before.updatedAt };
    const isSaved = await storePatch(tx, before, { ...patch, schedule: newRule ?? undefined }, unchanged);
    if (!isSaved) return null;
    if (newRule) {
      const nextAt = await moveDates(tx, before, newRule);
      await tx.campaign.updateMany({ where: { id, siteId }, data: { nextAt } });
    }
    const row = await tx.campaign.findFirstOrThrow({ where: { id, siteId }, include: WITH_VARIANTS });
    await holdImages(
      tx,
      siteId,
      row.variants.map(({ message }) => message),
    );
    if (!row.nextAt) throw new AppError('campaign_not_editable', { detail: 'It has no date left: copy it instead.' });
    await storeDraftVersion(tx, actor, { after: row, before, isApart: true });
    const detail = { from: row.nextAt.toISOString(), ...(newRule && { schedule: newRule.kind }) };
    await recordAudit(actor, 'campaign.update', toCampaignSummary(row).id, detail, tx);
    return row;
  });
}
