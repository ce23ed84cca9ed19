import { formatCount } from '@/components/ui/format';

interface ToCome {
  /** Planned, and not handed to a push service yet. */
  pendingCount: number;
  /** The rest of an A/B test, who wait for its winner. */
  waitingCount: number;
  /** False while the audience is still being gathered: more may come. */
  isPlanned: boolean;
}

/** Who does not get it once it is cancelled, in a sentence; empty where it is nobody. */
export function notGettingIt({ pendingCount, waitingCount, isPlanned }: ToCome): string {
  const waiting =
    waitingCount > 0 ? `${formatCount(waitingCount, 'subscriber')} who ${wait(waitingCount)} for the best variant` : '';
  const some = `${isPlanned ? '' : 'at least '}${formatCount(pendingCount, 'subscriber')} who`;
  const unsent = pendingCount > 0 ? some : isPlanned ? '' : 'whoever';
  const pending = unsent && `${unsent} ${pendingCount > 1 ? 'have' : 'has'} not been sent it yet`;
  const who = [pending, waiting].filter(Boolean).join(' and ');
  return who ? `${who.charAt(0).toUpperCase()}${who.slice(1)} will not get it. ` : '';
}

/** Who gets it once it is resumed. */
export function gettingItNow({ pendingCount, waitingCount }: ToCome): string {
  if (pendingCount > 0)
    return `${formatCount(pendingCount, 'subscriber')} who ${pendingCount === 1 ? 'has' : 'have'} not been sent it yet ${pendingCount === 1 ? 'gets' : 'get'} it now.`;
  return waitingCount > 0 ? 'The test goes on: the rest waits for the best variant.' : 'It goes on.';
}

const wait = (count: number) => (count === 1 ? 'waits' : 'wait');
