import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { commitHttp2Fault, type Http2Fault, isHttp2, isStreamOver, resetStream } from './http2-faults';

/** How a push endpoint misbehaves. `delayMs` alone answers late but well. */
export interface Fault {
  status?: number;
  /** The header's value as it is sent: seconds, an HTTP date, or nonsense such as '-1'. */
  retryAfter?: number | string;
  headers?: OutgoingHttpHeaders;
  body?: string;
  /** A body of this many octets instead. */
  bodyBytes?: number;
  /** The body goes out octet by octet, one each so many milliseconds. */
  dripMs?: number;
  delayMs?: number;
  /** Never answers. */
  hang?: boolean;
  /** Cuts the connection; over HTTP/2 the stream, since others share the connection. */
  reset?: boolean;
  /** Over HTTP/2 only; over HTTP/1.1 all is well. */
  http2?: Http2Fault;
  /** The message is taken as if all were well, and only then the fault strikes: the answer is what is lost. */
  afterDelivery?: boolean;
  /** Ends after so many requests; for ever when left out. */
  times?: number;
}

/** 'register' refuses new subscriptions; '*' is every endpoint. */
export type FaultTarget = string;

export interface FaultTable {
  /** `target` is an endpoint, a channelID, 'register' or '*'; null removes the fault. */
  set(target: FaultTarget | readonly FaultTarget[], fault: Fault | null): void;
  /** The fault of the first of the targets that has one, counted as used. */
  take(...targets: ReadonlyArray<FaultTarget | undefined>): Fault | undefined;
  clear(): void;
}

export function makeFaultTable(): FaultTable {
  const held = new Map<string, { fault: Fault; leftCount: number }>();
  return {
    set(target, fault) {
      for (const one of typeof target === 'string' ? [target] : target) {
        if (fault) held.set(toKey(one), { fault, leftCount: fault.times ?? Number.POSITIVE_INFINITY });
        else held.delete(toKey(one));
      }
    },
    take(...targets) {
      if (held.size === 0) return undefined;
      for (const target of targets) {
        const hit = target === undefined ? undefined : held.get(toKey(target));
        if (!hit || target === undefined) continue;
        hit.leftCount -= 1;
        if (hit.leftCount <= 0) held.delete(toKey(target));
        return hit.fault;
      }
      return undefined;
    },
    clear() {
      held.clear();
    },
  };
}

/** An endpoint counts by its token, since Chromium gives it a host of its own. */
function toKey(target: FaultTarget): string {
  return target.slice(target.lastIndexOf('/') + 1);
}

/**
 * Lets the fault happen. Resolves with what the sender was answered, or undefined when a good answer is still due
 * (`delayMs` alone).
 */
export async function commitFault(
  fault: Fault,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<number | 'hang' | 'reset' | 'refused' | undefined> {
  if (fault.delayMs) await sleep(fault.delayMs);
  if (fault.http2 && isHttp2(req)) return commitHttp2Fault(fault.http2, req);
  if (fault.reset) {
    if (isHttp2(req)) resetStream(req);
    else req.socket.destroy();
    return 'reset';
  }
  if (fault.hang) return 'hang';
  if (!fault.status) return undefined;
  if (res.destroyed) return 'reset';
  const headers: OutgoingHttpHeaders = { ...fault.headers };
  if (fault.retryAfter !== undefined) headers['retry-after'] = String(fault.retryAfter);
  res.writeHead(fault.status, headers);
  const body = Buffer.from(fault.body ?? 'x'.repeat(fault.bodyBytes ?? 0));
  if (fault.dripMs) drip(req, res, body, fault.dripMs);
  else res.end(body);
  return fault.status;
}

function drip(req: IncomingMessage, res: ServerResponse, body: Buffer, everyMs: number): void {
  let at = 0;
  const timer = setInterval(() => {
    if (res.destroyed || isStreamOver(req) || at >= body.length) {
      clearInterval(timer);
      res.end();
    } else {
      res.write(body.subarray(at, at + 1));
      at += 1;
    }
  }, everyMs);
}
