import type { LoadSignal } from './origin-window';
import type { RowResult } from './send-row';

/** What a row's result says about its push service's load. */
export function loadSignal({ verdict, statusCode }: RowResult): LoadSignal {
  switch (verdict.outcome) {
    case 'accepted':
      return 'accepted';
    case 'retry':
      return verdict.scope === 'origin' ? 'throttled' : 'other';
    case 'gone':
    case 'key_mismatch':
    case 'rejected':
    case 'too_large':
      return statusCode === null ? 'other' : 'answered';
    default:
      return 'other';
  }
}

/** Whether it may lead to a pause of its push service, which is decided with the results that are settled with it. */
export function asksForPause({ verdict }: RowResult): boolean {
  return verdict.outcome === 'fault' || (verdict.outcome === 'retry' && verdict.scope === 'origin');
}
