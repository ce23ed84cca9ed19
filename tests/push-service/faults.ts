import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

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
  /** Cuts the connection. */
  reset?: boolean;
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
): Promise<number | 'hang' | 'reset' | undefined> {
  if (fault.delayMs) await sleep(fault.delayMs);
  if (fault.reset) {
    req.socket.destroy();
    return 'reset';
  }
  if (fault.hang) return 'hang';
  if (!fault.status) return undefined;
  if (res.destroyed) return 'reset';
  const headers: OutgoingHttpHeaders = { ...fault.headers };
  if (fault.retryAfter !== undefined) headers['retry-after'] = String(fault.retryAfter);
  res.writeHead(fault.status, headers);
  const body = Buffer.from(fault.body ?? 'x'.repeat(fault.bodyBytes ?? 0));
  if (fault.dripMs) drip(res, body, fault.dripMs);
  else res.end(body);
  return fault.status;
}

function drip(res: ServerResponse, body: Buffer, everyMs: number): void {
  let at = 0;
  const timer = setInterval(() => {
    if (res.destroyed || at >= body.length) {
      clearInterval(timer);
      res.end();
    } else {
      res.write(body.subarray(at, at + 1));
      at += 1;
    }
  }, everyMs);
}
