import { authorize } from '@/lib/accounts/authorize';
import { recordAudit } from '@/lib/accounts/record-audit';
import type { Actor } from '@/lib/contracts/actors';
import { MessageInput } from '@/lib/contracts/messages';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { fanOutJob } from '@/lib/jobs/fan-out';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { getSite } from '@/lib/sites/get-site';
import { updateSubscriber } from '@/lib/subscribers/update-subscriber';
import { createRun } from './create-run';

const TTL_SECONDS = 3_600;
const MAX_NAME_CHARACTERS = 60;

/**
 * A newcomer's first notification, to their own browser: marks it as a test subscriber and sends it a few words in the
 * site's name, before there is any campaign.
 * @throws AppError `forbidden`; `not_found`; `invalid_input` when the browser does not get anything any more
 */
export async function sendFirstTest(actor: Actor, siteId: string, subscriberId: string): Promise<void> {
  authorize(actor, 'campaigns.send');
  const site = await getSite(actor, siteId);
  const { status } = await updateSubscriber(actor, siteId, subscriberId, { isTest: true });
  if (status !== 'active') {
    const message = 'gets nothing any more. Subscribe on your site once more';
    throw new AppError('invalid_input', {
      detail: `This browser ${message}.`,
      fields: [{ path: 'subscriberId', message }],
    });
  }
  const runId = await db.$transaction(async (tx) => {
    const { id } = await createRun(
      tx,
      {
        id: null,
        siteId: decodeId('site', siteId),
        urgency: 'high',
        ambiguityPolicy: 'resend',
        throttlePerMinute: null,
      },
      {
        audience: { asOf: now().toISOString(), selection: { kind: 'subscribers', ids: [subscriberId] } },
        message: MessageInput.parse({
          title: `${[...site.name].slice(0, MAX_NAME_CHARACTERS).join('')} can reach you`,
          body: 'This is a test, sent by you to your own browser.',
          url: site.allowedOrigins[0] ?? env().publicUrl,
        }),
        isTest: true,
        ttlSeconds: TTL_SECONDS,
      },
    );
    await recordAudit(actor, 'site.test', siteId, { run: encodeId('run', id), subscriber: subscriberId }, tx);
    return id;
  });
  await enqueueOrLeave(fanOutJob, [{ runId: String(runId), lane: 'priority' }]);
}
