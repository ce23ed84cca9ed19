import { createHash } from 'node:crypto';
import type { Urgency } from '@/lib/contracts/messages';

/** RFC 8030 §5.4: at most 32 base64url characters; Apple refuses some shorter lengths, so it is always 32. */
const TOPIC_CHARACTERS = 32;

/**
 * The Topic of a message: a push service keeps only the newest of one topic for a browser that is away. A message
 * with a tag replaces the earlier one of that tag there, as it would on the screen; one without replaces only its
 * own repetition.
 */
export function topicFor(options: { siteId: bigint; runId: bigint; tag: string | undefined }): string {
  const name = options.tag === undefined ? `run ${options.runId}` : `tag ${options.siteId} ${options.tag}`;
  return createHash('sha256').update(name).digest('base64url').slice(0, TOPIC_CHARACTERS);
}

/** The request headers of one push (RFC 8030 §5, RFC 8188 §2, RFC 8292 §3). Content-Length is added with the body. */
export function pushHeaders(options: {
  host: string;
  authorization: string;
  ttlSeconds: number;
  urgency: Urgency;
  topic: string;
}): Record<string, string> {
  return {
    authorization: options.authorization,
    'content-encoding': 'aes128gcm',
    'content-type': 'application/octet-stream',
    ttl: String(options.ttlSeconds),
    urgency: options.urgency,
    topic: options.topic,
    // Without it WNS drops what it cannot deliver at once.
    ...(isWns(options.host) && { 'x-wns-cache-policy': 'cache' }),
  };
}

/** Windows' push service: Edge. */
export function isWns(host: string): boolean {
  return host === 'notify.windows.com' || host.endsWith('.notify.windows.com');
}
