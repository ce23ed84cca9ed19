import { authorize } from '@/lib/accounts/authorize';
import { can } from '@/lib/accounts/can';
import type { Actor } from '@/lib/contracts/actors';
import type { FrozenAudience } from '@/lib/contracts/campaigns';
import { type SendMessage, SendMessageInput, type SentMessage } from '@/lib/contracts/transactional';
import { callForMessage } from '@/lib/jobs/call-for-messages';
import { enqueueOrLeave } from '@/lib/jobs/enqueue-or-leave';
import { fanOutJob } from '@/lib/jobs/fan-out';
import { now } from '@/lib/platform/clock';
import { db } from '@/lib/platform/db';
import { AppError } from '@/lib/platform/errors';
import { decodeId, encodeId } from '@/lib/platform/ids';
import { notFound } from '@/lib/platform/not-found';
import { parse } from '@/lib/platform/parse';
import { freezeAudience } from '@/lib/segments/freeze-audience';
import { authorizeSite } from '@/lib/sites/authorize-site';
import { createRun } from './create-run';
import { type InsertedMessage, insertMessage } from './insert-message';
import { requireSendableContent, type SendableContent } from './require-sendable-content';

/** Senders of a message to a topic, which may be large. */
const TOPIC_SHARD_COUNT = 8;

/**
 * Sends a transactional message: stored and planned when this returns, sent in the priority lane, which waits for no
 * campaign. Of its languages each recipient gets their own, as of a campaign. It is a run without a campaign, so that marketers do not meet it in their lists.
 * @throws AppError `forbidden`, `not_found`, `invalid_input`
 */
export async function sendMessage(actor: Actor, siteId: string, input: SendMessageInput): Promise<SentMessage> {
  authorize(actor, 'messages.send');
  const site = decodeId('site', siteId);
  if (!can(actor, 'messages.send', siteId)) throw notFound('site');
  const fields = parse(SendMessageInput, input);
  const content = requireSendableContent(fields.message, fields.translations ?? {});
  const { audience } = fields;
  if ('topic' in audience) return sendToTopic(actor, siteId, fields, content, audience.topic);
  const { selection } = await freezeAudience(site, audience, now());
  const workspaceId = decodeId('workspace', actor.workspaceId);
  const message = await insertMessage({ workspaceId, siteId: site, input: fields, content, selection });
  if (!message) throw notFound('site');
  if (message.audienceCount > 0) callForMessage(message.id);
  return toSentMessage(siteId, message, message.audienceCount > 0 ? 'sending' : 'done');
}

/** A topic may have a million subscribers: the fan-out plans it. */
async function sendToTopic(
  actor: Actor,
  siteId: string,
  fields: SendMessage,
  { message, translations }: SendableContent,
  topic: string,
): Promise<SentMessage> {
  const site = await authorizeSite(actor, 'messages.send', siteId);
  if (!(await db.topic.findFirst({ where: { siteId: site, key: topic }, select: { id: true } }))) {
    throw new AppError('invalid_input', {
      fields: [{ path: 'audience.topic', message: 'names no topic of this site' }],
    });
  }
  const audience: FrozenAudience = {
    asOf: now().toISOString(),
    selection: { kind: 'rule', include: [{ field: 'topic', operator: 'has', value: topic }], exclude: [] },
  };
  const run = await db.$transaction((tx) =>
    createRun(
      tx,
      {
        id: null,
        siteId: site,
        urgency: fields.urgency === 'very-low' ? 'very_low' : fields.urgency,
        ambiguityPolicy: fields.ambiguityPolicy,
        throttlePerMinute: null,
      },
      {
        audience,
        message,
        translations,
        isTest: false,
        ttlSeconds: fields.ttlSeconds,
        priorityShardCount: TOPIC_SHARD_COUNT,
      },
    ),
  );
  await enqueueOrLeave(fanOutJob, [{ runId: String(run.id), lane: 'priority' }]);
  return toSentMessage(siteId, { ...run, audienceCount: 0 }, 'planning');
}

function toSentMessage(siteId: string, message: InsertedMessage, status: SentMessage['status']): SentMessage {
  return {
    id: encodeId('message', message.id),
    siteId,
    status,
    audience: { count: message.audienceCount },
    createdAt: message.createdAt.toISOString(),
    expiresAt: message.expiresAt.toISOString(),
  };
}
