import { backOffMs, MAX_BACK_OFF_MS } from './back-off';
import type { RowResult } from './send-row';
import type { AlertSignal, Origin, OriginPause, SettleInput, Settlement } from './settle-batch';

/** A retry is never at once, whatever Retry-After says. */
const MIN_DELAY_MS = 500;
/** After a fault of ours a push service is tried again by itself, ever more rarely: the remedy may have come. */
const FAULT_PAUSE_MS = 60_000;
/**
 * A push service that is away and does not say for how long is asked again at least so often, by one request of each
 * process: whole campaigns wait for the answer, and one request a minute is a load for nobody.
 */
const MAX_OWN_PAUSE_MS = 60_000;
/** A request that is refused so often, while the reason stays unknown, is given up for that row. */
const MAX_REFUSED_ATTEMPTS = 4;
/** So many mismatched keys without one success are one wrong key of ours, not many of theirs. */
const MASS_MISMATCH_COUNT = 20;

export interface WeighContext {
  ambiguityPolicy: 'resend' | 'skip';
  /** Failures in a row of a push service before this group. */
  failureCount(originId: number, vapidKeyId: bigint): number;
  /** Whether it accepted something a moment ago, for any job of this process. */
  hasAcceptedLately(originId: number, vapidKeyId: bigint): boolean;
  random?: () => number;
}

/**
 * What follows from a group of results: the rows' new states, back-off of push services, alerts. Pure. A fault counts
 * for the whole push service only when nothing was accepted there lately: else it is that row's own.
 */
export function weighResults(
  results: readonly RowResult[],
  context: WeighContext,
): Omit<SettleInput, 'runId' | 'siteId'> {
  const random = context.random ?? Math.random;
  const groups = new Map<string, RowResult[]>();
  for (const result of results) {
    const key = `${result.row.originId} ${result.row.vapidKeyId}`;
    const group = groups.get(key);
    if (group) group.push(result);
    else groups.set(key, [result]);
  }

  const settlements: Settlement[] = [];
  const pauses: OriginPause[] = [];
  const working: Origin[] = [];
  const alerts = new Map<string, AlertSignal>();
  for (const group of groups.values()) {
    const first = group[0]?.row;
    if (!first) continue;
    const { originId, vapidKeyId } = first;
    const acceptsNow = group.some(({ verdict }) => verdict.outcome === 'accepted');
    const hasAccepted = acceptsNow || context.hasAcceptedLately(originId, vapidKeyId);
    const mismatchCount = group.filter(({ verdict }) => verdict.outcome === 'key_mismatch').length;
    const isMassMismatch = mismatchCount >= MASS_MISMATCH_COUNT && !hasAccepted;
    const failureCount = context.failureCount(originId, vapidKeyId);
    let pauseMs = 0;
    let faultReason: string | null = null;

    // What concerns the push service is known before the rows that share its fate are put off.
    for (const { verdict } of group) {
      if (verdict.outcome === 'retry' && verdict.scope === 'origin') {
        const own = backOffMs(failureCount + 1, random(), MAX_OWN_PAUSE_MS);
        pauseMs = Math.max(pauseMs, verdict.afterMs ?? 0, own, MIN_DELAY_MS);
      }
      const isFault = verdict.outcome === 'fault' && !hasAccepted;
      if (isFault || (verdict.outcome === 'key_mismatch' && isMassMismatch)) {
        pauseMs = Math.max(pauseMs, Math.min(MAX_BACK_OFF_MS, FAULT_PAUSE_MS * 2 ** Math.min(failureCount, 10)));
        faultReason = verdict.reason;
      }
    }
    if (pauseMs > 0) pauses.push({ originId, vapidKeyId, ms: pauseMs, faultReason });
    else if (acceptsNow) working.push({ originId, vapidKeyId });

    for (const result of group) {
      const code = alertCode(result, hasAccepted, isMassMismatch);
      if (code) {
        const key = `${originId} ${code}`;
        const detail = [result.statusCode, result.answerText].filter(Boolean).join(': ');
        const alert = alerts.get(key) ?? { originId, code, detail, count: 0 };
        alert.count++;
        alerts.set(key, alert);
      }
      settlements.push(settlementOf(result, { context, random, pauseMs, hasAccepted, isMassMismatch }));
    }
  }
  return { settlements, working, pauses, alerts: [...alerts.values()] };
}

/** Faults that need a person, by the name under which the campaign page explains them. */
function alertCode({ verdict }: RowResult, hasAccepted: boolean, isMassMismatch: boolean): string | null {
  if (verdict.outcome === 'key_mismatch' && isMassMismatch) return 'key_mismatch';
  if (verdict.outcome !== 'fault' || hasAccepted) return null;
  return verdict.scope === 'run' && verdict.reason !== 'redirect' ? 'request_refused' : verdict.reason;
}

interface Surroundings {
  context: WeighContext;
  random: () => number;
  pauseMs: number;
  hasAccepted: boolean;
  isMassMismatch: boolean;
}

function settlementOf({ row, verdict, statusCode }: RowResult, around: Surroundings): Settlement {
  const base = {
    subscriberId: row.subscriberId,
    originId: row.originId,
    fence: row.fence,
    statusCode,
    delayMs: 0,
    isUnsent: false,
  };
  const ownDelay = () => Math.max(MIN_DELAY_MS, backOffMs(row.attempts, around.random()));
  const later = (reason: string, delayMs: number): Settlement => ({ ...base, state: 0, reason, delayMs });
  switch (verdict.outcome) {
    case 'accepted':
      return { ...base, state: 2, reason: null };
    case 'gone':
      return { ...base, state: 3, reason: verdict.reason, endSubscription: ending(row, 'gone') };
    case 'key_mismatch':
      if (around.isMassMismatch) return later(verdict.reason, around.pauseMs);
      return { ...base, state: 4, reason: verdict.reason, endSubscription: ending(row, 'key_mismatch') };
    case 'rejected':
    case 'too_large':
      return { ...base, state: 4, reason: verdict.reason };
    case 'expired':
      return { ...base, state: 5, reason: verdict.reason };
    case 'ambiguous':
      if (around.context.ambiguityPolicy === 'skip') return { ...base, state: 7, reason: verdict.reason };
      return later(verdict.reason, ownDelay());
    case 'unsent':
      return { ...base, state: 0, reason: null, delayMs: verdict.delayMs, isUnsent: true };
    case 'retry':
      // Whoever had to ask for all is not to wait the longer for it.
      if (verdict.scope === 'origin') return later(verdict.reason, around.pauseMs);
      return later(verdict.reason, Math.max(verdict.afterMs ?? 0, ownDelay()));
    case 'fault': {
      // Others of this push service got through with the same request: it is something about this subscription. One
      // that was refused for its key is asked for a while all the same: the key may just have been mended.
      const isTired = row.attempts >= MAX_REFUSED_ATTEMPTS;
      if (verdict.scope === 'run' ? around.hasAccepted || isTired : around.hasAccepted && isTired) {
        return { ...base, state: 4, reason: verdict.reason };
      }
      return later(verdict.reason, Math.max(ownDelay(), around.pauseMs, FAULT_PAUSE_MS));
    }
  }
}

function ending(row: RowResult['row'], status: 'gone' | 'key_mismatch') {
  return { status, endpointSetAt: row.endpointSetAt };
}
