import { randomUUID } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import { commitFault, type Fault } from './faults';
import { isHttp2, isStreamOver, noteServed, wasRefused } from './http2-faults';
import type { ReceivedMessage, SubscriptionRecord } from './push-service.types';
import { readBody } from './read-body';
import { makeVapidChecker, VapidRefusal, type VerifiedVapid } from './verify-vapid';

/** RFC 8030 section 7.2: the size that every push service must take, and the largest that those in use take. */
const MAX_BODY = 4096;
const MAX_TTL_SECONDS = 60 * 24 * 3600;
const ENDPOINT = /^\/(?:wpush\/v2|wp|fcm\/send)\/([\w-]+)$/;
const MESSAGE = /^\/m\/([\w-]+)$/;

export interface PushEndpointParts {
  findRecord(token: string): SubscriptionRecord | undefined;
  takeFault(...targets: ReadonlyArray<string | undefined>): Fault | undefined;
  requiresVapid: boolean;
  onReceived(message: ReceivedMessage): void;
  onAnswered(message: ReceivedMessage): void;
  deliver(message: ReceivedMessage, to: SubscriptionRecord): void;
  withdraw(version: string): boolean;
}

interface Answer {
  status: number;
  /** Why not; the body of the answer, as autopush has it. */
  refusal?: string;
  headers?: OutgoingHttpHeaders;
}

/**
 * Answers senders as RFC 8030 and 8292 say: 201 with Location, 400 without TTL, 401/403 for VAPID, 404/410, 413 over
 * 4,096 octets, 415 for any encoding but aes128gcm.
 */
export function makePushEndpoint(parts: PushEndpointParts) {
  const checkVapid = makeVapidChecker();

  const judge = (message: ReceivedMessage, record: SubscriptionRecord | undefined, origin: string): Answer => {
    const { headers, body, topic } = message;
    if (!record) return { status: 404, refusal: 'no such subscription' };
    if (!record.isActive) return { status: 410, refusal: 'the subscription has ended' };
    if (!/^\d+$/.test(String(headers.ttl ?? ''))) return { status: 400, refusal: 'a TTL header is required' };
    if (topic !== undefined && !/^[\w-]{1,32}$/.test(topic)) return { status: 400, refusal: 'bad Topic header' };
    if (body.length > MAX_BODY) return { status: 413, refusal: `body of ${body.length} octets, at most ${MAX_BODY}` };
    if (body.length > 0 && headers['content-encoding'] !== 'aes128gcm') {
      return { status: 415, refusal: 'Content-Encoding must be aes128gcm' };
    }
    if (record.key !== undefined || parts.requiresVapid) {
      const vapid = tryVapid(() => checkVapid(headers.authorization, { audience: origin, restrictedTo: record.key }));
      if (vapid instanceof VapidRefusal) return { status: vapid.status, refusal: vapid.message };
      message.vapid = vapid;
    }
    return { status: 201, headers: { location: `${origin}/m/${message.version}`, ttl: String(message.ttlSeconds) } };
  };

  const onPush = async (req: IncomingMessage, res: ServerResponse, token: string): Promise<void> => {
    const body = await readBody(req);
    const receivedAt = Date.now();
    const record = parts.findRecord(token);
    const origin = originOf(req);
    const ttlSeconds = Math.min(Number.parseInt(String(req.headers.ttl), 10) || 0, MAX_TTL_SECONDS);
    const message: ReceivedMessage = {
      receivedAt,
      endpoint: origin + req.url,
      channelID: record?.channelID,
      headers: req.headers,
      body,
      version: randomUUID(),
      ttlSeconds,
      topic: req.headers.topic === undefined ? undefined : String(req.headers.topic),
      expiresAt: receivedAt + ttlSeconds * 1000,
    };
    parts.onReceived(message);
    const deliver = (to: SubscriptionRecord): void => {
      noteServed(req);
      parts.deliver(message, to);
    };
    const finish = (status: NonNullable<ReceivedMessage['status']>): void => {
      message.status = status;
      message.tookMs = Date.now() - receivedAt;
      parts.onAnswered(message);
    };

    // What was said to be unprocessed must not be.
    if (wasRefused(req)) return finish('refused');
    const fault = parts.takeFault(token, record?.channelID, '*');
    if (fault) {
      message.fault = fault;
      if (fault.afterDelivery && record && judge(message, record, origin).status === 201) deliver(record);
      const status = await commitFault(fault, req, res);
      if (status !== undefined) return finish(status);
      if (wasRefused(req)) return finish('refused');
    }
    const answer = judge(message, record, origin);
    if (answer.status === 201 && record && !fault?.afterDelivery) deliver(record);
    if (res.destroyed || isStreamOver(req)) return finish('reset');
    if (answer.refusal === undefined) {
      res.writeHead(answer.status, answer.headers).end();
    } else {
      res.writeHead(answer.status, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ code: answer.status, message: answer.refusal }));
    }
    finish(answer.status);
  };

  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const url = req.url ?? '';
    const token = req.method === 'POST' ? ENDPOINT.exec(url)?.[1] : undefined;
    if (token !== undefined) return onPush(req, res, token);
    // RFC 8030 section 6: the sender may take a message back while it waits.
    const version = req.method === 'DELETE' ? MESSAGE.exec(url)?.[1] : undefined;
    res.writeHead(version !== undefined && parts.withdraw(version) ? 204 : 404).end();
  };
}

/** What the sender has signed for. */
function originOf(req: IncomingMessage): string {
  if (isHttp2(req)) return `https://${req.headers[':authority']}`;
  return `${req.socket instanceof TLSSocket ? 'https' : 'http'}://${req.headers.host}`;
}

function tryVapid(check: () => VerifiedVapid): VerifiedVapid | VapidRefusal {
  try {
    return check();
  } catch (error) {
    if (error instanceof VapidRefusal) return error;
    throw error;
  }
}
