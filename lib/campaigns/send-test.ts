import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { type CampaignDraftInput, MAX_TEST_SUBSCRIBERS, TestedDraft } from '@/lib/contracts/campaigns';
import { variantName } from '@/lib/contracts/variant-name';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { fanOutJob } from '@/lib/jobs/fan-out';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { encodeId, tryDecodeId } from '@/lib/platform/ids';
import { parse } from '@/lib/platform/parse';
import { createRun } from './create-run';
import { findCampaign } from './find-campaign';
import { noSuchVariant } from './no-such-variant';
import {
  requireSendableCampaign,
  requireSendableContent,
  type SendableContent,
  type SendableTexts,
} from './require-sendable-content';

const TEST_TTL_SECONDS = 3_600;

/**
 * Sends the campaign's message as it is now to chosen subscribers, at once and apart from its figures.
 * @param subscriberIds 1 to 20 public ids of the campaign's own site
 * @param variant of an A/B test; A: the message itself
 * @param draft what is tested instead of what is stored: a change of a series that is not saved yet
 * @returns public id of the test run
 * @throws AppError `forbidden`, `not_found`, `invalid_input` (message, or nobody to send to)
 */
export async function sendTest(
  actor: Actor,
  campaignId: string,
  subscriberIds: string[],
  variant: string = variantName(0),
  draft?: Pick<CampaignDraftInput, 'message' | 'translations' | 'abTest'>,
): Promise<{ runId: string }> {
  const campaign = await findCampaign(actor, 'campaigns.send', campaignId);
  const { siteId } = campaign;
  const content = pickVariant(draft ? requireSendableDraft(draft) : requireSendableCampaign(campaign), variant);
  const refuse = (text: string) =>
    new AppError('invalid_input', { fields: [{ path: 'subscriberIds', message: text }], detail: `The list ${text}.` });
  if (subscriberIds.length > MAX_TEST_SUBSCRIBERS) throw refuse(`may have at most ${MAX_TEST_SUBSCRIBERS} entries`);
  const ids = subscriberIds.map((id) => tryDecodeId('subscriber', id)).filter((id) => id !== null);
  const found = await db.subscriber.findMany({
    where: { siteId, id: { in: ids }, status: 'active' },
    select: { id: true },
  });
  if (found.length === 0) throw refuse('has no active subscriber of this site');

  const runId = await db.$transaction(async (tx) => {
    const { id } = await createRun(tx, campaign, {
      audience: {
        asOf: now().toISOString(),
        selection: { kind: 'subscribers', ids: found.map((one) => encodeId('subscriber', one.id)) },
      },
      ...content,
      isTest: true,
      ttlSeconds: TEST_TTL_SECONDS,
    });
    await recordAudit(
      actor,
      'campaign.test',
      campaignId,
      { run: encodeId('run', id), subscriberCount: found.length },
      tx,
    );
    return id;
  });
  await enqueueOrLeave(fanOutJob, [{ runId: String(runId), lane: 'priority' }]);
  return { runId: encodeId('run', runId) };
}

/** @param draft may have the other fields of one too */
function requireSendableDraft({ message: given, ...rest }: TestedDraft): SendableContent {
  const tested = { message: given, translations: rest.translations, abTest: rest.abTest };
  const { message, translations, abTest } = parse(TestedDraft, tested);
  return requireSendableContent(message, translations ?? {}, abTest ?? null);
}

function pickVariant(content: SendableContent, variant: string): SendableTexts {
  if (variant === variantName(0)) return { message: content.message, translations: content.translations };
  const arm = content.abTest?.arms.find((_arm, position) => variantName(position) === variant);
  if (arm) return { message: arm.message, translations: arm.translations };
  throw noSuchVariant();
}
